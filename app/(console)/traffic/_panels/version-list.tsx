'use client'
// The versions of one agent with the clusters each talks in; a version keeps only its requests on the page.
import { useQuery } from '@tanstack/react-query'
import { count, plural } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import type { AgentVersions } from '../../../../domain/model/talker.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { newestFirst } from '../agent-words.ts'
import type { Question } from '../question-inputs.ts'
import { valueName } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

const versionsMost = 20

interface ListProps {
  readonly agent: string
  /** Narrowed to the talker. */
  readonly question: Question
  readonly view: TrafficView
}

export function VersionList({ agent, question, view }: ListProps) {
  const trpc = useTRPC()
  const input = { ...question, agents: [agent], limit: versionsMost }
  const options = trpc.traffic.agentVersions.queryOptions(input, untilRefresh)
  const query = useQuery(options)
  if (query.data?.rows.length === 0) return null
  return (
    <section aria-label="Versions">
      <h3>Versions</h3>
      <QueryFaces query={query} queryKey={options.queryKey} what="its versions" name="Its versions">
        {({ rows: [row] }) => (row === undefined ? null : <Versions row={row} view={view} />)}
      </QueryFaces>
    </section>
  )
}

function Versions({ row, view }: { row: AgentVersions; view: TrafficView }) {
  const { agent, versions, versionsTotal } = row
  const requests = versions.reduce((sum, each) => sum + each.requests, 0)
  const others = versionsTotal - versions.length
  return (
    <ul>
      {newestFirst(versions).map((each) => (
        <li key={each.version}>
          <button
            type="button"
            className="part"
            title={`Show only this version: ${count(each.requests)} requests`}
            onClick={() => view.narrowTo({ agent, agentVersion: each.version })}
          >
            <span className="ellipsis">
              {valueName('agentVersion', each.version).name} in {plural(each.clusters, 'cluster')}
            </span>
            <ShareBar fraction={requests === 0 ? 0 : each.requests / requests} />
            <span className="num">{count(each.requests)}</span>
          </button>
        </li>
      ))}
      {others > 0 && <li className="part muted">{plural(others, 'more version', 'more versions')}</li>}
    </ul>
  )
}
