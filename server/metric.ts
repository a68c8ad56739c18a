// One metric with its samples, as whoever counts hands it to /metrics. Numbers only; http/metrics.ts writes
// the text.
export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}
