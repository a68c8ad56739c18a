// Whose the requests of a row are, from the identities that sent them. Pure.
import type { Caller } from '../../../domain/model/caller.ts'
import type { TalkerRow } from '../../../domain/model/talker.ts'
import { keyId, project } from './talker-name.ts'

/** "Policy", "Policy and 2 more"; by requests, the largest first. Identities of which nothing is known add nothing. */
export function ownersByRow(
  rows: readonly Pick<TalkerRow, 'key' | 'requests'>[],
  callers: readonly Pick<Caller, 'user' | 'workloads'>[],
  groupBy: Parameters<typeof project>[1],
): Map<string, string> {
  const ownersOf = new Map(
    callers.map(({ user, workloads }) => [user, new Set(workloads.map(({ owner }) => owner.name))]),
  )
  const sums = new Map<string, Map<string, number>>()
  for (const { key, requests } of rows) {
    const part = project(key, groupBy)
    if (part === null || key.user === undefined) continue
    for (const owner of ownersOf.get(key.user) ?? []) {
      const sum = sums.get(keyId(part)) ?? new Map<string, number>()
      sums.set(keyId(part), sum.set(owner, (sum.get(owner) ?? 0) + requests))
    }
  }
  return new Map(
    [...sums].map(([id, sum]) => {
      const [first = ['', 0]] = [...sum].sort(([, one], [, other]) => other - one)
      return [id, sum.size === 1 ? first[0] : `${first[0]} and ${sum.size - 1} more`]
    }),
  )
}
