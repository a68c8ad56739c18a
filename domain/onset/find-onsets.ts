// When a talker started or jumped: a robust change detector over counts per bucket. A level is the middle of the
// buckets before and not below what the same time of earlier days had; noise is their median absolute deviation and at
// least that of counting. One bucket is never an onset, time nobody watched never makes one, and what came back
// several times is a habit. It says when and how much; why is another question.
import { grainSeconds } from '../units/window.ts'
import { type OnsetParameters, onsetParameters, type Season } from './parameters.ts'

export interface CountSeries {
  readonly startMs: number
  readonly bucketMs: number
  /** Requests per bucket, oldest first; null: nobody watched. */
  readonly values: readonly (number | null)[]
}

export interface OnsetQuestion extends CountSeries {
  /** The last bucket has not ended: it may confirm, but begins nothing. */
  readonly isLastPartial: boolean
  /** Onsets from this instant on; what is before is only held against. */
  readonly fromMs: number
  /** Earlier days, in buckets of any length. */
  readonly earlier?: CountSeries | undefined
}

export interface Onset {
  /** Start of the first bucket at the new level. */
  readonly atMs: number
  readonly bucketMs: number
  /** End of the last bucket known before: later than this and not later than its first bucket did it begin. */
  readonly notBeforeMs: number
  /** Requests a second: what was usual, and the middle of what followed. */
  readonly before: number
  readonly after: number
  /** after / before; null when there was nothing before. */
  readonly ratio: number | null
  /** Started: not one request in the buckets before, nor at this time of earlier days. */
  readonly kind: 'started' | 'jumped'
  /** Deviations of the lowest of the buckets in a row above what was usual. */
  readonly score: number
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

const isKnown = (value: number | null | undefined): value is number => value !== null && value !== undefined

/** Requests a second at an instant; undefined where it is not known. */
function rateAt({ startMs, bucketMs, values }: CountSeries, atMs: number): number | undefined {
  const value = values[Math.floor((atMs - startMs) / bucketMs)]
  return isKnown(value) ? value / (bucketMs / 1_000) : undefined
}

/**
 * The middle of the same time in earlier periods, a second, and of two the lower one: what happened once is not
 * usual. Undefined where too few are known.
 */
function seasonRate(earlier: CountSeries, atMs: number, { periodMs, back, least }: Season) {
  const rates = Array.from({ length: back }, (_, at) => rateAt(earlier, atMs - (at + 1) * periodMs))
  const known = rates.filter(isKnown)
  return known.length < least
    ? undefined
    : known.sort((left, right) => left - right)[Math.ceil(known.length / 2) - 1]
}

interface Usual {
  /** Requests a bucket. */
  readonly level: number
  readonly deviation: number
  readonly bound: number
  readonly isNothing: boolean
}

/** What was usual before a bucket; null when too little is known to say, or when `low` is not above it anyway. */
function usualAt(
  question: OnsetQuestion,
  of: { readonly at: number; readonly since: number; readonly low: number },
  given: OnsetParameters,
): Usual | null {
  const { startMs, bucketMs, values, earlier } = question
  const prior = values.slice(Math.max(of.since, of.at - given.baseline, 0), of.at).filter(isKnown)
  if (prior.length < given.baselineLeast) return null
  const own = median(prior)
  if (of.low < own * Math.min(given.times, given.timesUnseasoned)) return null
  const seasons =
    earlier === undefined
      ? []
      : given.seasons.map((season) => seasonRate(earlier, startMs + of.at * bucketMs, season)).filter(isKnown)
  const level = Math.max(own, ...seasons.map((rate) => rate * (bucketMs / 1_000)))
  const spread = 1.4826 * median(prior.map((value) => Math.abs(value - own)))
  const deviation = Math.max(spread, Math.sqrt(Math.max(level, 1)))
  const times = seasons.length > 0 ? given.times : given.timesUnseasoned
  const bound = Math.max(level * times, level + given.deviations * deviation)
  return { level, deviation, bound, isNothing: level === 0 && prior.every((value) => value === 0) }
}

/** The buckets in a row that begin here with a rise; null where one is not known. */
function runAt(values: CountSeries['values'], at: number, lasting: number): readonly number[] | null {
  const run = values.slice(at, at + lasting)
  if (run.length < lasting || !run.every(isKnown)) return null
  const before = values[at - 1]
  return isKnown(before) && before >= (run[0] ?? 0) ? null : run
}

/** Earlier stretches of time in which as many buckets in a row stood at least that high. */
function stretchesBefore(values: CountSeries['values'], at: number, height: number, lasting: number): number {
  let stretches = 0
  let length = 0
  for (const value of values.slice(0, at)) {
    length = isKnown(value) && value >= height ? length + 1 : 0
    if (length === lasting) stretches += 1
  }
  return stretches
}

function notBefore({ startMs, bucketMs, values }: OnsetQuestion, at: number): number {
  let last = at - 1
  while (last >= 0 && !isKnown(values[last])) last -= 1
  return startMs + (last + 1) * bucketMs
}

function onsetAt(question: OnsetQuestion, at: number, since: number, given: OnsetParameters): Onset | null {
  const { startMs, bucketMs, values, isLastPartial } = question
  const run = runAt(values, at, given.lasting)
  if (run === null) return null
  const low = Math.min(...run)
  const usual = usualAt(question, { at, since, low }, given)
  // What stood above the bound already is no rise: it began where too little was known to say so.
  if (usual === null || low < usual.bound || (values[at - 1] ?? 0) >= usual.bound) return null
  const more = run.reduce((sum, value) => sum + value - usual.level, 0)
  if (more < given.leastRequests) return null
  if (stretchesBefore(values, at, low / 2, given.lasting) >= given.habit) return null
  const whole = isLastPartial ? values.slice(0, -1) : values
  const after = median(whole.slice(at, at + given.coolDown).filter(isKnown))
  const seconds = bucketMs / 1_000
  return {
    atMs: startMs + at * bucketMs,
    bucketMs,
    notBeforeMs: notBefore(question, at),
    before: usual.level / seconds,
    after: after / seconds,
    ratio: usual.level === 0 ? null : after / usual.level,
    kind: usual.isNothing ? 'started' : 'jumped',
    score: (low - usual.level) / usual.deviation,
  }
}

/**
 * False where no earlier days could make an onset of it: they only ever raise what is usual. Cheap to know, and
 * earlier days are dear to read; true says nothing.
 */
export function mayHaveRisen(counted: CountSeries, given: OnsetParameters): boolean {
  const question: OnsetQuestion = { ...counted, isLastPartial: false, fromMs: counted.startMs }
  const lowest = { ...given, timesUnseasoned: Math.min(given.times, given.timesUnseasoned) }
  return counted.values.some((_, at) => {
    const run = runAt(counted.values, at, given.lasting)
    if (run === null) return false
    const low = Math.min(...run)
    const usual = usualAt(question, { at, since: 0, low }, lowest)
    if (usual === null || low < usual.bound) return false
    return run.reduce((sum, value) => sum + value - usual.level, 0) >= given.leastRequests
  })
}

/** Parameters by the length of a bucket. */
function parametersOf(bucketMs: number): OnsetParameters {
  if (bucketMs <= grainSeconds.minute * 1_000) return onsetParameters.minute
  return bucketMs <= grainSeconds.hour * 1_000 ? onsetParameters.hour : onsetParameters.day
}

/** Oldest first. */
export function findOnsets(
  question: OnsetQuestion,
  given: OnsetParameters = parametersOf(question.bucketMs),
): Onset[] {
  const { startMs, bucketMs, values, isLastPartial, fromMs } = question
  const end = values.length - (isLastPartial ? 1 : 0)
  const found: Onset[] = []
  // Also what is before the window is looked at: an onset there resets what its successors are held against.
  let since = 0
  for (let at = 0; at < end; at += 1) {
    if (!isKnown(values[at])) continue
    const onset = onsetAt(question, at, since, given)
    if (onset === null) continue
    if (startMs + at * bucketMs >= fromMs) found.push(onset)
    since = at
    at += given.coolDown - 1
  }
  return found
}
