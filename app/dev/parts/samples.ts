// Made-up values for the sheet of components, the same at every visit. They show how things look and
// stand for nothing; no page of the console reads them.
import type { ChartBand, ChartData } from '../../../components/charts/chart-data.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'

export const sampleNow = new Date('2026-03-09T08:42:00Z')
export const sampleFrom = new Date('2026-03-08T08:42:00Z')
const chartFrom = new Date('2026-03-09T00:00:00Z')
const stepMs = 15 * 60_000
const steps = 96

const wave = (base: number, swing: number, place: number) =>
  Array.from(
    { length: steps },
    (_, at) =>
      Math.round((base + swing * Math.sin(at / 9 + place) + ((at * 7 + place * 3) % 5) / 4) * 100) / 100,
  )

const names = ['kubelet', 'karpenter', 'argocd', 'prometheus'] as const

function chart(bands: readonly ChartBand[], partialLast: boolean): ChartData {
  const buckets = Array.from({ length: steps }, (_, at) => new Date(chartFrom.getTime() + at * stepMs))
  const total = buckets.map((_, at) => {
    if (bands.every(({ values }) => values[at] === null)) return null
    return bands.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)
  })
  const to = new Date(chartFrom.getTime() + steps * stepMs)
  return { from: chartFrom, to, bucketMs: stepMs, buckets, bands, total, partialLast }
}

const bands: readonly ChartBand[] = names.map((label, place) => ({
  id: label,
  label,
  fill: place + 1,
  values: wave(40 - place * 9, 4 - place * 0.6, place),
}))

/** Four lines, whole. */
export const lines = chart(bands, false)

/** One line with hours nobody watched and an unfinished end. */
export const gaps = chart(
  [
    {
      id: 'kubelet',
      label: 'kubelet',
      fill: 1,
      values: wave(30, 8, 1).map((value, at) => (at >= 36 && at < 64 ? null : value)),
    },
  ],
  true,
)

export const freshness: Freshness = {
  asOf: new Date('2026-03-09T08:41:30Z'),
  clustersCovered: 211,
  clustersTotal: 214,
  stale: [{ clusterId: 'labs-notebook-apse1', since: new Date('2026-03-09T06:10:00Z') }],
  simulated: false,
}

export const clusters = ['ads-serving-euw1', 'ads-stg-euw1', 'stream-prod-use1'].map((clusterId, place) => ({
  clusterId,
  newest: place === 1 ? null : freshness.asOf,
  stale: place === 2,
}))

export const rows = [
  {
    client: 'policy-agent/3.8.0',
    note: 'linux/arm64',
    fill: 1,
    share: 0.612,
    requests: 9_400,
    throttled: 1_004,
  },
  { client: 'kubelet/v1.34.1', note: 'linux/arm64', fill: 2, share: 0.15, requests: 2_310, throttled: 58 },
  { client: 'karpenter/1.9.0', note: '', fill: 3, share: 0.064, requests: 980, throttled: 0 },
] as const
