// A cluster by its name, which leads to its page.

import type { NamedCluster } from '../../../../domain/review/review.ts'
import { PageLink } from '../../_frame/leaving.tsx'

export function ClusterLink({ cluster: { clusterId, name } }: { cluster: NamedCluster }) {
  return (
    <PageLink
      className="evidence"
      href={`/cluster?cluster=${encodeURIComponent(clusterId)}`}
      prefetch={false}
    >
      {name}
    </PageLink>
  )
}
