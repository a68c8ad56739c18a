// Reads one definition round after round: which log groups there are, which hours of them nobody knows, and these one
// search at a time in each account and region, the newest first, as far as the day's budget goes.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { LogsSource } from '../../../domain/model/source-definition.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { Reach } from '../../aws-client/reach.ts'
import { limited, type Told, ToldTroubles } from '../../aws-client/told.ts'
import { CollectionFailure, type CollectorTools } from '../../collection.ts'
import { Budget } from './budget.ts'
import { ClusterIds } from './cluster-ids.ts'
import { estimatedBytes, type LogGroup, logGroups, searchesOfHour, sizeText } from './groups.ts'
import { type DueHour, dueHours, rangeOfHours } from './hours.ts'
import { findPlaces, isDisabled } from './places.ts'
import { type HourOutcome, readHour } from './read-hour.ts'
import type { LogsTuning } from './tuning.ts'
import { conflict, failed, noEvents, noGroup, notRead, spent } from './words.ts'

export interface ReaderOptions {
  readonly definition: LogsSource
  readonly reach: Reach
  readonly tools: CollectorTools
  readonly time: ProcessTime
  readonly tuning: LogsTuning
}

/** A cluster and what is due of it. */
interface Waiting {
  readonly group: LogGroup
  readonly clusterId: ClusterId
  readonly due: readonly DueHour[]
}

interface Found {
  readonly place: Place<'logs'>
  readonly waiting: readonly Waiting[]
}

/** A place on its way through the hours that are due there. */
interface Course extends Found {
  turn: number
  /** Clusters of which no other hour is tried in this round. */
  readonly over: Set<ClusterId>
}

/** One round as it goes. */
interface Round {
  readonly startedAt: Date
  readonly partition: string
  readonly troubles: Told[]
  /** Clusters the definition names that no log group was found of. */
  readonly missing: Set<string>
  /** What the budget did not allow. */
  readonly left: { hours: number; bytes: number }
}

const hourMs = 3_600_000

export class LogsReader {
  readonly #options: ReaderOptions
  readonly #budget: Budget
  readonly #told: ToldTroubles
  readonly #ids: ClusterIds
  /** Bytes that a search of an hour last looked through, by cluster. */
  readonly #measured = new Map<ClusterId, number>()
  /** Hours without an event, by cluster: its log begins later. */
  readonly #emptyAt = new Map<ClusterId, { readonly hour: Date; readonly told: Told }>()
  #planned = 0

  constructor(options: ReaderOptions) {
    const { definition, tools } = options
    this.#options = options
    this.#budget = new Budget(definition.gigabytesPerDay, tools.inventory.logHours)
    this.#told = new ToldTroubles(tools.report)
    this.#ids = new ClusterIds(tools)
  }

  /** Rejects with CollectionFailure when nothing at all could be read. */
  async round(): Promise<void> {
    const { definition, reach, tools } = this.#options
    const startedAt = tools.clock.now()
    await this.#budget.begin(startedAt.getTime())
    await this.#ids.remember()
    reach.beginRound()
    const { identity, places, troubles } = await findPlaces(definition, reach)
    const round: Round = {
      startedAt,
      partition: identity.partition,
      troubles: [...troubles],
      missing: new Set(definition.clusters),
      left: { hours: 0, bytes: 0 },
    }
    const found: Found[] = []
    await forEachOf(places, Math.max(1, places.length), async (place) => {
      await this.#guarded(place, round, async () => {
        found.push({ place, waiting: await this.#waitingAt(place, round) })
      })
    })
    for (const name of found.length === places.length ? round.missing : [])
      round.troubles.push(noGroup(name, definition.regions ?? []))
    this.#plan(found, startedAt)
    await this.#readAll(found, round)
    this.#finish(round, found.length)
  }

