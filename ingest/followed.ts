// Puts followed files on the way that pushed bodies take: one follower a file, its lines a body of the
// audit log, its position in the relational store. Decides nothing about rotation or events.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Relational } from '../db/relational/client.ts'
import { getState } from '../db/relational/read/state.ts'
import { putState } from '../db/relational/write/state.ts'
import { isPeriplusError, unavailable } from '../domain/errors.ts'
import type { FollowedFile, LostParts } from '../domain/model/followed-file.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { ReceivedBody } from './pipeline/body.ts'
import type { Budget } from './pipeline/budget.ts'
import type { IngestLimits } from './pipeline/limits.ts'
import type { Metric } from './pipeline/metrics.ts'
import { Refusal } from './pipeline/refusal.ts'
import { type Repeated, repeat } from './repeat.ts'
import type { Follower } from './sources/audit-file/follower.ts'
import { type PositionStore, positionSchema } from './sources/audit-file/position.ts'
import { followedFile } from './sources/registry.ts'

/** What is asked to be followed. */
export interface FollowRequest {
  readonly clusterId: string
  readonly path: string
}

export interface FollowingOptions {
  readonly files: readonly FollowRequest[]
  readonly relational: Relational
  readonly clock: Clock
  readonly budget: Budget
  readonly limits: Pick<IngestLimits, 'bodyBytes'>
  /** Shorter ones for tests. */
  readonly everyMs?: number
  readonly quietMs?: number
  take(clusterId: string, body: ReceivedBody): Promise<unknown>
  /** Makes the cluster known; harmless when it is. */
  register(clusterId: string): Promise<void>
  pausedBecause(): string | undefined
  onFailure(error: unknown, file: FollowRequest): void
  onLost(what: string, file: FollowRequest): void
}

export interface Following {
  metrics(): Metric[]
  files(): FollowedFile[]
  /** Finishes the piece that is under way; takes no more. */
  stop(): Promise<void>
}

interface Line {
  readonly file: FollowRequest
  readonly follower: Follower
  readonly job: Repeated
  /** Why the last look failed, in words. */
  failure: string | undefined
  lastReadAt: Date | null
  behindSince: Date | null
  lost: LostParts
}

export function startFollowing(options: FollowingOptions): Following {
  const lines = options.files.map((file) => follow(options, file))
  return {
    metrics: () => (lines.length === 0 ? [] : metricsOf(lines)),
    files: () => lines.map(shownFile),
    stop: async () => {
      await Promise.all(lines.map((line) => line.job.stop()))
      await Promise.all(lines.map((line) => line.follower.close()))
    },
  }
}

function follow(options: FollowingOptions, file: FollowRequest): Line {
  const { everyMs = 500, quietMs = 2_000, onFailure } = options
  const follower = followedFile({
    place: file.path,
    positions: positionsOf(options, file, (lost) => {
      line.lost = lost
    }),
    longestLine: options.limits.bodyBytes,
    quietMs,
    take: takerOf(options, file, () => {
      line.lastReadAt = options.clock.now()
    }),
    pausedBecause: () => options.pausedBecause(),
    onLost: async (what) => {
      line.lost = await keptLoss(options, file, line.lost, what)
    },
  })
  const noteLag = (): void => {
    const { offset, size } = follower.state
    line.behindSince = size > offset ? (line.behindSince ?? options.clock.now()) : null
  }
  const run = async (): Promise<boolean> => {
    const isMore = await follower.step()
    line.failure = undefined
    noteLag()
    return isMore
  }
  const job = repeat({
    everyMs,
    slowestMs: 15_000,
    run,
    onFailure: (error) => {
      // Once, until it works again: a folder that may not be read would fill the log.
      if (line.failure === undefined) onFailure(error, file)
      line.failure = inWords(error)
      noteLag()
    },
  })
  const line: Line = {
    file,
    follower,
    job,
    failure: undefined,
    lastReadAt: null,
    behindSince: null,
    lost: noLoss,
  }
  return line
}

