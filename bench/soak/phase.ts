// What every part of a soak has in common: what it is given, what it finds, and the questions it asks of
// an installation over its public faces.
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchContext, Measurement } from '../harness.ts'
import { ask } from '../installation.ts'
import type { BodyMaker } from './bodies.ts'
import type { Books } from './load.ts'

/** How the figures of several rounds become one. */
export interface Finding extends Measurement {
  readonly over: 'sum' | 'most' | 'least'
}

export interface PhaseContext extends BenchContext {
  /** Tells the clusters and folders of this round from those of every other. */
  readonly round: number
}

export interface Phase {
  readonly name: string
  run(context: PhaseContext): Promise<Finding[]>
}

/** A promise: never more than this. */
export const never = (what: string, value: number, unit: string): Finding => ({
  what,
  value,
  unit,
  atMost: 0,
  promised: true,
  over: 'most',
})

export const total = (what: string, value: number, unit: string): Finding => ({
  what,
  value,
  unit,
  over: 'sum',
})

const dayMs = 86_400_000

/** Requests of a cluster as the page counts them, over two weeks. */
export async function counted(url: string, clusterId: string, nowMs = Date.now()): Promise<number> {
  const window = {
    from: new Date(nowMs - 13 * dayMs).toISOString(),
    to: new Date(nowMs + 60_000).toISOString(),
  }
  const answer = await ask<{ total: { requests: number } }>(url, 'traffic.topTalkers', {
    window,
    scope: { clusters: [clusterId] },
    groupBy: ['verb'],
  })
  return answer.total.requests
}

/** What the books say and what is counted, as promises. */
export async function judged(
  name: string,
  books: Books,
  maker: BodyMaker,
  answer: Promise<number>,
): Promise<Finding[]> {
  const requests = await answer
  return [
    total(`${name}: events acknowledged`, books.taken * maker.lines, 'events'),
    total(`${name}: refused for now, 429 and 503`, books.refusals, 'bodies'),
    never(`${name}: counted − acknowledged`, Math.abs(requests - books.taken * maker.distinct), 'requests'),
    never(`${name}: calls that nobody answered`, books.unanswered, 'calls'),
    never(`${name}: answers that are neither taken nor "not now"`, books.wrong.length, 'answers'),
  ]
}

export async function readiness(url: string): Promise<number> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  await answer?.arrayBuffer()
  return answer?.status ?? 0
}

/** Resolves with the seconds it took; rejects when it takes too long. */
export async function becomes(url: string, status: number, withinMs = 90_000): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    if ((await readiness(url)) === status) return (performance.now() - startedAt) / 1_000
    await sleep(20)
  }
  throw new Error(`/readyz did not become ${status} within ${withinMs / 1_000} s`)
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