  /** False when the place did not let it be done. */
  async #guarded(
    place: Place<'logs'>,
    { troubles, partition }: Round,
    work: () => Promise<void>,
  ): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      if (!isDisabled(error, this.#options.definition)) troubles.push(failed(error, place, partition))
      return false
    }
  }

  async #waitingAt(
    place: Place<'logs'>,
    { startedAt, missing, troubles }: Round,
  ): Promise<readonly Waiting[]> {
    const { definition, tools, tuning } = this.#options
    const { hoursBack, clusters } = definition
    const { settleMs, lateMs } = tuning
    const nowMs = startedAt.getTime()
    const waiting: Waiting[] = []
    for (const group of await logGroups(place, { clusters, nowMs })) {
      missing.delete(group.clusterName)
      const clusterId = this.#ids.of(group.clusterName, place)
      const empty = this.#emptyAt.get(clusterId)
      const beginsMs = empty === undefined ? 0 : empty.hour.getTime() + hourMs
      const keptFromMs = Math.max(group.keptFromMs, beginsMs)
      const range = rangeOfHours({ nowMs, settleMs, hoursBack, keptFromMs })
      const known = await tools.inventory.logHours.known({ clusterId, ...range })
      const due = dueHours(range, known, { nowMs, lateMs })
      if (due.length > 0) waiting.push({ group, clusterId, due })
      // Nothing was found in the newest hour, and no newer one has ended yet.
      else if (empty !== undefined && beginsMs >= range.to.getTime()) troubles.push(empty.told)
    }
    return waiting
  }

  /** What will be looked through, told before it is. */
  #plan(found: readonly Found[], now: Date): void {
    const bytes = found
      .flatMap(({ waiting }) => waiting)
      .reduce((sum, one) => sum + one.due.length * this.#hourBytes(one, now), 0)
    const planned = Math.ceil(bytes / 1e6)
    this.#options.tools.report.count('megabytesPlanned', planned - this.#planned)
    this.#planned = planned
  }

  #hourBytes({ group, clusterId }: Waiting, now: Date): number {
    return searchesOfHour * (this.#measured.get(clusterId) ?? estimatedBytes(group, now.getTime()))
  }

  /** The newest hour of every cluster before the second newest of any; a place that takes its time holds up no other. */
  async #readAll(found: readonly Found[], round: Round): Promise<void> {
    const idle = found.map((one): Course => ({ ...one, turn: 0, over: new Set() }))
    const walks = idle.slice(0, this.#options.tuning.placesAtOnce)
    await forEachOf(walks, walks.length, async () => {
      for (let course = idle.shift(); course !== undefined; course = idle.shift()) {
        const { place } = course
        const current = course
        try {
          const isRead = await this.#guarded(place, round, () => this.#readTurn(current, round))
          if (isRead && course.waiting.some(({ due }) => due.length > current.turn)) idle.push(course)
        } catch (error) {
          // What was begun ends, nothing else begins.
          idle.length = 0
          throw error
        }
      }
    })
  }

  async #readTurn(course: Course, round: Round): Promise<void> {
    const { place, waiting, turn, over } = course
    for (const one of waiting) {
      const hour = one.due[turn]
      if (hour === undefined || over.has(one.clusterId)) continue
      this.#options.reach.options.signal.throwIfAborted()
      if (await this.#readOne(place, one, hour, round)) over.add(one.clusterId)
    }
    course.turn += 1
  }

  /** True when no other hour of the cluster is to be tried in this round. */
  async #readOne(place: Place<'logs'>, one: Waiting, hour: DueHour, round: Round): Promise<boolean> {
    const { time, tuning, tools, reach } = this.#options
    const { clusterName } = one.group
    const expected = this.#hourBytes(one, round.startedAt)
    if (!this.#budget.allows(expected)) {
      round.left.hours += 1
      round.left.bytes += expected
      return false
    }
    // Put aside while it runs: other regions search at the same time.
    this.#budget.add(expected)
    let bytes = 0
    try {
      const searching = { place, time, tuning, signal: reach.options.signal }
      const found = () => this.#ids.found(clusterName, place, round.partition)
      const ask = { ...hour, clusterName, clusterId: one.clusterId, found }
      const outcome = await readHour(searching, ask, tools.inventory.logHours)
      bytes = outcome.bytes
      return this.#took(outcome, place, one, hour, round)
    } finally {
      this.#budget.add(bytes - expected)
      tools.report.count('megabytesScanned', Math.ceil(bytes / 1e6))
    }
  }

  #took(outcome: HourOutcome, place: Place<'logs'>, one: Waiting, { hour }: DueHour, round: Round): boolean {
    const { kind, says, bytes, searches } = outcome
    const { clusterName } = one.group
    if (kind !== 'failed' && searches > 0) this.#measured.set(one.clusterId, bytes / searches)
    if (kind === 'whole' || kind === 'moved') this.#options.tools.report.count('hours', 1)
    if (kind === 'failed') round.troubles.push(notRead(clusterName, hour, place, says))
    if (kind === 'conflict') round.troubles.push(conflict(clusterName, place, says))
    if (kind === 'empty') {
      const told = noEvents(clusterName, hour, place)
      this.#emptyAt.set(one.clusterId, { hour, told })
      // Where newer hours were found, its log begins here: no trouble.
      if (hour === one.due[0]?.hour) round.troubles.push(told)
    }
    return kind === 'empty' || kind === 'conflict' || kind === 'moved'
  }

  #finish({ troubles, left, startedAt }: Round, listed: number): void {
    const { definition, tools, reach } = this.#options
    if (left.hours > 0) {
      const size = sizeText(left.bytes, definition.usdPerGigabyte)
      troubles.push(spent(definition.gigabytesPerDay, { hours: left.hours, size }))
    }
    const all = limited(troubles, 'more troubles')
    this.#told.replace(all)
    tools.report.clusters(this.#ids.all)
    const { skewMs } = reach.options.clients
    if (skewMs !== null) tools.report.clockSkew(skewMs)
    if (listed > 0) tools.report.complete(startedAt)
    else throw nothingListed(troubles)
  }
}

function nothingListed(troubles: readonly Told[]): CollectionFailure {
  const [first] = troubles
  return new CollectionFailure({
    kind: first?.kind ?? 'configuration',
    subject: '',
    says:
      first === undefined
        ? 'No account and region could be read: none is enabled'
        : `No account and region could be read; ${first.subject}: ${first.says}`,
    steps: first?.steps ?? ['See whether the accounts are active and the regions enabled.'],
  })
}
