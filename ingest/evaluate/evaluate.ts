// A round of evaluation: clusters that are due, some at a time, each judged by every check that is about it and
// written on its own. What happened to findings is told to whoever asked; it decides nothing about time.
import { lastEvaluations } from '../../db/relational/read/check-results.ts'
import { listClusters } from '../../db/relational/read/clusters.ts'
import { putCheckResults } from '../../db/relational/write/findings.ts'
import { apiRemovals } from '../../domain/insights/api-removals.ts'
import { runCheck } from '../../domain/insights/check.ts'
import { checks } from '../../domain/insights/registry.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { ClusterSlices } from '../../domain/model/cluster-slices.ts'
import type { CheckResult } from '../../domain/model/finding.ts'
import { type EvaluateStores, loadSlices } from './load-slices.ts'

export interface RoundQuestion {
  readonly now: Date
  /** A cluster that another process evaluated within this is left alone. */
  readonly notWithinMs: number
  /** When this process last evaluated which: kept from round to round. By it, what others did is told apart. */
  readonly ours?: Map<ClusterId, number>
  /** Clusters at once: what is read of them is held in memory. */
  readonly batch: number
  readonly signal?: AbortSignal
}

export interface EvaluatedRound {
  readonly clusters: number
  /** Findings that were opened, changed or closed. */
  readonly events: number
}

const clustersMost = 20_000

/** Every check that is about the cluster, in the order of the registry. */
export const judgeAll = (slices: ClusterSlices): CheckResult[] =>
  checks.flatMap((check) => runCheck(check, slices) ?? [])

/** Those evaluated longest ago first; a time ahead of `now` was written before a clock was set back. */
async function dueClusters({ relational }: EvaluateStores, question: RoundQuestion) {
  const { now, notWithinMs, ours } = question
  const [known, evaluated] = await Promise.all([
    listClusters(relational, { limit: clustersMost }),
    lastEvaluations(relational, { limit: clustersMost }),
  ])
  const lastOf = new Map(evaluated.map(({ clusterId, evaluatedAt }) => [clusterId, evaluatedAt.getTime()]))
  const isDue = (id: ClusterId): boolean => {
    const last = lastOf.get(id) ?? Number.NEGATIVE_INFINITY
    const ago = now.getTime() - last
    return ours?.get(id) === last || ago < 0 || ago >= notWithinMs
  }
  const due = known.filter(({ id, goneAt }) => goneAt === null && isDue(id))
  const gone = known.filter(({ id, goneAt }) => goneAt !== null && lastOf.has(id))
  return {
    due: due.map(({ id }) => id).sort((one, other) => (lastOf.get(one) ?? 0) - (lastOf.get(other) ?? 0)),
    gone: gone.map(({ id }) => id),
  }
}

/** Rejects when a store is away; what was written until then stays. */
export async function evaluateRound(
  stores: EvaluateStores,
  question: RoundQuestion,
): Promise<EvaluatedRound> {
  const { now, batch, signal } = question
  const { due, gone } = await dueClusters(stores, question)
  let events = 0
  const put = async (clusterId: ClusterId, results: readonly CheckResult[]) => {
    signal?.throwIfAborted()
    const told = await putCheckResults(stores.relational, { clusterId, results, now })
    if (told === false) return
    events += told.length
    question.ours?.set(clusterId, now.getTime())
  }
  // Nothing is wrong with a cluster that is not there any more.
  for (const clusterId of gone) await put(clusterId, [])
  const { windowDays } = apiRemovals.params
  for (let from = 0; from < due.length; from += batch) {
    signal?.throwIfAborted()
    const clusters = due.slice(from, from + batch)
    for (const slices of await loadSlices(stores, { clusters, now, windowDays })) {
      await put(slices.clusterId, judgeAll(slices))
    }
  }
  return { clusters: due.length + gone.length, events }
}
