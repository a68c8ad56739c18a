// Turns the answer of traffic.series into what the chart draws: requests per second, bands in the fixed
// order of their colours, Other above them and what stands out on top. Counts become rates by the seconds a bucket had: all of them,
// or those up to now for the one still filling.
import { anomalyFill, type ChartBand, type ChartData } from '../../../components/charts/chart-data.ts'
import type { TalkerKey, TalkerSeries } from '../../../domain/model/talker.ts'
import type { TalkerOnset } from '../../../domain/model/talker-onset.ts'
import { grainSeconds } from '../../../domain/units/window.ts'
import { keyOfOnset } from './onset-words.ts'
import { keyId, keyName, project } from './talker-name.ts'

export const otherBand = 'other'

/** Seconds of each bucket in which requests could be counted. */
function bucketSeconds(answer: TalkerSeries, now: Date): number[] {
  const whole = grainSeconds[answer.window.grain]
  return answer.buckets.map((start, index) => {
    const filling = answer.lastBucketPartial && index === answer.buckets.length - 1
    if (!filling) return whole
    return Math.min(whole, Math.max(1, (now.getTime() - start.getTime()) / 1_000))
  })
}

/** Distinct labels: names that would read alike get their note. */
function labelsOf(keys: readonly TalkerKey[]): string[] {
  const names = keys.map(keyName)
  return names.map(({ name, note }) => {
    const alike = names.filter((other) => other.name === name).length > 1
    return alike && note !== '' ? `${name} ${note}` : name
  })
}

/** The series of an onset, by its id; null when it is not drawn, or there is none. */
export function anomalyIn(
  answer: TalkerSeries | undefined,
  onset: TalkerOnset | null | undefined,
): string | null {
  const [first] = answer?.series ?? []
  if (first === undefined || !onset) return null
  const id = keyId(keyOfOnset(Object.keys(first.key), onset))
  return answer?.series.some(({ key }) => keyId(key) === id) ? id : null
}

/** `anomaly` is the id of the series that stands out. */
export function chartData(answer: TalkerSeries, now: Date, anomaly: string | null = null): ChartData {
  const seconds = bucketSeconds(answer, now)
  const rates = (values: readonly (number | null)[]) =>
    values.map((value, index) => (value === null ? null : value / (seconds[index] ?? 1)))
  const labels = labelsOf(answer.series.map((one) => one.key))
  const bands: ChartBand[] = answer.series.map((one, index) => ({
    id: keyId(one.key),
    label: labels[index] ?? '',
    fill: keyId(one.key) === anomaly ? anomalyFill : index < 6 ? index + 1 : 0,
    values: rates(one.values),
  }))
  if (answer.other.some((value) => value !== null && value > 0)) {
    bands.push({ id: otherBand, label: 'Other', fill: 0, values: rates(answer.other) })
  }
  // Steady ones lie below, so that they stay level while it rises.
  bands.sort((one, other) => Number(one.id === anomaly) - Number(other.id === anomaly))
  return {
    from: answer.window.from,
    to: answer.window.to,
    bucketMs: grainSeconds[answer.window.grain] * 1_000,
    buckets: answer.buckets,
    bands,
    total: rates(answer.total),
    partialLast: answer.lastBucketPartial,
  }
}

/** Colour of a table row: that of its band when the rows can be told apart along the chart's dimension. */
export function fillOf(
  answer: TalkerSeries | undefined,
  key: TalkerKey,
  anomaly: string | null = null,
): number {
  if (answer === undefined) return 0
  const place = answer.series.findIndex((one) => {
    const part = project(key, Object.keys(one.key) as (keyof TalkerKey)[])
    return part !== null && keyId(part) === keyId(one.key)
  })
  const found = answer.series[place]
  return found !== undefined && keyId(found.key) === anomaly ? anomalyFill : place + 1
}
