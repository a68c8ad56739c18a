'use client'
// A talker's requests split by other dimensions: the largest parts, and what is left named. A part
// filters the page to it.
import { count, plural } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import type { TalkerBreakdown, TalkerDimension, TalkerKey } from '../../../../domain/model/talker.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import type { Question } from '../question-inputs.ts'
import { callName, dimensionNouns, keyId, keyName, keyTitle } from '../talker-name.ts'
import { useTalkerSplits } from '../talker-splits.ts'
import type { TrafficView } from '../traffic-view.ts'

interface BreakdownsProps {
  readonly talker: TalkerKey
  /** Narrowed to the talker. */
  readonly question: Question
  readonly view: TrafficView
  /** The colour of the talker. */
  readonly fill: number
}

const partName = (key: TalkerKey) =>
  key.verb !== undefined && key.resource !== undefined ? callName(key) : keyName(key).name

export function Breakdowns({ talker, question, view, fill }: BreakdownsProps) {
  const { asked, query, queryKey } = useTalkerSplits(talker, question)
  return (
    <QueryFaces query={query} queryKey={queryKey} what="what its requests are made of" name="Breakdowns">
      {({ splits }) =>
        asked.map(({ title, by, isLoneDrawn }, at) => {
          const split = splits[at]
          const parts = split?.rows.length ?? 0
          if (split === undefined || parts === 0 || (!isLoneDrawn && parts === 1)) return null
          return (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <Parts {...{ split, by, view, fill }} />
            </section>
          )
        })
      }
    </QueryFaces>
  )
}

interface PartsProps extends Pick<BreakdownsProps, 'view' | 'fill'> {
  readonly split: TalkerBreakdown
  readonly by: readonly TalkerDimension[]
}

function Parts({ split: { rows, other }, by, view, fill }: PartsProps) {
  const [dimension = 'verb', second] = by
  const noun = second === undefined ? dimensionNouns[dimension] : (['call', 'calls'] as const)
  return (
    <ul>
      {rows.map((row) => (
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
      {other.keys > 0 && (
        <li className="part muted">
          <span className="ellipsis">{plural(other.keys, ...noun)} more</span>
          <ShareBar fraction={other.share} fill={0} />
          <span className="num">{count(other.requests)}</span>
        </li>
      )}
    </ul>
  )
}
