// Opens ingest: the receivers of all pushed sources behind one door, their groups on the way to the
// store, and the jobs that seal and let go. The composition of this room; it decides nothing itself.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Events, StoreError } from '../db/events/client.ts'
import { recentBodies } from '../db/events/read/bodies.ts'
import { rememberBodies } from '../db/events/write/bodies.ts'
import { insertDeliveries } from '../db/events/write/deliveries.ts'
import { carryObjects } from '../db/events/write/object-days.ts'
import { dropBefore } from '../db/events/write/retention.ts'
import { createSealer } from '../db/events/write/seals.ts'
import type { Relational } from '../db/relational/client.ts'
import { dropFindingsBefore } from '../db/relational/write/finding-retention.ts'
import { isPeriplusError } from '../domain/errors.ts'
import type { Intake } from '../domain/model/intake.ts'
import type { Clock } from '../domain/units/clock.ts'
import { type BodyMemory, openBodyMemory } from './body-memory.ts'
import { type DeliveryLedger, openDeliveryLedger } from './deliveries.ts'
import { type DiskGuard, startDiskGuard } from './disk-guard.ts'
import { type Following, type FollowRequest, startFollowing } from './followed.ts'
import { gaugesOf } from './gauges.ts'
import { Budget } from './pipeline/budget.ts'
import { answerIngest, type DoorOptions, noteRefused } from './pipeline/door.ts'
import { GroupCommit } from './pipeline/group-commit.ts'
import { type IntakeOptions, takeBody } from './pipeline/intake.ts'
import { KnownBodies } from './pipeline/known-bodies.ts'
import { defaultLimits, type IngestLimits } from './pipeline/limits.ts'
import { loopPause } from './pipeline/loop-pause.ts'
import { IngestCounters, LoopWatch, type Metric } from './pipeline/metrics.ts'
import { type Authorize, bodyReceiver, deliveryReceiver, type Receiver } from './pipeline/receiver.ts'
import { openRefusedLedger, type RefusedLedger } from './pipeline/refused-calls.ts'
import { Slabs } from './pipeline/slabs.ts'
import type { Repeated } from './repeat.ts'
import { openRetentionFloor, type RetentionFloor } from './retention-floor.ts'
import { retentionStart, startRetentionJob } from './retention-job.ts'
import { defaultRhythm, type Rhythm } from './rhythm.ts'
import { type Sealer, type SealJob, startSealJob } from './seal-job.ts'
import type { EventForm, PushSource } from './source.ts'
import { deliverySources, followedLines, pushSources } from './sources/registry.ts'
import { openSteadyClock, type SteadyClock } from './steady-clock.ts'

export interface IngestLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface IngestSettings {
  readonly dataDir: string
  readonly retentionRawDays: number
  readonly retentionRollupDays: number
  readonly maxDiskBytes: number | undefined
  /** Set where events rest on a server's disk. */
  readonly clickhouseUrl?: string | undefined
  readonly clock?: { readonly kind: 'system' | 'follow' | 'fixed' }
  readonly followAudit?: readonly FollowRequest[]
}

export interface IngestDeps {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  readonly log: IngestLog
  readonly settings: IngestSettings
  /** Smaller ones for tests. */
  readonly limits?: Partial<IngestLimits>
  readonly rhythm?: Partial<Rhythm>
  /** Process time; a test may have its own. */
  runningMs?(): number
  /** Makes a cluster known whose file is followed; a pushing one is made known by `authorize`. */
  register(clusterId: string): Promise<void>
  /** Rejects with Unavailable when the store of tokens is away. */
  readonly authorize: Authorize
}

export interface Ingest {
  /** Resolves false when the path is none of ours. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>
  metrics(): Metric[]
  /** Told of a call to an ingest address that was refused before it came here. */
  noteRefused(req: IncomingMessage, refusal: { readonly status: number; readonly message: string }): void
  intake(): Intake
  /** Resolves when every insert that is under way now has finished. */
  barrier(): Promise<void>
  /** Takes no more, finishes what was taken, ends the jobs. */
  stop(): Promise<void>
}

/** Events a little ahead of our clock are fine; more is a clock gone wrong. */
const futureMs = 600_000

/** The store's own words quote the bytes it was given, which may hold secrets: only names and codes are logged. */
function named(error: unknown): object {
  if (isPeriplusError(error)) return { name: error.name, message: error.message }
  if (error instanceof StoreError) return { name: error.name, clickhouseCode: error.clickhouseCode }
  return { name: error instanceof Error ? error.name : typeof error, stack: stackOf(error) }
}

function stackOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? error.stack : undefined
  return stack?.slice(stack.indexOf('\n    at '))
}

