// The facts behind the state of a source that is read: where it is, where it was defined, what it speaks
// of, how far it is, and what was read.
import type { ReactNode } from 'react'
import { count, duration, missing } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { ReadSource } from '../read-view.ts'
import { ageText, countsText, kindName, originName } from '../read-words.ts'

const clustersNamed = 5

function clustersText({ clusterIds, clusters }: ReadSource): string {
  if (clusters === 0) return missing
  const named = clusterIds.slice(0, clustersNamed).join(', ')
  return clusters > clustersNamed ? `${named} and ${count(clusters - clustersNamed)} more` : named
}

function clockText(ms: number | null): string {
  if (ms === null) return missing
  if (Math.abs(ms) < 1_000) return 'agrees with ours'
  return `${duration(Math.abs(ms))} ${ms > 0 ? 'ahead of' : 'behind'} ours`
}

export function ReadFacts({ row, now }: { row: ReadSource; now: Date }) {
  const { kind, place, origin, asOf, intervalMs, clockSkewMs, counts } = row
  return (
    <dl className="facts">
      <Fact name="Kind">{kindName(kind)}</Fact>
      <Fact name="Place">{place || missing}</Fact>
      <Fact name="Defined in">{originName(origin)}</Fact>
      <Fact name="Clusters">{clustersText(row)}</Fact>
      <Fact name="As of">
        {asOf === null ? missing : <time dateTime={asOf.toISOString()}>{fullInstant(asOf)}</time>}
      </Fact>
      <Fact name="Lag">{ageText(asOf, now)}</Fact>
      <Fact name="Interval">{intervalMs === null ? missing : duration(intervalMs)}</Fact>
      <Fact name="Its clock">{clockText(clockSkewMs)}</Fact>
      <Fact name="Read">{countsText(counts) || missing}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
