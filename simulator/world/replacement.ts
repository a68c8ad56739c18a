// How a node is replaced: cordoned, emptied, terminated, and another launched in its place. Times follow from
// the cluster, the slot and when it began; what AWS waits for is AWS's, how long a launch takes is a model.
import { minuteMs, secondMs } from './clock.ts'
import type { Cluster, NodeGroup } from './fleet.ts'
import { h01, hBelow, hLogNormal, purpose } from './hash.ts'

/** What the node monitoring agent found. */
export interface Fault {
  readonly failedMs: number
  readonly detectedMs: number
  readonly xid: number
}

export interface Replacement {
  readonly slot: number
  readonly group: NodeGroup
  readonly cause: 'fault' | 'turnover' | 'upgrade'
  /** When it began: the fault, or the cordon. */
  readonly startMs: number
  readonly fault?: Fault
  /** These five are infinite for a fault that nobody repairs. */
  readonly cordonedMs: number
  /** Its pods are gone and their successors wait. */
  readonly evictedMs: number
  readonly goneMs: number
  /** The kubelet of the next one registers. */
  readonly bornMs: number
  readonly readyMs: number
  /** 1.<minor> of the next one's kubelet. */
  readonly minor: number
}

/** From its beginning until the next node is ready, at most. */
export const longestMs = 60 * minuteMs

const graceMs = 30 * secondMs
const never = Number.POSITIVE_INFINITY
const unrepaired = {
  cordonedMs: never,
  evictedMs: never,
  goneMs: never,
  bornMs: never,
  readyMs: never,
}

type Times = Pick<Replacement, keyof typeof unrepaired>

/** CreateFleet, boot, kubelet, network with prefixes, devices. */
function timesFrom({ id }: Cluster, { machine }: NodeGroup, slot: number, cordonedMs: number): Times {
  const seed = (n: number): number => (id ^ purpose.launch) + n
  const taking = (n: number, median: number, sigma: number): number =>
    Math.floor(secondMs * Math.min(median * 4, hLogNormal(median, sigma, seed(n), slot, cordonedMs)))
  const evictedMs = cordonedMs + graceMs
  const goneMs = evictedMs + 2 * secondMs + hBelow(4 * secondMs, seed(0), slot, cordonedMs)
  const bornMs = goneMs + 3 * secondMs + taking(1, 18, 0.25) + taking(2, 9, 0.3)
  const devicesMs = machine.devices === undefined ? 0 : taking(3, 12, 0.3)
  return { cordonedMs, evictedMs, goneMs, bornMs, readyMs: bornMs + 8 * secondMs + devicesMs }
}

interface Begun {
  readonly cluster: Cluster
  readonly group: NodeGroup
  readonly slot: number
  readonly minor: number
}

/** Nothing is wrong with it; it goes because another is wanted. */
export function plannedReplacement(
  { cluster, group, slot, minor }: Begun,
  cause: 'turnover' | 'upgrade',
  startMs: number,
): Replacement {
  return { slot, group, cause, startMs, minor, ...timesFrom(cluster, group, slot, startMs) }
}

/** The agent looks every half minute. */
const detectionMs = 30 * secondMs
/** What EKS waits before it repairs a node whose accelerators are not ready. */
export const repairWaitMs = 10 * minuteMs

/** Accelerators that broke; where EKS does not repair, the node stays as it is. */
export function faultReplacement(
  { cluster, group, slot, minor }: Begun,
  failedMs: number,
  xid: number,
  isRepaired: boolean,
): Replacement {
  const detectedMs =
    failedMs + secondMs + hBelow(detectionMs - secondMs, (cluster.id ^ purpose.launch) + 4, slot, failedMs)
  const times = isRepaired ? timesFrom(cluster, group, slot, detectedMs + repairWaitMs) : unrepaired
  const fault = { failedMs, detectedMs, xid }
  return { slot, group, cause: 'fault', startMs: failedMs, fault, minor, ...times }
}

/** Repairs of a managed node group stop while more than a fifth of more than five nodes are unhealthy. */
export const isRepairing = ({ size }: NodeGroup, unhealthy: number): boolean =>
  size <= 5 || unhealthy <= size * 0.2

/** Faults by their shares in what was published of a large training run: those whose node is replaced. */
const xids = [
  [79, 148],
  [140, 91],
  [74, 35],
  [119, 17],
] as const
const xidWeight = xids.reduce((sum, [, weight]) => sum + weight, 0)

export function drawnXid({ id }: Cluster, group: NodeGroup, n: number): number {
  let left = h01(id ^ purpose.hazard, group.first, n) * xidWeight
  for (const [xid, weight] of xids) {
    left -= weight
    if (left < 0) return xid
  }
  return xids[0][0]
}
