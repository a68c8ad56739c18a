// What goes wrong on the wire when it is told to: a refusal, or a connection that is cut; of which questions,
// after how many of them, and how often. Nothing goes wrong by itself.

export interface Fault {
  /** "kube/stream-use1-c1", "aws/eks" */
  readonly face: string
  /** "list pods", "DescribeCluster", as calls are counted. */
  readonly what: string
  /** A status to refuse with, or "cut": the connection ends without an answer, and open watches with it. */
  readonly answer: number | 'cut'
  readonly retryAfterSeconds?: number
  /** Questions of this kind that go well first. */
  readonly after: number
  readonly times: number
}

interface Pending {
  readonly fault: Fault
  wellLeft: number
  timesLeft: number
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isStatus = (value: unknown): value is number => isCount(value) && value >= 400 && value <= 599

/** Throws RangeError in words. */
export function readFault(given: unknown): Fault {
  const {
    face,
    what,
    answer,
    retryAfterSeconds,
    after = 0,
    times = 1,
  } = (given ?? {}) as Record<string, unknown>
  if (typeof face !== 'string' || typeof what !== 'string') {
    throw new RangeError(
      'a fault has a face ("kube/<cluster>", "aws/eks") and what is asked ("list pods", "ListClusters")',
    )
  }
  if (answer !== 'cut' && !isStatus(answer))
    throw new RangeError('answer is a status from 400 to 599, or "cut"')
  if (!isCount(after) || !isCount(times)) throw new RangeError('after and times are whole numbers')
  if (retryAfterSeconds === undefined) return { face, what, answer, after, times }
  if (!isCount(retryAfterSeconds)) throw new RangeError('retryAfterSeconds is a whole number')
  return { face, what, answer, retryAfterSeconds, after, times }
}

export class Faults {
  readonly #pending: Pending[] = []
  readonly #open = new Map<() => void, string>()

  add(fault: Fault): void {
    this.#pending.push({ fault, wellLeft: fault.after, timesLeft: fault.times })
    if (fault.answer !== 'cut') return
    for (const [cut, key] of this.#open) if (key === `${fault.face} ${fault.what}`) cut()
  }

  /** What happens to this question, if anything does. */
  take(face: string, what: string): Fault | undefined {
    for (const pending of this.#pending) {
      const { fault } = pending
      if (fault.face !== face || fault.what !== what || pending.timesLeft === 0) continue
      if (pending.wellLeft > 0) {
        pending.wellLeft -= 1
        continue
      }
      pending.timesLeft -= 1
      return fault
    }
    return undefined
  }

  /** A stream that may be cut while it is open; returns what ends that. */
  opened(face: string, what: string, cut: () => void): () => void {
    this.#open.set(cut, `${face} ${what}`)
    return () => this.#open.delete(cut)
  }
}