function takerOf(options: FollowingOptions, { clusterId }: FollowRequest, onTaken: () => void) {
  let isKnown = false
  return async (bytes: Buffer): Promise<void> => {
    if (!isKnown) await options.register(clusterId)
    isKnown = true
    await taken(options, clusterId, bytes)
    onTaken()
  }
}

/** Words of the file system name the file; those of a store might quote what it was given. */
function inWords(error: unknown): string {
  if (isPeriplusError(error)) return error.message
  if (error instanceof Error && 'syscall' in error) return error.message
  return 'an unexpected failure; the log has its name'
}

function shownFile({ file, follower, failure, lastReadAt, behindSince, lost }: Line): FollowedFile {
  const { state, reason, offset, size } = follower.state
  const isSeen = state === 'following' || size > 0
  return {
    ...file,
    state: failure === undefined ? state : 'failing',
    reason: failure ?? reason,
    positionBytes: isSeen ? offset : null,
    sizeBytes: isSeen ? size : null,
    behindBytes: isSeen ? Math.max(0, size - offset) : null,
    behindSince,
    lastReadAt,
    lost,
  }
}

const noLoss: LostParts = { times: 0, lastAt: null, what: '' }
const lossSchema = z.object({ times: z.int().min(1), lastAt: z.coerce.date(), what: z.string() })
const lossKey = ({ clusterId, path }: FollowRequest): string => `followed-lost:${clusterId}:${path}`

/** Kept over restarts: whoever looks tomorrow must still see that something is missing. */
async function keptLoss(
  { relational, clock, onLost }: FollowingOptions,
  file: FollowRequest,
  before: LostParts,
  what: string,
): Promise<LostParts> {
  const now = clock.now()
  const lost = { times: before.times + 1, lastAt: now, what }
  await putState(relational, { key: lossKey(file), value: lost, now })
  onLost(what, file)
  return lost
}

async function taken(options: FollowingOptions, clusterId: string, bytes: Buffer): Promise<void> {
  const lease = options.budget.lease()
  if (!lease.grow(bytes.length))
    throw unavailable('the pipeline is full; the file is read on a little later', 1)
  const hash = createHash('sha256').update(bytes).digest('hex')
  try {
    await options.take(clusterId, { bytes, hash, release: () => undefined })
  } catch (error) {
    // Nothing readable: its lines are rejects now, and reading them again would not help.
    if (!(error instanceof Refusal && error.status === 400)) throw error
  } finally {
    lease.release()
  }
}

function positionsOf(
  { relational, clock }: FollowingOptions,
  file: FollowRequest,
  onLoss: (lost: LostParts) => void,
): PositionStore {
  const key = `followed:${file.clusterId}:${file.path}`
  let isLossKnown = false
  return {
    load: async () => {
      // Asked for again and again while the file is missing; what was lost before is known after the first.
      if (!isLossKnown) onLoss(lossSchema.safeParse(await getState(relational, lossKey(file))).data ?? noLoss)
      isLossKnown = true
      return positionSchema.safeParse(await getState(relational, key)).data
    },
    save: (position) => putState(relational, { key, value: position, now: clock.now() }),
  }
}

function metricsOf(lines: readonly Line[]): Metric[] {
  const each = (name: string, help: string, type: Metric['type'], of: (line: Line) => number): Metric => ({
    name: `periplus_follow_${name}`,
    help,
    type,
    samples: lines.map((line) => ({
      labels: { cluster: line.file.clusterId, path: line.file.path },
      value: of(line),
    })),
  })
  const isUp = (line: Line): boolean => shownFile(line).state === 'following'
  return [
    each('up', '1 while the file is there and its lines are taken.', 'gauge', (line) => (isUp(line) ? 1 : 0)),
    each(
      'behind_bytes',
      'Bytes of the file that are not durable yet.',
      'gauge',
      (line) => shownFile(line).behindBytes ?? 0,
    ),
    each(
      'lost_total',
      'Times a file was gone before it was read to its end.',
      'counter',
      (line) => line.lost.times,
    ),
  ]
}
