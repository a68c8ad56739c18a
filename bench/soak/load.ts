// Senders of a soak, and what they were told. A closed load sends each body until it is taken, as a webhook
// would; an open one offers bodies at a rate whatever the answers are, as a fleet does. Both keep books, so
// that in the end what was counted can be compared with what was acknowledged, to the event.
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { post } from '../bodies.ts'
import type { BodyMaker } from './bodies.ts'

export interface Target {
  readonly url: string
  readonly token: string
  readonly clusterId: string
}

export class Books {
  taken = 0
  /** By status: 429 and 503 with a time to come back. */
  readonly refused = new Map<number, number>()
  /** Nobody answered: the line was cut, or nobody listened. */
  unanswered = 0
  /** Answers that are no way to refuse, in words. */
  readonly wrong: string[] = []
  /** Lines of taken bodies that were rejected. */
  rejected = 0

  get refusals(): number {
    return [...this.refused.values()].reduce((sum, count) => sum + count, 0)
  }
}

const placeOf = ({ url, token, clusterId }: Target) => ({
  url: `${url}/api/ingest/v1/clusters/${clusterId}/audit`,
  headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-ndjson' },
})

/** True when the body was taken. */
async function offer(books: Books, target: Target, body: Buffer, agent: Agent): Promise<boolean> {
  const answer = await post(placeOf(target), body, agent).catch(() => undefined)
  if (answer === undefined) {
    books.unanswered += 1
    return false
  }
  const { status, text, retryAfterSeconds } = answer
  if (status === 200) {
    books.taken += 1
    books.rejected += (JSON.parse(text) as { rejected: number }).rejected
    return true
  }
  if ((status === 429 || status === 503) && retryAfterSeconds > 0) {
    books.refused.set(status, (books.refused.get(status) ?? 0) + 1)
  } else {
    books.wrong.push(`${status}, Retry-After ${retryAfterSeconds}: ${text.slice(0, 200)}`)
  }
  return false
}

const againAfterMs = 100

export interface Load {
  readonly books: Books
  /** Resolves when the body each sender has under way is taken. */
  stop(): Promise<void>
}

/** `senders` bodies under way at any time; `target` is asked anew for each try. */
export function closedLoad(target: () => Target, maker: BodyMaker, senders: number): Load {
  const books = new Books()
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  let isOver = false
  const sender = async () => {
    while (!isOver) {
      const body = maker.next()
      while (!(await offer(books, target(), body, agent))) await sleep(againAfterMs)
    }
  }
  const running = Promise.all(Array.from({ length: senders }, sender))
  return {
    books,
    stop: async () => {
      isOver = true
      await running
      agent.destroy()
    },
  }
}

const tickMs = 10
/** What this process holds itself while answers are slow; more are not offered, and that is said. */
const underWayMost = 400

export interface Offered {
  readonly books: Books
  readonly sent: number
  readonly seconds: number
  /** Bodies that were due while too many had no answer yet. */
  readonly held: number
}

/** Offers `perSecond` bodies for `seconds`, then waits for every answer. */
export async function openLoad(
  target: Target,
  maker: BodyMaker,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Offered> {
  const books = new Books()
  const agent = new Agent({ keepAlive: true, maxSockets: underWayMost })
  const underWay = new Set<Promise<unknown>>()
  const startedAt = performance.now()
  const gone = () => (performance.now() - startedAt) / 1_000
  let [sent, held] = [0, 0]
  while (gone() < seconds) {
    while (sent + held < gone() * perSecond) {
      if (underWay.size >= underWayMost) {
        held += 1
        continue
      }
      sent += 1
      const one: Promise<unknown> = offer(books, target, maker.next(), agent).finally(() =>
        underWay.delete(one),
      )
      underWay.add(one)
    }
    await sleep(tickMs)
  }
  const lasted = gone()
  await Promise.all(underWay)
  agent.destroy()
  return { books, sent, seconds: lasted, held }
}
