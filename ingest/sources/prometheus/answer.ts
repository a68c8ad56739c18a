// What a Prometheus-compatible store answers to a range query, proven before anything of it is used.
import { z } from 'zod'

const point = z.tuple([z.number(), z.string()])

const success = z.object({
  status: z.literal('success'),
  /** Some of what was asked for could not be read: the answer is not whole. */
  warnings: z.array(z.string()).optional(),
  /** The same, as VictoriaMetrics says it. */
  isPartial: z.boolean().optional(),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(point).default([]) }),
    ),
  }),
})
const failure = z.object({
  status: z.literal('error'),
  errorType: z.string().default(''),
  error: z.string().default(''),
})

export interface RangeSeries {
  readonly labels: ReadonlyMap<string, string>
  /** Unix seconds and what the store says it stood at; NaN and infinities are left out. */
  readonly values: readonly (readonly [seconds: number, value: number])[]
}

export type RangeAnswer =
  | { readonly kind: 'whole'; readonly series: readonly RangeSeries[] }
  | { readonly kind: 'partial'; readonly why: string }
  | { readonly kind: 'refused'; readonly type: string; readonly why: string }
  /** Not the answer of such a store at all. */
  | { readonly kind: 'other' }

export function rangeAnswer(body: string): RangeAnswer {
  let said: unknown
  try {
    said = JSON.parse(body)
  } catch {
    return { kind: 'other' }
  }
  const refused = failure.safeParse(said).data
  if (refused !== undefined) return { kind: 'refused', type: refused.errorType, why: refused.error }
  const read = success.safeParse(said).data
  if (read === undefined) return { kind: 'other' }
  const { warnings = [], isPartial = false, data } = read
  if (isPartial || warnings.length > 0)
    return { kind: 'partial', why: warnings[0] ?? 'it says that its answer is partial' }
  return {
    kind: 'whole',
    series: data.result.map(({ metric, values }) => ({
      labels: new Map(Object.entries(metric)),
      values: values.flatMap(([at, value]) => {
        const number = value === '' ? Number.NaN : Number(value)
        return Number.isFinite(number) && Number.isFinite(at) ? [[Math.round(at), number] as const] : []
      }),
    })),
  }
}
