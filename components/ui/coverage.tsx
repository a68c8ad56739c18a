// How much of the fleet an answer speaks for and how old it is: the line under every panel.
import type { Freshness } from '../../domain/model/freshness.ts'
import { count } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Badge, ToneIcon } from './status.tsx'

export function Coverage({ source, freshness }: { source: string; freshness: Freshness }) {
  const { asOf, clustersCovered, clustersTotal } = freshness
  const tone = clustersTotal === 0 ? 'unk' : clustersCovered === clustersTotal ? 'ok' : 'stale'
  return (
    <span className="row row-tight">
      <ToneIcon tone={tone} size={12} colour={tone === 'stale' ? 'warn' : tone} />
      <span>
        {clustersTotal === 0
          ? `${source}: no cluster in scope sends it`
          : `${source}: ${count(clustersCovered)} of ${count(clustersTotal)} fresh`}
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
