// Lets old days go: raw requests after the raw retention, roll-ups after theirs, whole partitions at a
// time, and with the roll-ups what became of findings that are over. Before raw rows go, no insert may still be bringing rows of that time, every minute they count in
// must be sealed, and objects that live on are carried to the first day that stays; otherwise nothing is
// dropped and the job comes back.
import { type Repeated, repeat } from './repeat.ts'
import type { RetentionFloor } from './retention-floor.ts'
import type { Sealer } from './seal-job.ts'

export interface RetentionOptions {
  /** A now that what is gone for good may go by. */
  now(): Date
  readonly rawDays: number
  readonly rollUpDays: number
  readonly sealer: Pick<Sealer, 'sealMinutesBefore'>
  readonly floor: RetentionFloor
  readonly everyMs: number
  /** Resolves when every insert under way has finished. */
  barrier(): Promise<void>
  /** Makes the first day that stays known without the days before it. */
  carryObjects(day: Date): Promise<void>
  dropBefore(floors: { readonly raw: Date; readonly rollUp: Date }): Promise<number>
  /** Answers how many rows went. */
  dropFindings(before: Date): Promise<number>
  onDropped(partitions: number, floors: { readonly raw: Date; readonly rollUp: Date }): void
  onFailure(error: unknown, failures: number): void
}

const dayMs = 86_400_000
/** Raw rows outlive the last moment their events were taken by this much. */
const marginMs = 3_600_000
/** A server that is started often must come to it too. */
const firstMs = 60_000

/** The oldest event time that is taken: `rawDays` before now, and never a day that was dropped. */
export function retentionStart(now: Date, rawDays: number, floor: RetentionFloor): Date {
  const start = now.getTime() - rawDays * dayMs
  return new Date(Math.max(start, floor.current()?.getTime() ?? 0))
}

export function startRetentionJob(options: RetentionOptions): Repeated {
  const { everyMs, onFailure } = options
  return repeat({
    everyMs,
    firstMs: Math.min(firstMs, everyMs),
    slowestMs: 3_600_000,
    run: async () => {
      await dropOld(options)
      return false
    },
    onFailure,
  })
}

/** Answers how many partitions went. Throws, and drops nothing, when old minutes cannot be sealed. */
export async function dropOld(options: Omit<RetentionOptions, 'everyMs' | 'onFailure'>): Promise<number> {
  const { rawDays, rollUpDays, floor, carryObjects, dropBefore, barrier, onDropped } = options
  const nowMs = options.now().getTime()
  const raw = startOfDay(nowMs - rawDays * dayMs - marginMs)
  const rollUp = new Date(nowMs - rollUpDays * dayMs - marginMs)
  // First nothing more is taken, then what is under way ends, then it is counted, and only then it goes.
  floor.raise(raw)
  await barrier()
  await options.sealer.sealMinutesBefore(raw)
  await carryObjects(raw)
  const partitions = await dropBefore({ raw, rollUp })
  if (partitions > 0) {
    await floor.remember()
    onDropped(partitions, { raw, rollUp })
  }
  await options.dropFindings(rollUp)
  return partitions
}

const startOfDay = (ms: number): Date => new Date(Math.floor(ms / dayMs) * dayMs)
