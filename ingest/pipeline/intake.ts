// What happens to one body between the door and the answer: known or new, cut into events, stored in
// groups, its bad lines kept. Knows no source by name and no HTTP. A delivery (`delivery.ts`) is stored
// by the same hand, cluster by cluster.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../domain/units/clock.ts'
import type { BadLine, EventForm, PushSource, RejectedLine, Split } from '../source.ts'
import type { ReceivedBody } from './body.ts'
import type { GroupCommit } from './group-commit.ts'
import type { KnownBodies, Outcome } from './known-bodies.ts'
import type { SourceCounters } from './metrics.ts'
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
  readonly source: EventForm
  readonly groups: GroupCommit
  readonly known: KnownBodies
  readonly clock: Clock
  readonly counters: SourceCounters
  pause(): Promise<void>
  /** Called for bodies worth remembering across restarts; never waited for. */
  onBody(body: RememberedBody): void
  /** Told of what came in for a cluster and what became of it, repeats included; `bytes` are of its events. */
  onTaken(clusterId: string, bytes: number, answer: Answer): void
}

/** The events of one cluster, found in `bytes`. */
export interface Bundle {
  readonly clusterId: string
  /** What tells this bundle from every other of its cluster. */
  readonly hash: string
  readonly bytes: Buffer
  readonly split: Split
}

const errorsTold = 100

/** 53 random bits: a body's number in the store, and exact as a JavaScript number. */
export const newBodyId = (): number => Number(randomBytes(8).readBigUInt64BE() >> 11n)

export const bodyKey = (clusterId: string, hash: string): string => `${clusterId} ${hash}`

/** Throws Refusal (400) for a body nobody can read, Unavailable when the store is away. */
export async function takeBody(
  options: IntakeOptions & { readonly source: PushSource },
  clusterId: string,
  body: ReceivedBody,
): Promise<Answer> {
  const { bytes, hash } = body
  const answer = await once(options, bodyKey(clusterId, hash), async () => {
    await options.pause()
    const split = await options.source.split(bytes, options.pause)
    const { readable, badCount } = split
    if (!readable && badCount === 0) throw new Refusal(400, 'the body is empty')
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    const outcome = await store(options, { clusterId, hash, bytes, split })
    if (!readable) throw new Refusal(400, nothingReadable(isGzip, outcome.errors[0]))
    return outcome
  })
  options.onTaken(clusterId, bytes.length, answer)
  return answer
}

/** Throws Unavailable when the store is away. */
export async function takeBundle(options: IntakeOptions, bundle: Bundle): Promise<Answer> {
  const { clusterId, hash, split } = bundle
  const { count, starts, ends } = split.pieces
  let bytes = 0
  for (let event = 0; event < count; event += 1) bytes += (ends[event] ?? 0) - (starts[event] ?? 0)
  const answer = await once(options, bodyKey(clusterId, hash), () => store(options, bundle))
  options.onTaken(clusterId, bytes, answer)
  return answer
}

async function once(
  { known, counters }: IntakeOptions,
  key: string,
  take: () => Promise<Outcome>,
): Promise<Answer> {
  const { outcome, isRepeat } = await known.once(key, take)
  const { accepted, rejected, errors } = outcome
  if (!isRepeat) return { accepted, duplicates: 0, rejected, errors }
  counters.duplicates += accepted
  return { accepted: 0, duplicates: accepted, rejected, errors }
}

async function store(options: IntakeOptions, bundle: Bundle): Promise<Outcome> {
  const { source, groups, clock, counters } = options
  const { clusterId, hash, bytes, split } = bundle
  const { pieces, bad, badCount } = split
  const bodyId = newBodyId()
  const { refused, judged } = await groups.submit({ clusterId, bodyId, bytes, pieces })
  const ownBad = [...bad, ...refused]
  await keepRejects(source, clusterId, bodyId, ownBad)
  // A part that was tried twice may have been judged twice.
  const judgedLines = new Map(judged.map(({ line, reason }) => [line, reason]))
  const rejected = badCount + refused.length + judgedLines.size
  const accepted = pieces.count - refused.length - judgedLines.size
  const reasons = [...ownBad.map(({ line, reason }) => ({ line, reason })), ...asErrors(judgedLines)]
  counters.countRejects(reasons, badCount - bad.length)
  counters.accepted += accepted
  const errors = reasons.sort((left, right) => left.line - right.line).slice(0, errorsTold)
  const isLasting = !reasons.some(({ reason }) => source.isPassing(reason))
  if (rejected === 0) options.onBody({ clusterId, hash, lines: accepted, at: clock.now() })
  return { accepted, rejected, errors, isLasting }
}

function asErrors(judged: ReadonlyMap<number, string>): { line: number; reason: string }[] {
  return [...judged].map(([line, reason]) => ({ line, reason }))
}

export async function keepRejects(
  source: EventForm,
  clusterId: string,
  bodyId: number,
  bad: readonly BadLine[],
): Promise<void> {
  if (bad.length === 0) return
  const rows: RejectedLine[] = bad.map((line) => ({ clusterId, bodyId, ...line }))
  await source.landing.keepRejects(rows)
}

function nothingReadable(isGzip: boolean, first: { line: number; reason: string } | undefined): string {
  if (isGzip) return 'nothing readable in the body: it is gzip; say so with "Content-Encoding: gzip"'
  return `nothing readable in the body${first === undefined ? '' : `: line ${first.line}: ${first.reason}`}`
}
