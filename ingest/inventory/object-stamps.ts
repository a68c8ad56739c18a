// Versions of object states: the millisecond a state was learned in, and a count within it. They rise
// within a cluster whatever clocks do, so that the state told last is the newest one, also when another
// worker with another clock told the one before.
import type { ClusterId } from '../../domain/model/cluster-id.ts'

const perMillisecond = 4_096n

export class ObjectStamps {
  readonly #newest: (clusterId: ClusterId) => Promise<bigint>
  readonly #last = new Map<ClusterId, bigint>()
  /** Clusters whose newest version must be asked for again: somebody else may have told of them. */
  readonly #unsure = new Set<ClusterId>()
  /** A state that is told again, after a store was away, is the same one. */
  readonly #stamped = new WeakMap<object, bigint>()

  /** `newest` is the highest version stored of a cluster. */
  constructor(newest: (clusterId: ClusterId) => Promise<bigint>) {
    this.#newest = newest
  }

  /** Before the next stamp of the cluster the store is asked how far it is. */
  doubt(clusterId: ClusterId): void {
    this.#unsure.add(clusterId)
  }

  /** Must have resolved before states of the cluster are stamped. */
  async prepare(clusterId: ClusterId): Promise<void> {
    if (this.#last.has(clusterId) && !this.#unsure.has(clusterId)) return
    const stored = await this.#newest(clusterId)
    const last = this.#last.get(clusterId) ?? 0n
    this.#last.set(clusterId, stored > last ? stored : last)
    this.#unsure.delete(clusterId)
  }

  stamp(clusterId: ClusterId, state: object, observedAt: Date): bigint {
    const known = this.#stamped.get(state)
    if (known !== undefined) return known
    const version = this.next(clusterId, observedAt)
    this.#stamped.set(state, version)
    return version
  }

  next(clusterId: ClusterId, observedAt: Date): bigint {
    const last = this.#last.get(clusterId)
    if (last === undefined) throw new Error(`versions of ${clusterId} were not prepared`)
    const now = BigInt(observedAt.getTime()) * perMillisecond
    const version = now > last ? now : last + 1n
    this.#last.set(clusterId, version)
    return version
  }
}
