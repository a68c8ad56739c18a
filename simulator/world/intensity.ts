// How often something happens, as a rate whose integral is known in closed form: constant, a ramp, the day's
// wave, a decay. Rates are events a second, times whole milliseconds. What lies before the first piece has
// its rate at its beginning, what lies after the last its rate at its end; nothing here is drawn at random.
import { dayMs } from './clock.ts'

export type Shape =
  | { readonly kind: 'constant'; readonly rate: number }
  /** From `rate` at the beginning of the piece to `endRate` at its end. */
  | { readonly kind: 'ramp'; readonly rate: number; readonly endRate: number }
  /** rate · (1 + amplitude · sin(2π (t − phase) / period)) */
  | {
      readonly kind: 'wave'
      readonly rate: number
      readonly amplitude: number
      readonly phaseMs: number
      readonly periodMs?: number
    }
  /** rate · e^(−(t − beginning) / tau) */
  | { readonly kind: 'decay'; readonly rate: number; readonly tauMs: number }

export interface Piece {
  readonly fromMs: number
  readonly shape: Shape
}

/** Integral of the shape over its first `ms`, the piece beginning at `fromMs` and lasting `lengthMs`. */
function integral(shape: Shape, fromMs: number, lengthMs: number, ms: number): number {
  switch (shape.kind) {
    case 'constant':
      return (shape.rate * ms) / 1_000
    case 'ramp': {
      const slope = Number.isFinite(lengthMs) ? (shape.endRate - shape.rate) / lengthMs : 0
      return (shape.rate * ms + (slope * ms * ms) / 2) / 1_000
    }
    case 'wave': {
      const { rate, amplitude, phaseMs, periodMs = dayMs } = shape
      const turn = (2 * Math.PI) / periodMs
      const at = (t: number) => Math.cos(turn * ((t - phaseMs) % periodMs))
      return (rate * (ms + (amplitude / turn) * (at(fromMs) - at(fromMs + ms)))) / 1_000
    }
    case 'decay':
      return (shape.rate * shape.tauMs * -Math.expm1(-ms / shape.tauMs)) / 1_000
  }
}

/** The rate `ms` after the beginning. */
function rateOf(shape: Shape, fromMs: number, lengthMs: number, ms: number): number {
  switch (shape.kind) {
    case 'constant':
      return shape.rate
    case 'ramp':
      return Number.isFinite(lengthMs)
        ? shape.rate + ((shape.endRate - shape.rate) * ms) / lengthMs
        : shape.rate
    case 'wave': {
      const { rate, amplitude, phaseMs, periodMs = dayMs } = shape
      const turn = (2 * Math.PI) / periodMs
      return rate * (1 + amplitude * Math.sin(turn * ((fromMs + ms - phaseMs) % periodMs)))
    }
    case 'decay':
      return shape.rate * Math.exp(-ms / shape.tauMs)
  }
}

interface Placed extends Piece {
  readonly lengthMs: number
  /** Integral of all pieces before. */
  readonly base: number
}

export class Intensity {
  readonly #pieces: readonly Placed[]

  /** Pieces in the order of their times; each lasts until the next. Throws RangeError. */
  constructor(pieces: readonly Piece[]) {
    const placed: Placed[] = []
    let base = 0
    for (const [n, { fromMs, shape }] of pieces.entries()) {
      const lengthMs = (pieces[n + 1]?.fromMs ?? Number.POSITIVE_INFINITY) - fromMs
      if (!Number.isSafeInteger(fromMs) || lengthMs <= 0) {
        throw new RangeError('the pieces of a rate stand in the order of their times, in whole milliseconds')
      }
      if (isNegative(shape)) throw new RangeError('a rate is never below nothing')
      // Written out: the engine describes each object anew that begins with another's fields, and a fleet has 22,000.
      placed.push({ fromMs, shape, lengthMs, base })
      if (Number.isFinite(lengthMs)) base += integral(shape, fromMs, lengthMs, lengthMs)
    }
    if (placed.length === 0) throw new RangeError('a rate has at least one piece')
    this.#pieces = placed
  }

  /** Events expected from the beginning of the first piece to `ms`; below 0 before it. Never falls. */
  upTo(ms: number): number {
    const piece = this.#pieceAt(ms)
    return piece.base + integral(piece.shape, piece.fromMs, piece.lengthMs, ms - piece.fromMs)
  }

  /** Events a second. */
  rateAt(ms: number): number {
    const piece = this.#pieceAt(ms)
    return rateOf(piece.shape, piece.fromMs, piece.lengthMs, ms - piece.fromMs)
  }

  /** When `upTo` reaches this, to a fraction of a millisecond; undefined: never. */
  inverse(value: number): number | undefined {
    const pieces = this.#pieces
    let n = pieces.length - 1
    while (n > 0 && (pieces[n] as Placed).base > value) n -= 1
    const piece = pieces[n] as Placed
    const rest = value - piece.base
    let low = rest < 0 ? -dayMs : 0
    let high = Number.isFinite(piece.lengthMs) ? piece.lengthMs : dayMs
    const at = (ms: number) => integral(piece.shape, piece.fromMs, piece.lengthMs, ms)
    while (at(low) > rest) {
      if (low < -1e14) return undefined
      low *= 2
    }
    while (at(high) < rest) {
      if (high > 1e14 || Number.isFinite(piece.lengthMs)) return undefined
      high *= 2
    }
    return (
      piece.fromMs +
      solved(at, (ms) => rateOf(piece.shape, piece.fromMs, piece.lengthMs, ms), rest, low, high)
    )
  }

  #pieceAt(ms: number): Placed {
    const pieces = this.#pieces
    let n = pieces.length - 1
    while (n > 0 && (pieces[n] as Placed).fromMs > ms) n -= 1
    return pieces[n] as Placed
  }
}

const isNegative = (shape: Shape): boolean =>
  shape.rate < 0 ||
  (shape.kind === 'ramp' && shape.endRate < 0) ||
  (shape.kind === 'wave' && Math.abs(shape.amplitude) > 1)

/** Newton's steps, held between two bounds that close in. */
function solved(
  at: (ms: number) => number,
  slope: (ms: number) => number,
  value: number,
  lowest: number,
  highest: number,
): number {
  let low = lowest
  let high = highest
  const [first, last] = [at(low), at(high)]
  let ms = last === first ? low : low + ((high - low) * (value - first)) / (last - first)
  for (let step = 0; step < 60 && high - low > 0.25; step += 1) {
    const miss = at(ms) - value
    if (miss > 0) high = ms
    else low = ms
    const rate = slope(ms) / 1_000
    const next = rate > 0 ? ms - miss / rate : Number.NaN
    if (Math.abs(next - ms) < 0.01) return next
    ms = next > low && next < high ? next : (low + high) / 2
  }
  return ms
}
