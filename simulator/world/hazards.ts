// What happens to the nodes of a group on ordinary days: accelerators break at the rate published of a large
// training run, and machines are retired. One process for each group; its events go round the slots, so that
// two never meet in one.
import { dayMs } from './clock.ts'
import { CountingProcess } from './counting.ts'
import type { Cluster, NodeGroup } from './fleet.ts'
import { h01, hBelow, purpose } from './hash.ts'
import { Intensity } from './intensity.ts'
import { drawnXid, faultReplacement, plannedReplacement, type Replacement } from './replacement.ts'

/** A node and day: 419 interruptions of 2,048 nodes with eight accelerators each in 54 days. */
const faultsPerDay = 419 / (2_048 * 54)
/** An assumption: an instance is retired every three years. */
const retirementsPerDay = 0.001

/** Primes: one of them has no factor in common with a group's size. */
const strides = [7_919, 7_907] as const

/** Events of one group in the order of their times, from the epoch on. */
export class Hazards {
  readonly #cluster: Cluster
  readonly #group: NodeGroup
  readonly #process: CountingProcess
  readonly #spacingMs: number
  #next = 0

  constructor(cluster: Cluster, group: NodeGroup) {
    this.#cluster = cluster
    this.#group = group
    const perDay = group.size * (group.machine.devices === undefined ? retirementsPerDay : faultsPerDay)
    this.#spacingMs = dayMs / perDay
    const rate = { kind: 'constant', rate: 1_000 / this.#spacingMs } as const
    const phase = h01(cluster.id ^ purpose.hazard, group.first)
    this.#process = new CountingProcess(new Intensity([{ fromMs: cluster.epochMs, shape: rate }]), phase)
  }

  /** The next ones, those before `ms`. */
  takeBefore(ms: number): Replacement[] {
    const taken: Replacement[] = []
    for (let event = this.#at(this.#next); event.startMs < ms; event = this.#at(this.#next)) {
      taken.push(event)
      this.#next += 1
    }
    return taken
  }

  /** Somewhere between its turn and the next one's. */
  #at(n: number): Replacement {
    const cluster = this.#cluster
    const group = this.#group
    const within = h01(cluster.id ^ purpose.hazard, group.first + 1, n)
    const startMs = (this.#process.timeOf(n) as number) + Math.floor(within * this.#spacingMs)
    const stride = group.size % strides[0] === 0 ? strides[1] : strides[0]
    const offset = hBelow(group.size, cluster.id ^ purpose.hazard, group.first, 1)
    const slot = group.first + ((n * stride + offset) % group.size)
    const begun = { cluster, group, slot, minor: group.minor }
    return group.machine.devices === undefined
      ? plannedReplacement(begun, 'turnover', startMs)
      : faultReplacement(begun, startMs, drawnXid(cluster, group, n), true)
  }
}
