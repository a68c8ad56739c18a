// Waivers that stand now, by finding: who accepted what, why, until when. Bounded by the findings asked about.
import { listWaivers } from '../../../db/relational/read/finding-history.ts'
import type { QueryContext } from '../../context.ts'

export interface StandingWaiver {
  readonly id: string
  readonly reason: string
  readonly author: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** A finding has one that stands at most, and some that are over. */
const waiversEach = 20

export async function standingWaivers(
  { relational }: Pick<QueryContext, 'relational'>,
  rows: readonly { readonly id: string; readonly isWaived: boolean }[],
  now: Date,
): Promise<ReadonlyMap<string, StandingWaiver>> {
  const findingIds = rows.filter(({ isWaived }) => isWaived).map(({ id }) => id)
  if (findingIds.length === 0) return new Map()
  const waivers = await listWaivers(relational, { findingIds, limit: findingIds.length * waiversEach })
  const standing = waivers.filter(({ endedAt, expiresAt }) => endedAt === null && expiresAt > now)
  return new Map(
    standing.map(({ findingId, id, reason, author, createdAt, expiresAt }) => [
      findingId,
      { id, reason, author, createdAt, expiresAt },
    ]),
  )
}
