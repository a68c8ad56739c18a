// A check that was made of a cluster: its verdict and what led to it.
import type { Cluster } from '../../world/fleet.ts'
import type { Json } from './eks-common.ts'

export type Verdict = 'PASSING' | 'WARNING' | 'ERROR'

export interface Judged {
  readonly name: string
  readonly description: string
  readonly status: Verdict
  readonly reason: string
  readonly recommendation: string
  readonly resources?: readonly Json[]
  readonly summary?: Json
  /** What is said where EKS may not look into the cluster; undefined: it need not for this. */
  readonly needsLook?: string
}

/** Without its role EKS cannot look into the cluster. */
export const mayLook = ({ healthIssue }: Cluster): boolean => healthIssue !== 'AccessDenied'

export const passingUnless = (
  status: Verdict,
  passing: string,
  otherwise: string,
): Pick<Judged, 'status' | 'reason'> => ({ status, reason: status === 'PASSING' ? passing : otherwise })
