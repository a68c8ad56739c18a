// The money of staying: what extended support costs by month until the last cluster of a plan has moved, if the plan is
// kept and if nobody does anything. List prices; whole micro-dollars; months are UTC and have their own hours.
import type { ClusterVersion } from '../support/calendar.ts'
import { type Course, extendedMicroUsd, stretchesOf } from './course.ts'

export interface MoneyOfMonth {
  /** "2026-12" */
  readonly month: string
  readonly from: Date
  readonly to: Date
  readonly plannedMicroUsd: number
  readonly stayingMicroUsd: number
}

/** Calendar months that from…to touches, cut at both ends. */
export function monthsOf(from: Date, to: Date): { month: string; from: Date; to: Date }[] {
  const months: { month: string; from: Date; to: Date }[] = []
  for (let at = from; at < to; ) {
    const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
    const end = next < to ? next : to
    months.push({ month: at.toISOString().slice(0, 7), from: at, to: end })
    at = end
  }
  return months
}

/** Of clusters whose provider charges for extended support. */
export function moneyOfStaying(
  courses: readonly Course[],
  calendar: readonly ClusterVersion[],
  { now, until }: { readonly now: Date; readonly until: Date },
): MoneyOfMonth[] {
  const months = monthsOf(now, until)
  const sums = months.map(() => ({ planned: 0, staying: 0 }))
  // Of thousands of clusters there are a handful of courses: each is followed once.
  const alike = new Map<string, { course: Course; clusters: number }>()
  for (const course of courses) {
    const key = JSON.stringify(course)
    const known = alike.get(key)
    if (known === undefined) alike.set(key, { course, clusters: 1 })
    else known.clusters += 1
  }
  for (const { course, clusters } of alike.values()) {
    const planned = stretchesOf(course, calendar, now, until)
    const staying = stretchesOf({ ...course, moves: [] }, calendar, now, until)
    for (const [index, { from, to }] of months.entries()) {
      const sum = sums[index]
      if (sum === undefined) continue
      sum.planned += clusters * extendedMicroUsd(planned, from, to)
      sum.staying += clusters * extendedMicroUsd(staying, from, to)
    }
  }
  return months.map((month, index) => ({
    ...month,
    plannedMicroUsd: sums[index]?.planned ?? 0,
    stayingMicroUsd: sums[index]?.staying ?? 0,
  }))
}
