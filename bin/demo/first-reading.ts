// A past to compare with: at its first start the demo reads its fleet as it was on three days, one after the
// other, with the ordinary sources and the product's clock following, and then as it is now. A start that was
// broken off goes on with the day that was not read whole.
import { setTimeout as sleep } from 'node:timers/promises'
import { procedures } from '../server-client.ts'
import type { Course, Fleet } from './fleet.ts'
import { daysRead, putDaysRead, putSources } from './folder.ts'
import { sourcesText } from './sources.ts'

const historyDays: readonly number[] = [0, 7, 13]

/** Where time stands at this start. */
export function courseOf(folder: string): Course {
  const day = daysToRead(folder)[0]
  return day === undefined ? 'live' : { day }
}

function daysToRead(folder: string): readonly number[] {
  const read = daysRead(folder)
  // Never back: what was read is as of the last of them.
  const last = Math.max(-1, ...read)
  return historyDays.filter((day) => day > last)
}

export interface FirstReadingOptions {
  readonly fleet: Fleet
  readonly folder: string
  /** Of the server. */
  readonly url: string
  readonly say: (line: string) => void
  readonly stopped: AbortSignal
  /** Shorter for tests. */
  readonly lookEveryMs?: number
  readonly dayWithinMs?: number
}

const dayMs = 86_400_000
/** A source that has no answer by then is left behind; it goes on by itself. */
const dayWithinMs = 240_000
const sourcesMost = 500
/** Every check over every cluster. */
const takenWithinMs = 120_000
/** What is said of the progress, at most. */
const sayEveryMs = 10_000

/** Reads each day that is missing, then lets time go and waits until everything is read as of now. */
export async function readPast(options: FirstReadingOptions): Promise<void> {
  const { fleet, folder, say } = options
  for (const [n, day] of daysToRead(folder).entries()) {
    const atMs = fleet.epochMs + day * dayMs
    if (n > 0) await moveTo(options, { day }, atMs)
    say(`reading the fleet as it was on ${dateOf(atMs)}`)
    if (n === 0) await untilKnown(options)
    putSources(folder, sourcesText(fleet, { day }))
    await untilRead(options, atMs)
    await untilTaken(options, atMs)
    putDaysRead(folder, [...daysRead(folder), day])
  }
  await moveTo(options, 'live', Date.now() - 2_000)
  putSources(folder, sourcesText(fleet, { day: undefined }))
  say('reading the fleet as it is now, with its pods')
  await untilRead(options, Date.now() - 2_000)
  await untilTaken(options, Date.now() - 2_000)
  say('the fleet is read: from now on it is watched as it changes')
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Until the product's clock has come there too. */
async function moveTo(options: FirstReadingOptions, course: Course, atMs: number): Promise<void> {
  await options.fleet.move(course)
  await until(options, async () => (await sources(options)).now.getTime() >= atMs)
}

type Sources = Awaited<ReturnType<ReturnType<typeof procedures>['sources']['read']['query']>>

const sources = ({ url }: FirstReadingOptions): Promise<Sources> =>
  procedures(url).sources.read.query({ limit: sourcesMost })

/** The organisation is read first and alone: the pages have something to show while the rest comes in. */
async function untilKnown(options: FirstReadingOptions): Promise<void> {
  const { fleet, url, say } = options
  const all = fleet.clusters.length
  const ask = procedures(url).fleet.summary
  if (await until(options, async () => (await ask.query()).clusters >= all)) {
    say(`  ${all} clusters are known and shown; the rest fills in`)
  }
}

/** Every source is complete for an instant that is not before. */
async function untilRead(options: FirstReadingOptions, atMs: number): Promise<void> {
  let saidAt = performance.now()
  let left: string[] = []
  const isRead = await until(options, async () => {
    const { rows } = await sources(options)
    left = rows.filter(({ asOf }) => asOf === null || asOf.getTime() < atMs).map(({ name }) => name)
    if (left.length > 0 && performance.now() - saidAt >= sayEveryMs) {
      saidAt = performance.now()
      options.say(`  ${rows.length - left.length} of ${rows.length} sources are read`)
    }
    return rows.length >= options.fleet.clusters.length && left.length === 0
  })
  if (!isRead)
    options.say(`  going on without ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' and others' : ''}`)
}

/** Every cluster is checked and the fleet stands in the reviews as it was: what comes later is held against it. */
async function untilTaken(options: FirstReadingOptions, atMs: number): Promise<void> {
  const { takeSnapshot } = procedures(options.url, takenWithinMs).review
  const isTaken = await until(options, async () => {
    const { taken } = await takeSnapshot.mutate()
    return taken !== null && taken.takenAt.getTime() >= atMs
  })
  if (!isTaken) options.say('  going on without a snapshot for reviews')
}

/** False when it does not come true in time. A server that does not answer is asked again. */
async function until(options: FirstReadingOptions, holds: () => Promise<boolean>): Promise<boolean> {
  const { stopped, lookEveryMs = 500 } = options
  const endsAt = performance.now() + (options.dayWithinMs ?? dayWithinMs)
  while (performance.now() < endsAt) {
    stopped.throwIfAborted()
    if (await holds().catch(() => false)) return true
    await sleep(lookEveryMs, undefined, { signal: stopped })
  }
  return false
}
