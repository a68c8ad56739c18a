// What a live tail knows between its steps: how many requests each minute had, and which were shown. Bounded by the
// minutes that are live; holds no requests. Its id lets another process go on and say what was missed meanwhile.
import type { ClusterMinute } from '../../../db/events/read/tail.ts'

type Counted = ClusterMinute & { readonly n: number }

/** Minutes before now that are live. */
const liveMinutes = 15
/** Of them, those a tail begins with. */
const firstMinutes = 5
const mostRemembered = 10_000

const minuteOf = (at: Date, before: number) => (Math.floor(at.getTime() / 60_000) - before) * 60
const keyOf = ({ clusterId, minute }: ClusterMinute) => `${minute} ${clusterId}`

interface Minute {
  readonly minute: number
  touches: number
  /** Process time at which a touch was last noticed. */
  noticedAt: number
  requests: number
}

const idForm = /^(\d{1,12})\.(\d{1,15})$/

export class TailCounts {
  /** Start of the oldest minute that is looked at, Unix seconds. */
  from: number
  #minutes = new Map<string, Minute>()
  #shown = new Map<string, number>()
  readonly #before: { readonly from: number; readonly requests: number } | null

  /** `lastId` is the id of another tail's last step; what it does not say is not known. */
  constructor(now: Date, lastId: string | null) {
    const [, from, requests] = idForm.exec(lastId ?? '') ?? []
    const isLive =
      from !== undefined && Number(from) >= minuteOf(now, liveMinutes) && Number(from) <= minuteOf(now, 0)
    this.#before = isLive ? { from: Number(from), requests: Number(requests) } : null
    this.from = this.#before?.from ?? minuteOf(now, firstMinutes - 1)
  }

  /** Forgets minutes that are no longer live. */
  moveTo(now: Date): void {
    const from = minuteOf(now, liveMinutes - 1)
    // What was told before is a sum from its own start on: that must be compared before it moves.
    if (from <= this.from || (this.#before !== null && this.#minutes.size === 0)) return
    this.from = from
    for (const [key, { minute }] of this.#minutes) if (minute < from) this.#minutes.delete(key)
    for (const [id, at] of this.#shown) if (at < from) this.#shown.delete(id)
  }

  /** Minutes to look into: touched since they were looked into last, or only a moment ago. */
  changed(touched: readonly Counted[], nowMs: number, settleMs: number): ClusterMinute[] {
    return touched.filter(({ clusterId, minute, n }) => {
      const key = keyOf({ clusterId, minute })
      const known = this.#minutes.get(key) ?? { minute, touches: 0, noticedAt: 0, requests: 0 }
      if (known.touches !== n) Object.assign(known, { touches: n, noticedAt: nowMs })
      this.#minutes.set(key, known)
      return nowMs - known.noticedAt < settleMs
    })
  }

  /** How many more there are now. Requests never get fewer, whatever is told twice. */
  take(found: readonly Counted[]): number {
    let more = 0
    for (const each of found) {
      const known = this.#minutes.get(keyOf(each))
      if (known === undefined || each.n <= known.requests) continue
      more += each.n - known.requests
      known.requests = each.n
    }
    return more
  }

  /** Ids that were shown, of minutes that are live. */
  told(): string[] {
    return [...this.#shown.keys()]
  }

  remember(shown: readonly { readonly id: string; readonly at: Date }[]): void {
    for (const { id, at } of shown) this.#shown.set(id, at.getTime() / 1_000)
    for (const id of this.#shown.keys()) {
      if (this.#shown.size <= mostRemembered) return
      this.#shown.delete(id)
    }
  }

  /** Requests that came between the last step told and this first one; null when that is not known. */
  missed(): number | null {
    return this.#before === null ? null : Math.max(0, this.#sum() - this.#before.requests)
  }

  /** Of what was told up to here. */
  id(): string {
    return `${this.from}.${this.#sum()}`
  }

  #sum(): number {
    let sum = 0
    for (const { requests } of this.#minutes.values()) sum += requests
    return sum
  }
}
