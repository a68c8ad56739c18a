// API Priority and Fairness in closed form: how many seats a priority level has, how long its requests wait while they
// suffice, and what becomes of a flow that asks for more. Times are seconds.

/** What a level's seats follow from. */
export interface Level {
  readonly name: string
  readonly shares: number
  /** Percent of its seats that others may have while it needs them not. */
  readonly lendable: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

export const nominalSeats = (serverSeats: number, { shares }: Level, all: readonly Level[]): number =>
  Math.ceil((serverSeats * shares) / sum(all.map((level) => level.shares)))

/** What it keeps when it lends all that it may. */
export function leastSeats(serverSeats: number, level: Level, all: readonly Level[]): number {
  const nominal = nominalSeats(serverSeats, level, all)
  return nominal - Math.round((nominal * level.lendable) / 100)
}

/**
 * Seats of each level when they borrow of one another: what it needs of its own, and of what is spare by shares, first
 * to those that need more. `needs`: seats in use at their most, lately.
 */
export function borrowedSeats(
  serverSeats: number,
  levels: readonly Level[],
  needs: readonly number[],
): readonly number[] {
  const seats = levels.map((level, n) =>
    Math.min(
      nominalSeats(serverSeats, level, levels),
      Math.max(leastSeats(serverSeats, level, levels), needs[n] ?? 0),
    ),
  )
  let spare = Math.max(0, serverSeats - sum(seats))
  // Each round serves one level in full at least, or gives away all there is.
  for (let round = 0; round < levels.length && spare > 1e-9; round += 1) {
    const wanting = levels.map(({ shares }, n) =>
      (needs[n] ?? 0) > (seats[n] as number) + 1e-9 ? shares : 0,
    )
    const all = sum(wanting)
    if (all === 0) break
    const part = spare
    for (const [n, shares] of wanting.entries()) {
      if (shares === 0) continue
      const given = Math.min((part * shares) / all, (needs[n] ?? 0) - (seats[n] as number))
      seats[n] = (seats[n] as number) + given
      spare -= given
    }
  }
  const shares = sum(levels.map((level) => level.shares))
  return seats.map((had, n) => had + (spare * (levels[n] as Level).shares) / shares)
}

/** That all of `servers` are taken; `load`: how many are on average. */
function erlangC(servers: number, load: number): number {
  let blocked = 1
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked)
  return blocked / (1 - (load / servers) * (1 - blocked))
}

export interface Offered {
  /** Requests that run at once: seats of the level by seats of one. */
  readonly servers: number
  readonly perSecond: number
  /** Mean time that one runs. */
  readonly holdSeconds: number
  /** Squared coefficients of variation of the gaps between arrivals and of that time. */
  readonly gapsCv2?: number
  readonly holdCv2?: number
}

/** Mean wait while the level suffices (Allen and Cunneen). */
export function waitSeconds({ servers, perSecond, holdSeconds, gapsCv2 = 1, holdCv2 = 1 }: Offered): number {
  const spare = servers / holdSeconds - perSecond
  if (spare <= 0) return Number.POSITIVE_INFINITY
  return (erlangC(servers, perSecond * holdSeconds) / spare) * ((gapsCv2 + holdCv2) / 2)
}

/** Requests of one flow that its hand of queues holds. */
export const queuedMost = 6 * 50
/** A quarter of what a request has in all. */
export const waitsAtMostSeconds = 15

export interface Overloaded {
  readonly served: number
  readonly queueFull: number
  readonly timedOut: number
}

/**
 * What becomes in a second of one flow that asks for more than it gets. Its queue is full, and who waited too long in
 * it gives up its place when its turn comes: the queue moves at least so fast that nobody waits longer.
 */
export function overloaded({ servers, perSecond, holdSeconds }: Offered): Overloaded {
  const served = Math.min(perSecond, servers / holdSeconds)
  const rejected = perSecond - served
  const timedOut = Math.min(rejected, Math.max(0, queuedMost / waitsAtMostSeconds - served))
  return { served, queueFull: rejected - timedOut, timedOut }
}

/** What each flow of a level gets when they ask for more than there is: the least first, the others alike. */
export function fairShares(capacity: number, wanted: readonly number[]): readonly number[] {
  const order = wanted.map((_, n) => n).sort((a, b) => (wanted[a] as number) - (wanted[b] as number))
  const shares = wanted.map(() => 0)
  let left = capacity
  for (const [done, n] of order.entries()) {
    const share = Math.min(wanted[n] as number, left / (order.length - done))
    shares[n] = share
    left -= share
  }
  return shares
}
