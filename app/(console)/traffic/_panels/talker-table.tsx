'use client'
// The ranked talkers: grouped as the reader likes, sorted and paged by the server. Rows, remainder and
// total are all drawn and add up.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count, plural } from '../../../../components/format/number.ts'
import { windowText } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { TopTalkers } from '../../../../domain/model/talker.ts'
import { useExportCommands } from '../../_frame/export-commands.ts'
import type { FileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useVersions } from '../agent-versions.ts'
import { useBehind } from '../behind.ts'
import { useChanges } from '../comparison.ts'
import { useTalkerExport } from '../export-files.ts'
import { useMostly } from '../mostly.ts'
import { useOwners } from '../owners.ts'
import { rowsPerPage } from '../question-inputs.ts'
import { useTopTalkers } from '../questions.ts'
import { dimensionsOf, shownRows } from '../table-rows.ts'
import { useTalkerCommands } from '../talker-commands.ts'
import { type TrafficView, useTrafficView } from '../traffic-view.ts'
import { ComparisonNote } from './comparison-control.tsx'
import { nounOf } from './noun.ts'
import { TalkerControls } from './talker-controls.tsx'
import { TalkerRows } from './talker-rows.tsx'

export function TalkerTable() {
  const asked = useTrafficView()
  const { query, queryKey } = useTopTalkers(asked)
  const { data } = query
  const view = data === undefined ? asked : { ...asked, groupBy: dimensionsOf(data, asked.groupBy) }
  const mostly = useMostly(view)
  const behind = useBehind(view, data)
  const versions = useVersions(view, data)
  const owner = useOwners(view)
  const change = useChanges(view)
  const files = useTalkerExport(view, { mostly, owner })
  useTalkerCommands(view, data)
  // Rows of the question before are on screen for a moment; a file of them would carry the new question's head.
  const settled = data !== undefined && !query.isPlaceholderData
  useExportCommands('top talkers', settled ? files.start : undefined)
  return (
    <Card
      title="Top talkers"
      {...(data && {
        sub: `${plural(data.total.keys, ...nounOf(view))}, ${windowText(data.window.from, data.window.to)}`,
        foot: <TableFoot data={data} view={view} files={files} settled={settled} />,
      })}
      busy={data !== undefined && query.isFetching}
      actions={<TalkerControls view={asked} />}
    >
      <ComparisonNote view={view} />
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what={`top talkers by ${nounOf(view)[0]}`}
        name="Top talkers"
        shape={<SkeletonRows rows={7} />}
        empty={(answer) =>
          answer.rows.length === 0 ? <p className="card-body note">Nothing to rank in this window.</p> : null
        }
      >
        {(answer) => <TalkerRows {...{ answer, view, mostly, behind, versions, owner, change }} />}
      </QueryFaces>
    </Card>
  )
}

interface TableFootProps {
  readonly data: TopTalkers
  readonly view: TrafficView
  readonly files: FileExport
  readonly settled: boolean
}

function TableFoot({ data, view, files, settled }: TableFootProps) {
  const { page, find } = view.params
  const offset = (page - 1) * rowsPerPage
  const { rows } = shownRows(data, find, offset)
  const last = offset + data.rows.length
  const turn = (to: number) => void view.setParams({ page: to })
  return (
    <>
      <span>
        {data.rows.length === 0
          ? 'No rows'
          : find.trim() === ''
            ? `Rows ${count(offset + 1)}–${count(last)} of ${count(data.total.keys)}`
            : `${count(rows.length)} of ${count(data.rows.length)} rows match “${find.trim()}”`}
      </span>
      {(page > 1 || data.nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={page === 1} onClick={() => turn(page - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {rowsPerPage}
          </Button>
          <Button size="tiny" disabled={data.nextCursor === null} onClick={() => turn(page + 1)}>
            Next {rowsPerPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
      <Coverage source="Audit log" freshness={data.freshness} />
      <span className="grow" />
      <ExportButtons
        what="top talkers"
        progress={files.progress}
        disabled={!settled}
        onExport={files.start}
        onStop={files.stop}
      />
      <span className="row row-tight no-print key-hints" aria-hidden="true">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move <Kbd>↵</Kbd> open <Kbd>/</Kbd> find
      </span>
    </>
  )
}
