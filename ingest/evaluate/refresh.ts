// Checks clusters anew because somebody asked: a few at a time, with how far it is and where a check could not look.
// Where a source can have a cluster judged by whoever runs it, that comes first, for many at once; all others are checked
// at once by what their sources have told by now. What was found before stands until the new look is written. One at
// a time in a process, remembered until the next one.
import { randomUUID } from 'node:crypto'
import { putCheckResults } from '../../db/relational/write/findings.ts'
import { conflict, isPeriplusError, unavailable } from '../../domain/errors.ts'
import { apiRemovals } from '../../domain/insights/api-removals.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { CheckResult } from '../../domain/model/finding.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { RefreshCluster } from '../collection.ts'
import { judgeAll } from './evaluate.ts'
import { type EvaluateStores, loadSlices } from './load-slices.ts'

export interface SaidOfCluster {
  readonly clusterId: ClusterId
  readonly says: string
}

export interface RefreshProgress {
  readonly id: string
  readonly clusters: readonly ClusterId[]
  readonly done: number
  /** Clusters that are neither done nor waiting, and what is done with each, in a few words. */
  readonly underWay: readonly SaidOfCluster[]
  readonly failures: readonly SaidOfCluster[]
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
/** Clusters that are being judged elsewhere at the same time: little but waiting. */
const askedAtOnce = 100

/** How a cluster is judged by whoever runs it; undefined when nobody here can ask for it. */
export type RefresherOf = (clusterId: ClusterId) => RefreshCluster | undefined

interface Asked {
  readonly clusterId: ClusterId
  readonly refresh: RefreshCluster
}

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

/** What was said while asking, before what the checks say of the same cluster. */
function withSaid(
  clusters: readonly ClusterId[],
  said: string,
  found: readonly SaidOfCluster[],
): SaidOfCluster[] {
  return clusters.map((clusterId) => {
    const also = found.find((one) => one.clusterId === clusterId)
    return { clusterId, says: also === undefined ? said : `${said}; ${also.says}` }
  })
}

class OpenRefreshing implements Refreshing {
  readonly #stores: EvaluateStores
  readonly #clock: Clock
  readonly #refresherOf: RefresherOf
  readonly #steps = new Map<ClusterId, string>()
  #last: Omit<RefreshProgress, 'underWay'> | undefined
  #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #checking: Promise<void> = Promise.resolve()

  constructor(stores: EvaluateStores, clock: Clock, refresherOf: RefresherOf) {
    this.#stores = stores
    this.#clock = clock
    this.#refresherOf = refresherOf
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
    if (this.#last === undefined) return undefined
    return { ...this.#last, underWay: [...this.#steps].map(([clusterId, says]) => ({ clusterId, says })) }
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
    const asked: Asked[] = []
    const others: ClusterId[] = []
    for (const clusterId of clusters) {
      const refresh = this.#refresherOf(clusterId)
      if (refresh === undefined) others.push(clusterId)
      else asked.push({ clusterId, refresh })
    }
    await Promise.all([this.#checkAll(others, signal), this.#askAll(asked, signal)])
    this.#steps.clear()
    this.#tell(({ done }) => ({ endedAt: this.#clock.now(), isStopped: done < clusters.length }))
  }

  async #checkAll(clusters: readonly ClusterId[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < clusters.length && !signal.aborted; from += atOnce) {
      await this.#check(clusters.slice(from, from + atOnce))
    }
  }

  async #askAll(asked: readonly Asked[], signal: AbortSignal): Promise<void> {
    const left = asked.values()
    const walk = async (): Promise<void> => {
      for (const one of left) {
        if (signal.aborted) return
        await this.#ask(one, signal)
      }
    }
    await Promise.all(Array.from({ length: Math.min(askedAtOnce, asked.length) }, walk))
  }

  /** Whatever comes of asking, our own checks follow; only a stop leaves the cluster as it was. */
  async #ask({ clusterId, refresh }: Asked, signal: AbortSignal): Promise<void> {
    const tell = (says: string) => void this.#steps.set(clusterId, says)
    tell('asking')
    let says: string | null = null
    try {
      says = await refresh(clusterId, tell, signal)
    } catch (error) {
      says = isPeriplusError(error) ? error.message : 'asking for a new look at it failed unexpectedly'
    }
    if (signal.aborted) return
    await this.#check([clusterId], says)
  }

  /** One after another, however many wait. */
  #check(clusters: readonly ClusterId[], said: string | null = null): Promise<void> {
    for (const clusterId of clusters) this.#steps.set(clusterId, 'checking')
    this.#checking = this.#checking.then(async () => {
      const found = await this.#look(clusters)
      for (const clusterId of clusters) this.#steps.delete(clusterId)
      const failures = said === null ? found : withSaid(clusters, said, found)
      this.#tell(({ done, failures: known }) => ({
        done: done + clusters.length,
        failures: [...known, ...failures],
      }))
    })
    return this.#checking
  }

  #tell(change: (last: Omit<RefreshProgress, 'underWay'>) => Partial<RefreshProgress>): void {
    if (this.#last !== undefined) this.#last = { ...this.#last, ...change(this.#last) }
  }

  /** A store that is away fails these clusters and no others: the next ones may find it back. */
  async #look(clusters: readonly ClusterId[]): Promise<SaidOfCluster[]> {
    const now = this.#clock.now()
    const { windowDays } = apiRemovals.params
    const failures: SaidOfCluster[] = []
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

export const openRefreshing = (stores: EvaluateStores, clock: Clock, refresherOf: RefresherOf): Refreshing =>
  new OpenRefreshing(stores, clock, refresherOf)

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
