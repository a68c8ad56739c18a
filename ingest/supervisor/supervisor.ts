// Reads every source it is told of that this worker has the lease for, each on its own: started a few at a
// time, tried again after failures, stopped without loss. Knows no source by name, and lets none harm another.

import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { CollectionKind } from '../../domain/model/collection.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { Collector, Inventory, RefreshCluster } from '../collection.ts'
import type { Metric } from '../pipeline/metrics.ts'
import { type ClaimStore, Claims } from './claims.ts'
import { type DesiredSource, isSamePlan } from './desired.ts'
import { HealthRecord } from './health-record.ts'
import { type HealthRow, HealthWriter } from './health-writer.ts'
import { partOf } from './parts.ts'
import { sourceMetrics } from './source-metrics.ts'
import { SourceRun, type StopHow } from './source-run.ts'
import { type LeaseStore, Tenure } from './tenure.ts'
import { Turns } from './turns.ts'

export interface HealthStore {
  read(sourceIds: readonly string[]): Promise<readonly HealthRow[]>
  write(rows: readonly HealthRow[]): Promise<void>
  /** All sources something was ever written about, and when last. */
  known(): Promise<readonly { readonly sourceId: string; readonly updatedAt: Date }[]>
  /** Nobody defines them any more. */
  forget(sourceIds: readonly string[]): Promise<void>
}

export interface SupervisorLog {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface SupervisorLimits {
  readonly leaseMs: number
  readonly beatMs: number
  /** How long a source that is not renewed keeps others from its cluster, and when a spare asks again. */
  readonly claimMs: number
  readonly spareMs: number
  /** How long a collector may take to stop. */
  readonly stopWithinMs: number
  /** Tries that begin at once, and how long one counts as beginning. */
  readonly startsAtOnce: number
  readonly startOverdueMs: number
  /** First readings and the like at once, and how long one counts. */
  readonly turnsAtOnce: number
  readonly turnOverdueMs: number
  readonly healthEveryMs: number
  readonly numbersEveryMs: number
}

const standardLimits: SupervisorLimits = {
  leaseMs: 30_000,
  beatMs: 5_000,
  claimMs: 180_000,
  spareMs: 60_000,
  stopWithinMs: 8_000,
  startsAtOnce: 32,
  startOverdueMs: 20_000,
  turnsAtOnce: 16,
  turnOverdueMs: 120_000,
  healthEveryMs: 1_000,
  numbersEveryMs: 30_000,
}

export interface SupervisorOptions {
  readonly collectors: readonly Collector<SourceDefinition>[]
  readonly inventoryOf: (source: { readonly sourceId: string; readonly kind: CollectionKind }) => Inventory
  readonly leases: LeaseStore
  readonly claims: ClaimStore
  readonly health: HealthStore
  readonly clock: Clock
  readonly log: SupervisorLog
  /** From 0 to below 1. */
  readonly chance: () => number
  readonly limits?: Partial<SupervisorLimits>
}

export interface Supervisor {
  /** All that is to be read from now on. */
  want(sources: readonly DesiredSource[]): void
  /** Tries a source at once that waits to be tried again. */
  nudge(sourceId: string): void
  /** Has a cluster judged anew, by the source that reads it here and can, or says why not now; undefined when none does. */
  refresherOf(clusterId: ClusterId): RefreshCluster | undefined
  metrics(): Metric[]
  /** Stops what is read, says so and lets others have it; bounded. */
  stop(): Promise<void>
}

const forgottenAfterMs = 86_400_000

/** One source that is read here, or would be if its definition could be used. */
interface Seat {
  readonly source: DesiredSource
  readonly record: HealthRecord
  readonly run: SourceRun | undefined
  leaving: Promise<void> | undefined
}

export function startSupervisor(options: SupervisorOptions): Supervisor {
  const supervisor = new RunningSupervisor(options)
  supervisor.begin()
  return supervisor
}

class RunningSupervisor implements Supervisor {
  readonly #options: SupervisorOptions
  readonly #limits: SupervisorLimits
  readonly #collectors: ReadonlyMap<CollectionKind, Collector<SourceDefinition>>
  readonly #tenure: Tenure
  readonly #claims: Claims
  readonly #writer: HealthWriter
  readonly #starts: Turns
  readonly #turns: Turns
  readonly #seats = new Map<string, Seat>()
  /** Every source that was ever wanted here. */
  readonly #seen = new Set<string>()
  #tickets = 0
  #wanted: ReadonlyMap<string, DesiredSource> | undefined
  /** Parts whose health rows were looked through; undefined when what is wanted has changed since. */
  #tidied: number | undefined
  #reconciling: Promise<void> | undefined
  #isStale = false
  #isStopped = false

