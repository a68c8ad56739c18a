// Checks clusters anew because somebody asked: at once, a few at a time, with how far it is and where a check could not
// look. What was found before stands until the new look is written. One at a time in a process, remembered until the
// next one; asks nothing of the clusters themselves, only what their sources have told by now.
import { randomUUID } from 'node:crypto'
import { putCheckResults } from '../../db/relational/write/findings.ts'
import { conflict, unavailable } from '../../domain/errors.ts'
import { apiRemovals } from '../../domain/insights/api-removals.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { CheckResult } from '../../domain/model/finding.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { judgeAll } from './evaluate.ts'
import { type EvaluateStores, loadSlices } from './load-slices.ts'

export interface RefreshFailure {
  readonly clusterId: ClusterId
  readonly says: string
}

export interface RefreshProgress {
  readonly id: string
  readonly clusters: readonly ClusterId[]
  readonly done: number
  readonly failures: readonly RefreshFailure[]
  readonly startedAt: Date
  /** Null while it is under way. */
  readonly endedAt: Date | null
  readonly isStopped: boolean
}

export interface Refreshing {
  /** Answers its id. Conflict while another one is under way. */
  start(clusters: readonly ClusterId[]): string
  /** Of the last one; undefined when nobody asked since this process started. */
  progress(): RefreshProgress | undefined
  /** Ends it after the clusters that are being looked at; false when it is not under way. */
  stop(id: string): boolean
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>
}

/** What one look holds in memory, and how often progress is told. */
const atOnce = 5

/** "kubelet-skew, kube-proxy-skew could not look: nodes: 403" */
function unreadOf(results: readonly CheckResult[]): string | null {
  const reasons = new Map<string, string[]>()
  for (const { checkId, unreadBecause } of results) {
    if (unreadBecause === null) continue
    reasons.set(unreadBecause, [...(reasons.get(unreadBecause) ?? []), checkId])
  }
  if (reasons.size === 0) return null
  return [...reasons].map(([because, ids]) => `${ids.join(', ')} could not look: ${because}`).join('; ')
}

class OpenRefreshing implements Refreshing {
  readonly #stores: EvaluateStores
  readonly #clock: Clock
  #last: RefreshProgress | undefined
  #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(stores: EvaluateStores, clock: Clock) {
    this.#stores = stores
    this.#clock = clock
  }

  start(clusters: readonly ClusterId[]): string {
    if (this.#last?.endedAt === null) {
      const { done, clusters: all } = this.#last
      throw conflict(`${done} of ${all.length} clusters are checked anew already; wait for it, or stop it`)
    }
    const id = randomUUID()
    const startedAt = this.#clock.now()
    this.#last = { id, clusters, done: 0, failures: [], startedAt, endedAt: null, isStopped: false }
    this.#stopping = new AbortController()
    this.#running = this.#run(clusters, this.#stopping.signal)
    return id
  }

  progress(): RefreshProgress | undefined {
    return this.#last
  }

  stop(id: string): boolean {
    if (this.#last?.id !== id || this.#last.endedAt !== null) return false
    this.#stopping.abort()
    return true
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(clusters: readonly ClusterId[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < clusters.length && !signal.aborted; from += atOnce) {
      const some = clusters.slice(from, from + atOnce)
      const failures = await this.#look(some)
      this.#tell(({ done, failures: known }) => ({
        done: done + some.length,
        failures: [...known, ...failures],
      }))
    }
    this.#tell(({ done }) => ({ endedAt: this.#clock.now(), isStopped: done < clusters.length }))
  }

  #tell(change: (last: RefreshProgress) => Partial<RefreshProgress>): void {
    if (this.#last !== undefined) this.#last = { ...this.#last, ...change(this.#last) }
  }

  /** A store that is away fails these clusters and no others: the next ones may find it back. */
  async #look(clusters: readonly ClusterId[]): Promise<RefreshFailure[]> {
    const now = this.#clock.now()
    const { windowDays } = apiRemovals.params
    const failures: RefreshFailure[] = []
    try {
      for (const slices of await loadSlices(this.#stores, { clusters, now, windowDays })) {
        const { clusterId } = slices
        const results = judgeAll(slices)
        await putCheckResults(this.#stores.relational, { clusterId, results, now })
        const says = unreadOf(results)
        if (says !== null) failures.push({ clusterId, says })
      }
    } catch {
      const says = 'a store could not be read or written; what was found before stands'
      return clusters.map((clusterId) => ({ clusterId, says }))
    }
    return failures
  }
}

export const openRefreshing = (stores: EvaluateStores, clock: Clock): Refreshing =>
  new OpenRefreshing(stores, clock)

/** Of a process that reads no sources: it checks nothing either. */
export function refreshingElsewhere(): Refreshing {
  return {
    start: () => {
      throw unavailable('this process answers questions only; ask one that reads sources')
    },
    progress: () => undefined,
    stop: () => false,
    close: async () => undefined,
  }
}
