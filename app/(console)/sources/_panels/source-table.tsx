'use client'
// Every cluster's audit log: judged, measured, sorted and paged by the server, worst first.
import { windowText } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import { sourceHealths } from '../../../../domain/model/source.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import {
  rowsPerPage,
  type SourceRows,
  type SourcesView,
  useSourceRows,
  useSourcesView,
} from '../sources-view.ts'
import { skippedText } from '../words.ts'
import { SourceControls } from './source-controls.tsx'
import { SourceRowList } from './source-rows.tsx'

export function SourceTable() {
  const view = useSourcesView()
  const { query, queryKey, page } = useSourceRows(view)
  return (
    <Card
      title="Audit logs"
      {...(page && {
        sub: windowText(page.window.from, page.window.to),
        ...(isKnown(page, view) && { foot: <TableFoot page={page} view={view} /> }),
      })}
      busy={page !== undefined && query.isFetching}
      actions={page && isKnown(page, view) && <SourceControls page={page} view={view} />}
    >
      <QueryFaces
        query={{ ...query, data: page }}
        queryKey={queryKey}
        what="what each cluster sends"
        name="Sources"
        shape={<SkeletonRows rows={7} />}
        empty={(found) => (found.rows.length === 0 ? <NoRows page={found} view={view} /> : null)}
      >
        {(found) => <SourceRowList page={found} view={view} />}
      </QueryFaces>
    </Card>
  )
}

/** False while there is no cluster at all, so nothing to find or narrow. */
const isKnown = ({ byHealth }: SourceRows, { params }: SourcesView): boolean =>
  params.find.trim() !== '' || sourceHealths.some((health) => byHealth[health] > 0)

function NoRows({ page, view }: { page: SourceRows; view: SourcesView }) {
  if (!isKnown(page, view)) {
    return (
      <EmptyFace
        title="No cluster has sent anything yet"
        action={
          <Button size="tiny" onClick={() => void view.setParams({ connect: 'webhook' })}>
            Connect a cluster
          </Button>
        }
      >
        A cluster is known from its first event on. This list looks again by itself.
      </EmptyFace>
    )
  }
  return (
    <EmptyFace
      title="No cluster matches"
      action={
        <Button size="tiny" onClick={() => void view.setParams({ find: null, health: null, page: null })}>
          Show all
        </Button>
      }
    >
      Other clusters are hidden by the find field or the chosen health.
    </EmptyFace>
  )
}

function TableFoot({ page, view }: { page: SourceRows; view: SourcesView }) {
  const leftOut = skippedText(page.intake?.skipped ?? [])
  return (
    <>
      <PageTurner
        page={page}
        current={view.params.page}
        perPage={rowsPerPage}
        onTurn={(to) => void view.setParams({ page: to })}
      />
      <span>Stale: newest event more than 5 minutes old.</span>
      {leftOut !== '' && <span>Left out on purpose since the server started: {leftOut}.</span>}
      <span className="grow" />
      <span className="row row-tight no-print key-hints" aria-hidden="true">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move <Kbd>↵</Kbd> open <Kbd>/</Kbd> find
      </span>
    </>
  )
}
