// Makes the product's clock from PERIPLUS_CLOCK: the system's, one that stands still, or one that
// follows the Date header of another server. A followed clock that cannot be read at start is an
// error; later failures keep the last offset and are told to the log, never to a question.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, fixedClock } from '../domain/units/clock.ts'
import type { ClockChoice } from './env.ts'
import type { Log } from './log.ts'

export type ClockKind = ClockChoice['kind']

export interface RunningClock extends Clock {
  readonly kind: ClockKind
  stop(): void
}

interface ClockOptions {
  readonly patienceMs?: number
  readonly stopped?: AbortSignal
}

/** How often a followed server is asked; the Date header has whole seconds. */
const followEveryMs = 1_000
const defaultPatienceMs = 10_000

async function dateOf(url: string, stopped: AbortSignal): Promise<number> {
  const response = await fetch(url, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(2_000), stopped]),
  })
  const header = response.headers.get('date')
  const atMs = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(atMs)) throw new Error('its answer has no Date header')
  return atMs
}

/** Date + the process time gone by since it was read: moves on between two readings. */
async function followClock(
  url: string,
  log: Log,
  { patienceMs, stopped }: Required<ClockOptions>,
): Promise<RunningClock> {
  let readMs = 0
  let readAt = 0
  const read = async () => {
    readMs = await dateOf(url, stopped)
    readAt = performance.now()
  }
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      await read()
      break
    } catch (error) {
      stopped.throwIfAborted()
      if (performance.now() > deadline) {
        throw new Error(`PERIPLUS_CLOCK follows ${url}, which does not tell the time: ${reason(error)}`)
      }
      await sleep(250, undefined, { signal: stopped })
    }
  }
  let failing = false
  const timer = setInterval(async () => {
    try {
      await read()
      failing = false
    } catch (error) {
      if (!failing)
        log.warn({ url, reason: reason(error) }, 'followed clock does not answer; going on by itself')
      failing = true
    }
  }, followEveryMs)
  timer.unref()
  return {
    kind: 'follow',
    now: () => new Date(readMs + Math.floor(performance.now() - readAt)),
    stop: () => clearInterval(timer),
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Rejects when a followed server has not told its time within `patienceMs`, or `stopped` fires first. */
export async function startClock(
  choice: ClockChoice,
  log: Log,
  { patienceMs = defaultPatienceMs, stopped = new AbortController().signal }: ClockOptions = {},
): Promise<RunningClock> {
  if (choice.kind === 'follow') return followClock(choice.url, log, { patienceMs, stopped })
  const clock: Clock = choice.kind === 'fixed' ? fixedClock(choice.instant) : { now: () => new Date() }
  return { kind: choice.kind, now: clock.now, stop: () => undefined }
}
