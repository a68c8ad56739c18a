// Where instants of a plan lie on its time axis, and which days stand below it. Arithmetic only.
import { day } from '../../../components/format/time.ts'

const dayMs = 86_400_000

export interface WaveAxis {
  readonly from: Date
  readonly to: Date
  readonly ticks: readonly { readonly at: Date; readonly label: string }[]
}

/** Steps of days that people count in. */
const steps = [1, 2, 7, 14, 28, 56, 91, 182] as const
const mostTicks = 8

export function waveAxis(now: Date, endsAt: Date): WaveAxis {
  const from = Math.floor(now.getTime() / dayMs) * dayMs
  const to = Math.max(Math.ceil(endsAt.getTime() / dayMs), from / dayMs + 1) * dayMs
  const days = (to - from) / dayMs
  const step = steps.find((one) => days / one <= mostTicks) ?? 364
  const ticks = []
  for (let at = from; at < to; at += step * dayMs) {
    ticks.push({ at: new Date(at), label: day(new Date(at), now.getUTCFullYear()) })
  }
  return { from: new Date(from), to: new Date(to), ticks }
}

/** 0…100, cut at both ends. */
export function placeOn({ from, to }: Pick<WaveAxis, 'from' | 'to'>, at: Date): number {
  const share = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime())
  return Math.min(1, Math.max(0, share)) * 100
}
