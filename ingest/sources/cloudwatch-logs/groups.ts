// The log groups of EKS clusters in one account and region, and what a search of an hour of one looks through,
// estimated before it is made.
import type { Place } from '../../aws-client/place.ts'
import { hourSeconds, lateSeconds, logGroupOf } from './query.ts'

export interface LogGroup {
  readonly clusterName: string
  readonly storedBytes: number
  /** Nothing is kept from before it: its creation, or what its retention leaves. */
  readonly keptFromMs: number
}

const named = /^\/aws\/eks\/([^/]+)\/cluster$/
const dayMs = 86_400_000
const hourMs = 3_600_000

/** Those of the clusters asked for, in the order of their names; all when none is named. */
export async function logGroups(
  place: Place<'logs'>,
  { clusters, nowMs }: { readonly clusters: readonly string[] | undefined; readonly nowMs: number },
): Promise<LogGroup[]> {
  const ask = (logGroupNamePrefix: string) =>
    place.all('DescribeLogGroups', { logGroupNamePrefix }, (answer) => answer.logGroups)
  const lists =
    clusters === undefined
      ? [await ask('/aws/eks/')]
      : await Promise.all(clusters.map((name) => ask(logGroupOf(name))))
  const found = lists
    .flat()
    .flatMap(({ logGroupName, storedBytes = 0, creationTime = 0, retentionInDays }) => {
      const clusterName = named.exec(logGroupName ?? '')?.[1]
      if (clusterName === undefined || (clusters !== undefined && !clusters.includes(clusterName))) return []
      const keptMs = retentionInDays === undefined ? 0 : nowMs - retentionInDays * dayMs
      return [{ clusterName, storedBytes, keptFromMs: Math.max(creationTime, keptMs) }]
    })
  return found.sort((left, right) => (left.clusterName < right.clusterName ? -1 : 1))
}

/** An hour is searched twice: for its talkers and for its total. */
export const searchesOfHour = 2

/**
 * Bytes that one search of an hour looks through: what the group holds, spread evenly over the time it holds, with the
 * minutes after the hour. All its log types count, for a search looks through all of them.
 */
export function estimatedBytes({ storedBytes, keptFromMs }: LogGroup, nowMs: number): number {
  const hours = Math.max(1, (nowMs - keptFromMs) / hourMs)
  return (storedBytes / hours) * ((hourSeconds + lateSeconds) / hourSeconds)
}

export const gigabyte = 1e9

/** "3.2 GB", and what that costs where a price is set. */
export function sizeText(bytes: number, usdPerGigabyte: number | undefined): string {
  const gigabytes = bytes / gigabyte
  const size =
    gigabytes >= 0.1 ? `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GB` : `${Math.ceil(bytes / 1e6)} MB`
  if (usdPerGigabyte === undefined) return size
  return `${size} ($${(gigabytes * usdPerGigabyte).toFixed(2)} at $${usdPerGigabyte} a GB)`
}
