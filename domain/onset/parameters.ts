// When a talker counts as having started or jumped, by grain. The one place of these numbers; docs/onsets.md is made
// of it. They are meant to stay silent on quiet days rather than to find the smallest change.
import type { Grain } from '../units/window.ts'

/** The same time on earlier days (or weekdays): `least` of the `back` periods before must be known. */
export interface Season {
  readonly periodMs: number
  readonly back: number
  readonly least: number
}

export interface OnsetParameters {
  /** Buckets before, the middle of which is the level so far. */
  readonly baseline: number
  /** How many of them must be known; with fewer nothing is said. */
  readonly baselineLeast: number
  /** Buckets read before the window: for the baseline, and to see whether it does so now and then. */
  readonly lead: number
  /** Buckets in a row that must stand above the bound, the first one included. */
  readonly lasting: number
  /** The bound, as a multiple of what is usual. */
  readonly times: number
  /** The same where the time of day is not known from earlier days. */
  readonly timesUnseasoned: number
  /** The bound, in deviations above what is usual; the higher of the two bounds counts. */
  readonly deviations: number
  /** Requests beyond the usual that the buckets in a row must hold together. */
  readonly leastRequests: number
  /** Buckets after an onset without another; from then on it is judged by what it did since. */
  readonly coolDown: number
  /** So many earlier stretches of at least half the height make it a habit, and none of it an onset. */
  readonly habit: number
  readonly seasons: readonly Season[]
}

const dayMs = 86_400_000
const sameHour: Season = { periodMs: dayMs, back: 14, least: 3 }
const sameWeekday: Season = { periodMs: 7 * dayMs, back: 4, least: 2 }

export const onsetParameters: Readonly<Record<Grain, OnsetParameters>> = {
  minute: {
    baseline: 60,
    baselineLeast: 10,
    lead: 180,
    lasting: 3,
    times: 2,
    timesUnseasoned: 2,
    deviations: 6,
    leastRequests: 60,
    coolDown: 15,
    habit: 2,
    seasons: [sameHour, { ...sameWeekday, back: 2 }],
  },
  hour: {
    baseline: 24,
    baselineLeast: 6,
    lead: 48,
    lasting: 2,
    times: 2,
    timesUnseasoned: 3,
    deviations: 6,
    leastRequests: 300,
    coolDown: 6,
    habit: 2,
    seasons: [sameHour, { ...sameWeekday, back: 2 }],
  },
  day: {
    baseline: 14,
    baselineLeast: 4,
    lead: 28,
    lasting: 2,
    times: 2,
    timesUnseasoned: 3,
    deviations: 6,
    leastRequests: 1_000,
    coolDown: 4,
    habit: 2,
    seasons: [sameWeekday],
  },
}

/** How far back the same time of day is looked up. */
export const earlierDays = 14
