// How much of the fleet an answer speaks for and how old it is: the line under every panel.
import type { Freshness } from '../../domain/model/freshness.ts'
import { count } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Badge, ToneIcon } from './status.tsx'

export function Coverage({ source, freshness }: { source: string; freshness: Freshness }) {
  const { asOf, clustersCovered, clustersTotal } = freshness
  const whole = clustersCovered === clustersTotal
  return (
    <span className="row row-tight row-wrap">
      <ToneIcon tone={whole ? 'ok' : 'stale'} size={12} />
      <span>
        {source}: {count(clustersCovered)} of {count(clustersTotal)} fresh
        {asOf !== null && (
          <>
            , newest <time dateTime={asOf.toISOString()}>{fullInstant(asOf)}</time>
          </>
        )}
      </span>
      {freshness.simulated && <Badge tone="warn">Simulated</Badge>}
    </span>
  )
}
