'use client'
// Clusters and accounts that are read: how well each is, how fresh, and what is wrong, worst first. Its
// numbers move by themselves.
import { Search } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { type ReadState, readStates } from '../../../../domain/model/collection-state.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type ReadPage, useReadSources } from '../read-view.ts'
import { readNames } from '../read-words.ts'
import { type SourcesView, useSourcesView } from '../sources-view.ts'
import { ConfigBanner } from './config-banner.tsx'
import { ReadFoot } from './read-foot.tsx'
import { ReadRowList } from './read-rows.tsx'

export function ReadTable() {
  const view = useSourcesView()
  const read = useReadSources(view)
  const { query, queryKey, page } = read
  return (
    <>
      {page?.config?.problem && <ConfigBanner problem={page.config.problem} />}
      <Card
        title="Clusters and accounts read"
        {...(page && {
          sub: 'Kubernetes API servers, AWS accounts and metrics stores, by their own APIs',
          foot: <ReadFoot page={page} shown={read.rows.length} view={view} />,
        })}
        actions={page && isKnown(page, view) && <Controls page={page} view={view} />}
      >
        <QueryFaces
          query={query}
          queryKey={queryKey}
          what="the clusters and accounts that are read"
          name="Clusters and accounts read"
          shape={<SkeletonRows rows={3} />}
          empty={(found) => (found.rows.length === 0 ? <NoRows page={found} view={view} /> : null)}
        >
          {(found) => <ReadRowList rows={read.rows} now={found.now} view={view} />}
        </QueryFaces>
      </Card>
    </>
  )
}

const allOf = ({ byState }: ReadPage): number => readStates.reduce((sum, state) => sum + byState[state], 0)

/** False while there is no source at all, so nothing to find or narrow. */
const isKnown = (page: ReadPage, { params }: SourcesView): boolean =>
  params.readFind.trim() !== '' || allOf(page) > 0

function Controls({ page, view }: { page: ReadPage; view: SourcesView }) {
  const { readState, readFind } = view.params
  const present = readStates.filter((state) => page.byState[state] > 0 || readState === state)
  return (
    <span className="row row-wrap row-tight table-controls">
      <label className="input-search">
        <Search size={14} strokeWidth={1.8} aria-hidden="true" />
        <input
          aria-label="Find a source that is read"
          placeholder="Find a source"
          value={readFind}
          maxLength={100}
          onChange={(event) =>
            void view.setParams(
              { readFind: event.currentTarget.value || null, readPage: null },
              { history: 'replace' },
            )
          }
        />
      </label>
      <Segmented<ReadState | 'all'>
        label="State of reading"
        value={readState ?? 'all'}
        options={[
          { value: 'all', label: `All ${count(allOf(page))}` },
          ...present.map((state) => ({
            value: state,
            label: `${readNames[state]} ${count(page.byState[state])}`,
          })),
        ]}
        onChange={(state) =>
          void view.setParams({ readState: state === 'all' ? null : state, readPage: null })
        }
      />
    </span>
  )
}

function NoRows({ page, view }: { page: ReadPage; view: SourcesView }) {
  if (isKnown(page, view)) {
    const showAll = () => void view.setParams({ readFind: null, readState: null, readPage: null })
    return (
      <EmptyFace
        title="No source matches"
        action={
          <Button size="tiny" onClick={showAll}>
            Show all
          </Button>
        }
      >
        Others are hidden by the find field or the chosen state.
      </EmptyFace>
    )
  }
  return (
    <EmptyFace
      title="No cluster and no account is read yet"
      action={
        <Button size="tiny" onClick={() => void view.setParams({ connect: 'read-cluster' })}>
          Read a cluster
        </Button>
      }
    >
      Versions, nodes, pods, add-ons and health come from reading; it needs nothing but get, list and watch.
    </EmptyFace>
  )
}
