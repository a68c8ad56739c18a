// A cluster by its name, which leads to its page.
import Link from 'next/link'
import type { NamedCluster } from '../../../../domain/review/review.ts'

export function ClusterLink({ cluster: { clusterId, name } }: { cluster: NamedCluster }) {
  return (
    <Link className="evidence" href={`/cluster?cluster=${encodeURIComponent(clusterId)}`} prefetch={false}>
      {name}
    </Link>
  )
}
