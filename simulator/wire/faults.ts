// What goes wrong on the wire: a refusal, a connection that is cut, a body that ends too early, an answer that takes
// its time, a token that is no longer good, a clock that is wrong. Planned by a scenario for a stretch of time, or
// told by hand; of which questions, after how many of them, and how often. Nothing goes wrong by itself.
import type { WireFault } from '../world/scenario.ts'

export interface Fault extends WireFault {
  /** "kube/stream-use1-c1", "aws/eks" */
  readonly face: string
  readonly fromMs: number
  /** Infinity: until it happened often enough. */
  readonly untilMs: number
}

interface Pending {
  readonly fault: Fault
  wellLeft: number
  timesLeft: number
  hasBegun: boolean
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isStatus = (value: unknown): value is number => isCount(value) && value >= 400 && value <= 599

const ways = ['cut', 'expire', 'slow', 'truncate'] as const
const isWay = (value: unknown): value is (typeof ways)[number] => (ways as readonly unknown[]).includes(value)
const longestWaitMs = 600_000

/** Of what a person told, beginning now. Throws RangeError in words. */
export function readFault(given: Record<string, unknown>, nowMs: number): Fault {
  const { face, what, answer, retryAfterSeconds, waitMs, after = 0, times = 1 } = given
  if (typeof face !== 'string' || typeof what !== 'string') {
    throw new RangeError(
      'a fault has a face ("kube/<cluster>", "aws/eks") and what is asked ("list pods", "ListClusters")',
    )
  }
  if (!isWay(answer) && !isStatus(answer)) {
    throw new RangeError(`answer is a status from 400 to 599, or one of ${ways.join(', ')}`)
  }
  if (!isCount(after) || !isCount(times)) throw new RangeError('after and times are whole numbers')
  if (retryAfterSeconds !== undefined && !(isCount(retryAfterSeconds) && isStatus(answer))) {
    throw new RangeError('retryAfterSeconds is a whole number, and goes with a status')
  }
  const isWait = isCount(waitMs) && waitMs > 0 && waitMs <= longestWaitMs
  if ((answer === 'slow') !== (waitMs !== undefined) || (answer === 'slow' && !isWait)) {
    throw new RangeError(`an answer that is slow, and no other, has waitMs: 1 to ${longestWaitMs}`)
  }
  if (answer === 'truncate' && what.startsWith('watch ')) {
    throw new RangeError('a watch has no end that could come too early; cut it')
  }
  const window = { fromMs: nowMs, untilMs: Number.POSITIVE_INFINITY }
  return {
    ...{ face, what, answer, after, times },
    ...window,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(waitMs === undefined ? {} : { waitMs: waitMs as number }),
  }
}

export class Faults {
  readonly #nowMs: () => number
  readonly #pending: Pending[] = []
  readonly #open = new Map<() => void, { face: string; what: string }>()
  readonly #expired = new Set<string>()
  readonly #skews = new Map<string, number>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  add(fault: Fault): void {
    const { after = 0, untilMs } = fault
    const { times = untilMs === Number.POSITIVE_INFINITY ? 1 : Number.POSITIVE_INFINITY } = fault
    this.#pending.push({ fault, wellLeft: after, timesLeft: times, hasBegun: false })
    this.tick()
  }

  /** Time went on: streams are cut whose hour has come. */
  tick(): void {
    for (const pending of this.#pending) {
      if (pending.hasBegun || !this.#isDue(pending)) continue
      pending.hasBegun = true
      if (pending.fault.answer !== 'cut') continue
      for (const [cut, { face, what }] of this.#open) if (concerns(pending.fault, face, what)) cut()
    }
  }

  #isDue({ fault: { fromMs, untilMs }, timesLeft }: Pending): boolean {
    const nowMs = this.#nowMs()
    return timesLeft > 0 && nowMs >= fromMs && nowMs < untilMs
  }

  /** What happens to this question, if anything does; otherwise it goes well. */
  take(face: string, what: string): Fault | undefined {
    const due = this.#pending.filter((one) => this.#isDue(one) && concerns(one.fault, face, what))
    const now = due.find(({ wellLeft }) => wellLeft === 0)
    if (now === undefined) for (const one of due) one.wellLeft -= 1
    else now.timesLeft -= 1
    return now?.fault
  }

  /** Those that were planned and told, with how often each is still to happen; null: as long as its time lasts. */
  planned(): (Fault & { readonly timesLeft: number | null })[] {
    return this.#pending.map(({ fault, timesLeft }) => ({
      ...fault,
      timesLeft: Number.isFinite(timesLeft) ? timesLeft : null,
    }))
  }

  /** A stream that may be cut while it is open; returns what ends that. */
  opened(face: string, what: string, cut: () => void): () => void {
    this.#open.set(cut, { face, what })
    return () => this.#open.delete(cut)
  }

  /** This credential is no longer good at this face. */
  expire(face: string, credential: string): void {
    this.#expired.add(`${face} ${credential}`)
  }

  hasExpired(face: string, credential: string): boolean {
    return this.#expired.has(`${face} ${credential}`)
  }

  /** The clock by which a face dates its answers is ahead by so much from now on. */
  skew(face: string, byMs: number): void {
    this.#skews.set(face, byMs)
  }

  skewOf(face: string): number {
    return this.#skews.get(face) ?? 0
  }
}

const concerns = (fault: Fault, face: string, what: string): boolean =>
  fault.face === face && (fault.what === '*' || fault.what === what)
