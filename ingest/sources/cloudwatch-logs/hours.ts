// Which hours of a cluster are due for a search: complete ones that nobody told of, the newest first; and the newest
// once more when its last events have surely come in. Pure.

const hourMs = 3_600_000

export interface DueHour {
  readonly hour: Date
  /** Read already: only when its total has changed is all of it read again. */
  readonly before: { readonly requests: number } | null
}

export interface HoursKnown {
  readonly byRaw: ReadonlySet<number>
  readonly byLogs: ReadonlyMap<number, { readonly readAtMs: number; readonly requests: number }>
}

export interface HoursRange {
  readonly from: Date
  readonly to: Date
}

/** Hours that ended long enough ago, as far back as is asked for and as events are kept. */
export function rangeOfHours(ask: {
  readonly nowMs: number
  readonly settleMs: number
  readonly hoursBack: number
  /** Nothing is kept from before it. */
  readonly keptFromMs: number
}): HoursRange {
  const toMs = Math.floor((ask.nowMs - ask.settleMs) / hourMs) * hourMs
  const keptMs = Math.ceil(ask.keptFromMs / hourMs) * hourMs
  const fromMs = Math.min(toMs, Math.max(toMs - ask.hoursBack * hourMs, keptMs))
  return { from: new Date(fromMs), to: new Date(toMs) }
}

export function dueHours(
  { from, to }: HoursRange,
  { byRaw, byLogs }: HoursKnown,
  { nowMs, lateMs }: { readonly nowMs: number; readonly lateMs: number },
): DueHour[] {
  const due: DueHour[] = []
  for (let at = to.getTime() - hourMs; at >= from.getTime(); at -= hourMs) {
    const known = byLogs.get(at / 1_000)
    if (byRaw.has(at / 1_000)) continue
    const settledMs = at + hourMs + lateMs
    const isEarly = known !== undefined && known.readAtMs < settledMs && nowMs >= settledMs
    if (known === undefined) due.push({ hour: new Date(at), before: null })
    else if (isEarly) due.push({ hour: new Date(at), before: { requests: known.requests } })
  }
  return due
}
