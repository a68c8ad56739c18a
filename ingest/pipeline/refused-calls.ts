// Remembers calls that were refused, newest first, so that a page can say who knocks in vain and why.
// In memory only and bounded: each status has its own room, so that a flood of one kind (guessed tokens
// on made-up paths) never pushes out another.
import type { RefusedCalls } from '../../domain/model/refused-calls.ts'
import type { Clock } from '../../domain/units/clock.ts'

export type RefusedCall = Omit<RefusedCalls, 'count' | 'firstAt' | 'lastAt'>

export interface RefusedLedger {
  note(call: RefusedCall): void
  /** Newest first. */
  list(): readonly RefusedCalls[]
}

/** Kinds remembered of one status. */
const kindsOfStatus = 50
const textLimit = 200

const shown = (text: string): string => text.replace(/\p{C}/gu, '\ufffd').slice(0, textLimit)

function merged(call: RefusedCall, known: RefusedCalls | undefined, now: Date): RefusedCalls {
  return {
    ...call,
    route: shown(call.route),
    reason: shown(call.reason),
    userAgent: shown(call.userAgent),
    from: shown(call.from),
    count: (known?.count ?? 0) + 1,
    firstAt: known?.firstAt ?? now,
    lastAt: now,
  }
}

export function openRefusedLedger(clock: Clock): RefusedLedger {
  // Maps keep the order of insertion; what is noted again goes to the end.
  const byStatus = new Map<number, Map<string, RefusedCalls>>()
  return {
    note(call) {
      const kinds = byStatus.get(call.status) ?? new Map<string, RefusedCalls>()
      byStatus.set(call.status, kinds)
      const key = JSON.stringify([shown(call.route), call.token, shown(call.reason)])
      const calls = merged(call, kinds.get(key), clock.now())
      kinds.delete(key)
      kinds.set(key, calls)
      const [oldest] = kinds.keys()
      if (kinds.size > kindsOfStatus && oldest !== undefined) kinds.delete(oldest)
    },
    list: () =>
      [...byStatus.values()]
        .flatMap((kinds) => [...kinds.values()].reverse())
        .sort((left, right) => right.lastAt.getTime() - left.lastAt.getTime()),
  }
}
