// Why there is nothing to say of a control plane, and what to do about it.

import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import type { WholeCluster } from '../cluster-view.ts'
import { whyNoMetrics } from '../headroom.ts'

export function NoMetricsCard({ cluster }: { cluster: WholeCluster }) {
  const { says, step, sourceId } = whyNoMetrics(cluster)
  const href = sourceId === null ? '/sources' : `/sources?read=${encodeURIComponent(sourceId)}`
  return (
    <section className="card headroom-none" aria-label="Control plane">
      <EmptyFace
        title="No metrics from this cluster's API server"
        action={
          <PageLink className="btn btn-tiny" href={href}>
            Open Sources
          </PageLink>
        }
      >
        {says} {step}
      </EmptyFace>
    </section>
  )
}
