// What happens to one body between the door and the answer: known or new, cut into events, stored in
// groups, its bad lines kept. Knows no source by name and no HTTP.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../domain/units/clock.ts'
import type { BadLine, PushSource, RejectedLine } from '../source.ts'
import type { ReceivedBody } from './body.ts'
import type { GroupCommit } from './group-commit.ts'
import type { KnownBodies, Outcome } from './known-bodies.ts'
import type { IngestCounters } from './metrics.ts'
import { Refusal } from './refusal.ts'

export interface Answer {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly errors: readonly { readonly line: number; readonly reason: string }[]
}

export interface RememberedBody {
  readonly clusterId: string
  readonly hash: string
  readonly lines: number
  readonly at: Date
}

export interface IntakeOptions {
  readonly source: PushSource
  readonly groups: GroupCommit
  readonly known: KnownBodies
  readonly clock: Clock
  readonly counters: IngestCounters
  pause(): Promise<void>
  /** Called for bodies worth remembering across restarts; never waited for. */
  onBody(body: RememberedBody): void
}

const errorsTold = 100

/** 53 random bits: a body's number in the store, and exact as a JavaScript number. */
const newBodyId = (): number => Number(randomBytes(8).readBigUInt64BE() >> 11n)

export const bodyKey = (clusterId: string, hash: string): string => `${clusterId} ${hash}`

/** Throws Refusal (400) for a body nobody can read, Unavailable when the store is away. */
export async function takeBody(
  options: IntakeOptions,
  clusterId: string,
  body: ReceivedBody,
): Promise<Answer> {
  const { known, counters } = options
  const { outcome, isRepeat } = await known.once(bodyKey(clusterId, body.hash), () =>
    storeBody(options, clusterId, body),
  )
  const { accepted, rejected, errors } = outcome
  if (!isRepeat) return { accepted, duplicates: 0, rejected, errors }
  counters.duplicates += accepted
  return { accepted: 0, duplicates: accepted, rejected, errors }
}

async function storeBody(options: IntakeOptions, clusterId: string, body: ReceivedBody): Promise<Outcome> {
  const { source, groups, clock, counters, pause } = options
  const { bytes, hash } = body
  const { pieces, bad, badCount, readable } = await source.split(bytes, pause)
  if (!readable && badCount === 0) throw new Refusal(400, 'the body is empty')
  const bodyId = newBodyId()
  const { refused, judged } = await groups.submit({ clusterId, bodyId, bytes, pieces })
  const ownBad = [...bad, ...refused]
  await keep(source, clusterId, bodyId, ownBad)
  // A part that was tried twice may have been judged twice.
  const judgedLines = new Map(judged.map(({ line, reason }) => [line, reason]))
  const rejected = badCount + refused.length + judgedLines.size
  const accepted = pieces.count - refused.length - judgedLines.size
  const reasons = [...ownBad.map(({ line, reason }) => ({ line, reason })), ...asErrors(judgedLines)]
  counters.countRejects(reasons, badCount - bad.length)
  counters.accepted += accepted
  const errors = reasons.sort((left, right) => left.line - right.line).slice(0, errorsTold)
  if (!readable) throw new Refusal(400, nothingReadable(bytes, errors[0]))
  const isLasting = !reasons.some(({ reason }) => source.isPassing(reason))
  if (rejected === 0) options.onBody({ clusterId, hash, lines: accepted, at: clock.now() })
  return { accepted, rejected, errors, isLasting }
}

function asErrors(judged: ReadonlyMap<number, string>): { line: number; reason: string }[] {
  return [...judged].map(([line, reason]) => ({ line, reason }))
}

async function keep(
  source: PushSource,
  clusterId: string,
  bodyId: number,
  bad: readonly BadLine[],
): Promise<void> {
  if (bad.length === 0) return
  const rows: RejectedLine[] = bad.map((line) => ({ clusterId, bodyId, ...line }))
  await source.landing.keepRejects(rows)
}

function nothingReadable(bytes: Buffer, first: { line: number; reason: string } | undefined): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return 'nothing readable in the body: it is gzip; say so with "Content-Encoding: gzip"'
  }
  return `nothing readable in the body${first === undefined ? '' : `: line ${first.line}: ${first.reason}`}`
}
