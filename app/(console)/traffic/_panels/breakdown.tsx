'use client'
// A talker's requests split by other dimensions: the largest parts, and what is left named. A part
// filters the page to it.
import { useQuery } from '@tanstack/react-query'
import { count, plural } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import type { TalkerDimension, TalkerKey, TopTalkers } from '../../../../domain/model/talker.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import type { Question } from '../question-inputs.ts'
import { callName, dimensionNouns, keyId, keyName, keyTitle } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

interface BreakdownProps {
  readonly title: string
  readonly by: readonly TalkerDimension[]
  readonly question: Question
  readonly view: TrafficView
  /** The colour of the talker. */
  readonly fill: number
  /** False: not drawn when there is only one part. */
  readonly lone?: boolean
}

/** Most parts that are named. */
export const partsMost = 6

const partName = (key: TalkerKey) =>
  key.verb !== undefined && key.resource !== undefined ? callName(key) : keyName(key).name

export function Breakdown({ title, by, question, view, fill, lone = true }: BreakdownProps) {
  const trpc = useTRPC()
  const options = trpc.traffic.topTalkers.queryOptions(
    { ...question, groupBy: [...by], limit: partsMost },
    untilRefresh,
  )
  const query = useQuery(options)
  const parts = query.data?.rows.length
  if (parts === 0 || (!lone && (parts ?? 0) <= 1)) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <QueryFaces query={query} queryKey={options.queryKey} what={title.toLowerCase()} name={title}>
        {(data) => <Parts {...{ data, by, view, fill }} />}
      </QueryFaces>
    </section>
  )
}

function Parts({
  data,
  by,
  view,
  fill,
}: Pick<BreakdownProps, 'by' | 'view' | 'fill'> & { data: TopTalkers }) {
  const [dimension = 'verb', second] = by
  const noun = second === undefined ? dimensionNouns[dimension] : (['call', 'calls'] as const)
  return (
    <ul>
      {data.rows.map((row) => (
        <li key={keyId(row.key)}>
          <button
            type="button"
            className="part"
            title={`Show only\n${keyTitle(row.key)}`}
            onClick={() => view.narrowTo(row.key)}
          >
            <span className="ellipsis">{partName(row.key)}</span>
            <ShareBar fraction={row.share} fill={fill} />
            <span className="num">{count(row.requests)}</span>
          </button>
        </li>
      ))}
      {data.other.keys > 0 && (
        <li className="part muted">
          <span className="ellipsis">{plural(data.other.keys, ...noun)} more</span>
          <ShareBar
            fraction={data.total.requests === 0 ? 0 : data.other.requests / data.total.requests}
            fill={0}
          />
          <span className="num">{count(data.other.requests)}</span>
        </li>
      )}
    </ul>
  )
}
