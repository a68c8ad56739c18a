// Waives a finding until a day, and ends a waiver before it. That a waiver is over by itself is judged when it is read.
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { findings, findingWaivers } from '../schema/findings.ts'
import { touchCluster } from './touch-cluster.ts'

/** One that stands for the same finding ends with it. False when there is no such finding. */
export async function putWaiver(
  relational: Relational,
  waiver: { id: string; findingId: string; reason: string; author: string; expiresAt: Date; now: Date },
): Promise<boolean> {
  const { id, findingId, reason, author, expiresAt, now } = waiver
  return relational.db.transaction(async (tx) => {
    const [finding] = await tx
      .select({ clusterId: findings.clusterId })
      .from(findings)
      .where(eq(findings.id, findingId))
      .limit(1)
      .for('update')
    if (finding === undefined) return false
    await tx
      .update(findingWaivers)
      .set({ endedAt: now, endedBy: author })
      .where(
        and(
          eq(findingWaivers.findingId, findingId),
          isNull(findingWaivers.endedAt),
          sql`${findingWaivers.expiresAt} > ${now.toISOString()}::timestamptz`,
        ),
      )
    await tx.insert(findingWaivers).values({
      ...{ id, findingId, clusterId: finding.clusterId, reason, author, expiresAt },
      createdAt: now,
    })
    await touchCluster(tx, finding.clusterId)
    return true
  })
}

/** False when no waiver of that id stands at `now`. */
export async function endWaiver(
  relational: Relational,
  args: { id: string; author: string; now: Date },
): Promise<boolean> {
  const { id, author, now } = args
  return relational.db.transaction(async (tx) => {
    const [ended] = await tx
      .update(findingWaivers)
      .set({ endedAt: now, endedBy: author })
      .where(
        and(
          eq(findingWaivers.id, id),
          isNull(findingWaivers.endedAt),
          sql`${findingWaivers.expiresAt} > ${now.toISOString()}::timestamptz`,
        ),
      )
      .returning({ clusterId: findingWaivers.clusterId })
    if (ended === undefined) return false
    await touchCluster(tx, ended.clusterId)
    return true
  })
}
