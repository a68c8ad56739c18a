// Puts followed files on the way that pushed bodies take: one follower a file, its lines a body of the
// audit log, its position in the relational store. Decides nothing about rotation or events.
import { createHash } from 'node:crypto'
import type { Relational } from '../db/relational/client.ts'
import { getState } from '../db/relational/read/state.ts'
import { putState } from '../db/relational/write/state.ts'
import { unavailable } from '../domain/errors.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { ReceivedBody } from './pipeline/body.ts'
import type { Budget } from './pipeline/budget.ts'
import type { IngestLimits } from './pipeline/limits.ts'
import type { Metric } from './pipeline/metrics.ts'
import { Refusal } from './pipeline/refusal.ts'
import { type Repeated, repeat } from './repeat.ts'
import type { Follower, FollowState } from './sources/audit-file/follower.ts'
import { type PositionStore, positionSchema } from './sources/audit-file/position.ts'
import { followedFile } from './sources/registry.ts'

export interface FollowedFile {
  readonly clusterId: string
  readonly path: string
}

export interface FollowingOptions {
  readonly files: readonly FollowedFile[]
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
  onFailure(error: unknown, file: FollowedFile): void
  onLost(what: string, file: FollowedFile): void
}

export interface Following {
  metrics(): Metric[]
  /** Finishes the piece that is under way; takes no more. */
  stop(): Promise<void>
}

interface Line {
  readonly file: FollowedFile
  readonly follower: Follower
  readonly job: Repeated
  failed: boolean
  lost: number
}

export function startFollowing(options: FollowingOptions): Following {
  const lines = options.files.map((file) => follow(options, file))
  return {
    metrics: () => (lines.length === 0 ? [] : metricsOf(lines)),
    stop: async () => {
      await Promise.all(lines.map((line) => line.job.stop()))
      await Promise.all(lines.map((line) => line.follower.close()))
    },
  }
}

function follow(options: FollowingOptions, file: FollowedFile): Line {
  const { everyMs = 500, quietMs = 2_000, limits, onFailure, onLost } = options
  let isKnown = false
  const follower = followedFile({
    place: file.path,
    positions: positionsOf(options, file),
    longestLine: limits.bodyBytes,
    quietMs,
    take: async (bytes) => {
      if (!isKnown) await options.register(file.clusterId)
      isKnown = true
      await taken(options, file.clusterId, bytes)
    },
    pausedBecause: () => options.pausedBecause(),
    onLost: (what) => {
      line.lost += 1
      onLost(what, file)
    },
  })
  const run = async (): Promise<boolean> => {
    const isMore = await follower.step()
    line.failed = false
    return isMore
  }
  const job = repeat({
    everyMs,
    slowestMs: 15_000,
    run,
    onFailure: (error) => {
      // Once, until it works again: a folder that may not be read would fill the log.
      if (!line.failed) onFailure(error, file)
      line.failed = true
    },
  })
  const line: Line = { file, follower, job, failed: false, lost: 0 }
  return line
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

function positionsOf({ relational, clock }: FollowingOptions, file: FollowedFile): PositionStore {
  const key = `followed:${file.clusterId}:${file.path}`
  return {
    load: async () => positionSchema.safeParse(await getState(relational, key)).data,
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
  const isUp = (line: Line): boolean => !line.failed && stateOf(line) === 'following'
  return [
    each('up', '1 while the file is there and its lines are taken.', 'gauge', (line) => (isUp(line) ? 1 : 0)),
    each(
      'behind_bytes',
      'Bytes of the file that are not durable yet.',
      'gauge',
      (line) => line.follower.state.behindBytes,
    ),
    each(
      'lost_total',
      'Times a file was gone before it was read to its end.',
      'counter',
      (line) => line.lost,
    ),
  ]
}

const stateOf = (line: Line): FollowState['state'] => line.follower.state.state