  constructor(options: SupervisorOptions) {
    const limits = { ...standardLimits, ...options.limits }
    const { log, health } = options
    this.#options = options
    this.#limits = limits
    this.#collectors = new Map(options.collectors.map((collector) => [collector.kind, collector]))
    this.#starts = new Turns({ width: limits.startsAtOnce, overdueMs: limits.startOverdueMs })
    this.#turns = new Turns({ width: limits.turnsAtOnce, overdueMs: limits.turnOverdueMs })
    this.#writer = new HealthWriter({
      write: (rows) => health.write(rows),
      onFailure: (error) =>
        log.warn({ failure: nameOf(error) }, 'health of sources was not written; it is tried again'),
      everyMs: limits.healthEveryMs,
      numbersEveryMs: limits.numbersEveryMs,
    })
    this.#claims = new Claims({
      store: options.claims,
      claimMs: limits.claimMs,
      onReleased: (clusterId) => this.#nudgeSpares(clusterId),
      onLost: (sourceId) => this.#leaveTo(sourceId, 'another source reads its cluster'),
      onFailure: (error) =>
        log.warn({ failure: nameOf(error) }, 'claims on clusters were not renewed; it is tried again'),
    })
    this.#tenure = new Tenure({
      leases: options.leases,
      leaseMs: limits.leaseMs,
      beatMs: limits.beatMs,
      onChange: () => this.#reconcileSoon(),
      onLost: (parts) => this.#leaveAtOnce(parts),
      onFailure: (error) =>
        log.warn({ failure: nameOf(error) }, 'leases of sources were not renewed; it is tried again'),
    })
  }

  begin(): void {
    void this.#tenure.begin()
  }

  want(sources: readonly DesiredSource[]): void {
    this.#wanted = new Map(sources.map((source) => [source.sourceId, source]))
    for (const { sourceId } of sources) this.#seen.add(sourceId)
    this.#tidied = undefined
    this.#reconcileSoon()
  }

  nudge(sourceId: string): void {
    this.#seats.get(sourceId)?.run?.nudge()
  }

  refresherOf(clusterId: ClusterId): RefreshCluster | undefined {
    let without: RefreshCluster | undefined
    for (const { source, record, run } of this.#seats.values()) {
      const asks = this.#collectors.get(source.kind)?.asks
      if (asks === undefined || !record.clusterIds.includes(clusterId)) continue
      if (run?.refresh !== undefined) return run.refresh
      without = async () => `${asks} did not look anew: ${source.name} is ${record.state}; see Sources`
    }
    return without
  }

  metrics(): Metric[] {
    return sourceMetrics({
      sources: [...this.#seats.values()].map(({ source, record }) => ({ kind: source.kind, record })),
      held: this.#tenure.heldParts,
      starting: this.#starts,
      turns: this.#turns,
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([...this.#seats.values()].map((seat) => this.#leave(seat, 'the server is stopping')))
    await this.#reconciling
    await this.#attempt('what became of sources was not written', () => this.#writer.stop())
    await this.#attempt('leases of sources were not given back; they lapse', () => this.#tenure.stop())
    await this.#claims.stop()
  }

  #reconcileSoon(): void {
    this.#isStale = true
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = undefined
    })
  }

  /** Makes what is read equal to what is wanted, as often as either changed meanwhile. */
  async #reconcile(): Promise<void> {
    while (this.#isStale && !this.#isStopped) {
      this.#isStale = false
      const wanted = this.#wanted
      if (wanted === undefined) return
      const mine = [...wanted.values()].filter(({ sourceId }) => this.#tenure.mayRead(partOf(sourceId)))
      for (const seat of this.#seats.values()) this.#leaveUnlessWanted(seat, wanted)
      await this.#attempt('sources were not begun; it is tried again', () =>
        this.#begin(mine.filter(({ sourceId }) => !this.#seats.has(sourceId))),
      )
      await this.#attempt('parts of sources were not handed over; they lapse', () => this.#handOver())
      await this.#attempt('health of sources that are gone was not removed', () => this.#tidy(wanted))
    }
  }

  #leaveUnlessWanted(seat: Seat, wanted: ReadonlyMap<string, DesiredSource>): void {
    const { sourceId } = seat.source
    const now = wanted.get(sourceId)
    if (seat.leaving !== undefined) return
    if (now === undefined) void this.#leave(seat, 'this source is no longer defined', { forGood: true })
    else if (!isSamePlan(now, seat.source))
      void this.#leave(seat, 'this source is defined anew', { forGood: true })
    else if (!this.#tenure.mayRead(partOf(sourceId)))
      void this.#leave(seat, 'another worker reads this source')
  }

  /** In one question for all: what was last known of sources that begin here. */
  async #begin(sources: readonly DesiredSource[]): Promise<void> {
    if (sources.length === 0) return
    const before = await this.#options.health.read(sources.map(({ sourceId }) => sourceId))
    const beforeOf = new Map(before.map(({ health }) => [health.sourceId, health]))
    for (const source of sources) {
      const isWanted = this.#wanted?.get(source.sourceId)
      // Whatever changed while the store was asked is looked at in the next round.
      if (this.#isStopped || isWanted !== source || !this.#tenure.mayRead(partOf(source.sourceId))) continue
      this.#seats.set(source.sourceId, this.#seat(source, beforeOf.get(source.sourceId)))
    }
  }

  #seat(source: DesiredSource, before: HealthRow['health'] | undefined): Seat {
    const { sourceId, kind, plan } = source
    const { clock, chance, log, inventoryOf } = this.#options
    const collector = this.#collectors.get(kind)
    const record = new HealthRecord({
      sourceId,
      intervalMs: collector?.intervalMs ?? 60_000,
      clock,
      before,
      onChange: (when) => this.#writer.note(sourceId, when, () => ({ kind, health: record.health() })),
    })
    if ('trouble' in plan || collector === undefined) {
      record.fail('trouble' in plan ? plan.trouble : unreadable(kind), undefined)
      return { source, record, run: undefined, leaving: undefined }
    }
    record.rest('waiting')
    const run = new SourceRun({
      sourceId,
      definition: plan.definition,
      collector,
      record,
      inventory: inventoryOf({ sourceId, kind }),
      clock,
      claims: this.#claims,
      spareMs: this.#limits.spareMs,
      starts: this.#starts,
      turns: this.#turns,
      nextTicket: () => {
        this.#tickets += 1
        return this.#tickets
      },
      chance,
      stopWithinMs: this.#limits.stopWithinMs,
      onMistake: (what, error) => log.error({ err: error, sourceId }, what),
    })
    return { source, record, run, leaving: undefined }
  }

  #nudgeSpares(clusterId: string): void {
    for (const { record, run } of this.#seats.values()) {
      if (record.state === 'spare' && record.clusterIds.includes(clusterId)) run?.nudge()
    }
  }

  #leaveTo(sourceId: string, reason: string): void {
    const seat = this.#seats.get(sourceId)
    if (seat !== undefined && seat.leaving === undefined) void this.#leave(seat, reason)
  }

  #leave(seat: Seat, reason: string, how: StopHow = {}): Promise<void> {
    const { sourceId } = seat.source
    const gone = (async () => {
      // Whoever has the lease now writes its health, and must not be contradicted.
      if (how.atOnce) this.#silence(seat)
      await seat.run?.stop(reason, how)
      if (this.#isStopped) seat.record.rest('stopped')
      else this.#silence(seat)
      if (this.#seats.get(sourceId) === seat) this.#seats.delete(sourceId)
      if (!this.#isStopped) this.#reconcileSoon()
    })()
    seat.leaving ??= gone
    return gone
  }

  /** Nothing that is still said of it is heard or written. */
  #silence({ source, record }: Seat): void {
    record.rest('stopped')
    this.#writer.forget(source.sourceId)
  }

  #leaveAtOnce(parts: readonly number[]): void {
    const lost = new Set(parts)
    for (const seat of this.#seats.values()) {
      if (lost.has(partOf(seat.source.sourceId)))
        void this.#leave(seat, 'the lease was lost', { atOnce: true })
    }
  }

  /** Gives back parts that another worker is to have, once nothing of them is read here. */
  async #handOver(): Promise<void> {
    const busy = new Set([...this.#seats.keys()].map(partOf))
    const free = this.#tenure.leaving.filter((part) => !busy.has(part))
    if (free.length > 0) await this.#tenure.release(free)
  }

  /**
   * What is known of sources that nobody defines any more: of those that were defined here a moment ago, and
   * of others after a day, since a configuration that is missing at a start may be an accident.
   */
  async #tidy(wanted: ReadonlyMap<string, DesiredSource>): Promise<void> {
    const { heldParts } = this.#tenure
    if (this.#tidied === heldParts) return
    const { health, clock } = this.#options
    const longAgo = clock.now().getTime() - forgottenAfterMs
    const gone = (await health.known()).flatMap(({ sourceId, updatedAt }) => {
      const isHere = this.#tenure.mayRead(partOf(sourceId)) && !this.#seats.has(sourceId)
      const isOver = this.#seen.has(sourceId) || updatedAt.getTime() < longAgo
      return isHere && isOver && !wanted.has(sourceId) ? [sourceId] : []
    })
    await health.forget(gone)
    // Sources that are still being stopped are forgotten in the round after that.
    this.#tidied = [...this.#seats.keys()].every((id) => wanted.has(id)) ? heldParts : undefined
  }

  async #attempt(failed: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log.warn({ failure: nameOf(error) }, failed)
    }
  }
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : typeof error

const unreadable = (kind: string) => ({
  kind: 'configuration' as const,
  says: `This release cannot read sources of the kind ${kind}.`,
  steps: ['Remove the source, or run a release that knows the kind.'],
  subject: '',
})
