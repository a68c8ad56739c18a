// PodDisruptionBudgets: how many pods of a workload must stay, and how many may go just now.
import type { PodSet } from './pod.ts'
import type { Workload } from './workloads.ts'

export interface Budget {
  readonly maxUnavailable: number
  readonly needed: number
  readonly allowed: number
}

/** Whether its workload has one. */
export const hasBudget = (workload: Workload): boolean => workload.hasBudget && workload.kind !== 'DaemonSet'

export function budgetAt(set: PodSet, ms: number): Budget {
  const { wanted, ready } = set.status(ms)
  // Services that are small may lose none: what blocks a drain.
  const maxUnavailable = set.workload.kind === 'StatefulSet' || wanted < 3 ? 1 : Math.ceil(wanted / 4)
  const needed = Math.max(0, wanted - maxUnavailable)
  return { maxUnavailable, needed, allowed: Math.max(0, ready - needed) }
}