/** Milliseconds of work on bodies in one turn of the loop; pages and probes wait as long. */
const loopShareMs = 8
/** A process has one loop, so all work on bodies has one pause. */
const pause = loopPause(loopShareMs, () => performance.now())

interface Parts {
  readonly counters: IngestCounters
  readonly budget: Budget
  readonly slabs: Slabs
  readonly limits: IngestLimits
  readonly groups: readonly GroupCommit[]
  readonly memory: BodyMemory
  readonly deliveries: DeliveryLedger
  readonly refused: RefusedLedger
  readonly disk: DiskGuard
  readonly steady: SteadyClock
  readonly seals: SealJob
  readonly retention: Repeated
  readonly loop: LoopWatch
  readonly following: Following
}

export async function startIngest(deps: IngestDeps): Promise<Ingest> {
  const { events, clock, log } = deps
  const limits = { ...defaultLimits, ...deps.limits }
  const counters = new IngestCounters()
  const budget = new Budget(limits.heldBytes)
  const known = new KnownBodies(limits.knownBodies)
  const floor = await openRetentionFloor(deps.relational, clock)
  const failed = (job: string) => (error: unknown) =>
    log.warn({ failure: named(error), job }, 'ingest job failed; it is tried again')
  const rhythm = { ...defaultRhythm, ...deps.rhythm }
  const steady = await steadyClockOf(deps, rhythm, failed('clock'))
  const memory = await openBodyMemory(
    {
      remember: (bodies) => rememberBodies(events, bodies),
      recent: (limit) => recentBodies(events, { limit }),
    },
    known,
    failed('body memory'),
  )
  const deliveries = openDeliveryLedger({
    clock,
    write: (rows) => insertDeliveries(events, rows),
    onFailure: failed('deliveries'),
  })
  const slabs = new Slabs()
  const opening = openingOf(deps, { limits, counters, floor, steady, known, memory, deliveries })
  const pushed = pushSources(events, clock).map(opening)
  const delivered = deliverySources(events, clock).map(opening)
  const followed = opening(followedLines(events, clock))
  const receivers = [
    ...pushed.map(({ intake }) => bodyReceiver(intake)),
    ...delivered.map(({ intake }) => deliveryReceiver({ ...intake, budget, slabs, limits })),
  ]
  const groups = [...pushed, ...delivered, followed].map((part) => part.groups)
  const barrier = async (): Promise<void> => {
    await Promise.all(groups.map((group) => group.barrier()))
  }
  const sealer = oneAtATime(createSealer(events, barrier))
  const disk = await diskGuardOf(deps, rhythm, failed('disk guard'))
  const parts: Parts = {
    counters,
    budget,
    slabs,
    limits,
    groups,
    memory,
    disk,
    following: followingOf(deps, followed.intake, { budget, limits, disk }),
    deliveries,
    refused: openRefusedLedger(clock),
    seals: startSealJob({ sealer, onFailure: failed('seals') }),
    steady,
    retention: retentionOf(deps, { sealer, floor, steady, rhythm, barrier }, failed('retention')),
    loop: new LoopWatch(),
  }
  return ingestOf(deps, parts, receivers, barrier)
}

interface Shared extends Pick<Parts, 'limits' | 'counters' | 'memory' | 'deliveries'> {
  readonly floor: RetentionFloor
  readonly steady: SteadyClock
  readonly known: KnownBodies
}

function steadyClockOf(
  deps: IngestDeps,
  { clockMs }: Rhythm,
  onFailure: (error: unknown) => void,
): Promise<SteadyClock> {
  const { relational, clock, settings } = deps
  return openSteadyClock({
    relational,
    clock,
    isFixed: settings.clock?.kind === 'fixed',
    everyMs: clockMs,
    runningMs: deps.runningMs ?? (() => performance.now()),
    onFailure,
  })
}

function diskGuardOf(
  { settings, log }: IngestDeps,
  rhythm: Rhythm,
  onFailure: (error: unknown) => void,
): Promise<DiskGuard> {
  return startDiskGuard({
    folder: settings.dataDir,
    limitBytes: settings.maxDiskBytes,
    keepsFree: settings.clickhouseUrl === undefined,
    everyMs: rhythm.diskMs,
    countEveryMs: rhythm.countMs,
    onChange: (reason) => log.warn({ reason: reason ?? 'there is room again' }, 'intake paused or resumed'),
    onFailure,
  })
}

/** What a source stands on: groups of its own, and what all sources share. */
function openingOf(deps: IngestDeps, shared: Shared) {
  const { counters, known, memory, deliveries } = shared
  return <Source extends EventForm & { readonly name: string }>(source: Source) => {
    const groups = groupsOf(deps, source, shared)
    const onBody: IntakeOptions['onBody'] = (body) => memory.add(body)
    const onTaken: IntakeOptions['onTaken'] = (clusterId, bytes, answer) =>
      deliveries.add(source.name, clusterId, bytes, answer)
    const own = { source, groups, counters: counters.of(source.name), onBody, onTaken }
    return { groups, intake: { ...own, known, clock: deps.clock, pause } }
  }
}

