// Where CloudWatch Logs keeps what an EKS control plane writes: a group for each cluster, a stream for each of its
// logs. Clusters whose audit log is off have none to show.
import type { Cluster } from '../../world/fleet.ts'
import { hHex, hText } from '../../world/hash.ts'

export const logGroupOf = ({ name }: Pick<Cluster, 'name'>): string => `/aws/eks/${name}/cluster`

export const auditStreamOf = ({ name }: Pick<Cluster, 'name'>): string =>
  `kube-apiserver-audit-${hHex(4, hText(0x5a, name), 0)}`