/** Lines of a followed file are taken as pushed ones are, and counted as a way of their own. */
function followingOf(
  { relational, clock, log, settings, register }: IngestDeps,
  intake: IntakeOptions & { readonly source: PushSource },
  { budget, limits, disk }: Pick<Parts, 'budget' | 'limits' | 'disk'>,
): Following {
  return startFollowing({
    files: settings.followAudit ?? [],
    relational,
    clock,
    budget,
    limits,
    register,
    take: (clusterId, body) => takeBody(intake, clusterId, body),
    pausedBecause: () => disk.pausedBecause(),
    onFailure: (error, file) =>
      log.warn({ failure: named(error), ...file }, 'a followed file could not be read on; it is tried again'),
    onLost: (what, file) => log.error({ what, ...file }, 'a part of a followed file was not read'),
  })
}

function groupsOf(
  { settings, log }: IngestDeps,
  source: EventForm & { readonly name: string },
  { limits, counters, floor, steady }: Shared,
): GroupCommit {
  return new GroupCommit({
    source,
    limits,
    pause,
    bounds: () => ({
      notBefore: Math.floor(
        retentionStart(steady.slowest(), settings.retentionRawDays, floor).getTime() / 1_000,
      ),
      notAfter: Math.floor((steady.fastest().getTime() + futureMs) / 1_000),
    }),
    onGroup: ({ bytes }) => counters.countGroup(bytes),
    onFailure: (error) =>
      log.error({ failure: named(error), source: source.name }, 'the event store could not take events'),
  })
}

function retentionOf(
  { relational, events, settings, log }: IngestDeps,
  parts: {
    readonly sealer: Sealer
    readonly floor: RetentionFloor
    readonly steady: SteadyClock
    readonly rhythm: Rhythm
    barrier(): Promise<void>
  },
  onFailure: (error: unknown) => void,
): Repeated {
  const { sealer, floor, steady, rhythm, barrier } = parts
  return startRetentionJob({
    now: () => steady.slowest(),
    everyMs: rhythm.retentionMs,
    rawDays: settings.retentionRawDays,
    rollUpDays: settings.retentionRollupDays,
    sealer,
    floor,
    barrier,
    carryObjects: async (day) => {
      await carryObjects(events, { day })
    },
    dropBefore: (floors) => dropBefore(events, floors),
    dropFindings: (before) => dropFindingsBefore(relational, { before }),
    onDropped: (partitions, floors) =>
      log.info({ partitions, ...floors }, 'dropped what is older than retention'),
    onFailure,
  })
}

/** Two jobs seal; the store's side allows no overlap. */
function oneAtATime(sealer: Sealer): Sealer {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work)
    last = run.catch(() => undefined)
    return run
  }
  return {
    sealDue: (grain, options) => inTurn(() => sealer.sealDue(grain, options)),
    sealMinutesBefore: (before) => inTurn(() => sealer.sealMinutesBefore(before)),
  }
}

function ingestOf(
  deps: IngestDeps,
  parts: Parts,
  receivers: readonly Receiver[],
  barrier: () => Promise<void>,
): Ingest {
  const { log } = deps
  let stopping = false
  const door: DoorOptions = {
    receivers,
    budget: parts.budget,
    slabs: parts.slabs,
    limits: parts.limits,
    counters: parts.counters,
    authorize: deps.authorize,
    pausedBecause: () => (stopping ? 'the server is stopping' : parts.disk.pausedBecause()),
    onFailure: (error) => log.error({ failure: named(error) }, 'a body was not stored'),
    onRefused: (call) => parts.refused.note(call),
  }
  return {
    handle: (req, res) => answerIngest(door, req, res),
    noteRefused: (req, refusal) => noteRefused(door, req, refusal),
    metrics: () => [...parts.counters.metrics(), ...gaugesOf(parts), ...parts.following.metrics()],
    intake: () => ({
      pausedBecause: parts.disk.pausedBecause() ?? null,
      refusedCalls: parts.refused.list(),
      followedFiles: parts.following.files(),
      skipped: parts.counters.skipped(),
    }),
    barrier,
    stop: async () => {
      stopping = true
      await parts.following.stop()
      await Promise.all(parts.groups.map((group) => group.drain()))
      const { seals, retention, disk, memory, deliveries, steady } = parts
      await Promise.all([seals, retention, disk, memory, deliveries, steady].map((job) => job.stop()))
      parts.loop.stop()
    },
  }
}
