// The weekly review on its way out: planned, claimed by one process, sent at most once. When something is due goes by
// the product's clock, which callers give; leases and waits by the store's alone, so that processes need not agree.
// Each step is one statement that also says from which state it may be taken.
import { and, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import type { DeliveryRecord } from '../../../domain/model/review-delivery.ts'
import type { Relational } from '../client.ts'
import { recordColumns } from '../read/review-deliveries.ts'
import { reviewDeliveries } from '../schema/deliveries.ts'

interface Key {
  readonly deliveryId: string
  readonly week: string
}

/** A row as one process took it; what it writes later counts only while nobody took it after. */
export interface Claim extends Key {
  readonly holder: string
  readonly attempts: number
}

const table = reviewDeliveries
const storeNow = sql`clock_timestamp()`
const later = (ms: number): SQL => sql`clock_timestamp() + make_interval(secs => ${ms / 1_000}::float8)`
const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`
const keyed = ({ deliveryId, week }: Key): SQL =>
  sql`${table.deliveryId} = ${deliveryId} AND ${table.week} = ${week}`
const held = (claim: Claim): SQL =>
  sql`${keyed(claim)} AND ${table.holder} = ${claim.holder} AND ${table.attempts} = ${claim.attempts}`

/** Plans the week that comes next, and forgets plans for other weeks to come: the schedule or the clock was set. */
export async function planDelivery(
  relational: Relational,
  { deliveryId, week, dueAt, now }: Key & { dueAt: Date; now: Date },
): Promise<void> {
  await relational.db
    .insert(table)
    .values({ deliveryId, week, dueAt, state: 'planned', updatedAt: now })
    .onConflictDoUpdate({
      target: [table.deliveryId, table.week],
      set: { dueAt, state: 'planned', says: null, updatedAt: now },
      setWhere: sql`${table.state} IN ('planned', 'missed') AND (${table.state}, ${table.dueAt}) IS DISTINCT FROM ('planned', ${instant(dueAt)})`,
    })
  await relational.db
    .delete(table)
    .where(
      and(
        eq(table.deliveryId, deliveryId),
        eq(table.state, 'planned'),
        ne(table.week, week),
        sql`${table.dueAt} > ${instant(now)}`,
      ),
    )
}

/** Of deliveries that are switched off: nothing is due, and nothing is missed. */
export async function dropPlans(
  relational: Relational,
  { deliveryIds }: { deliveryIds: readonly string[] },
): Promise<void> {
  await relational.db
    .delete(table)
    .where(and(inArray(table.deliveryId, [...deliveryIds]), eq(table.state, 'planned')))
}

/** What nobody took in time. */
export async function markMissed(
  relational: Relational,
  args: { deliveryIds: readonly string[]; dueBefore: Date; says: string; now: Date },
): Promise<Key[]> {
  return relational.db
    .update(table)
    .set({ state: 'missed', says: args.says, updatedAt: args.now })
    .where(
      and(
        inArray(table.deliveryId, [...args.deliveryIds]),
        eq(table.state, 'planned'),
        sql`${table.dueAt} <= ${instant(args.dueBefore)}`,
      ),
    )
    .returning({ deliveryId: table.deliveryId, week: table.week })
}

/** What was on its way when its process ended: nobody knows whether it arrived. */
export async function markUnknown(relational: Relational, args: { says: string; now: Date }): Promise<Key[]> {
  return relational.db
    .update(table)
    .set({ state: 'unknown', says: args.says, updatedAt: args.now })
    .where(and(eq(table.state, 'sending'), sql`${table.leaseUntil} <= ${storeNow}`))
    .returning({ deliveryId: table.deliveryId, week: table.week })
}

/** Takes one that is due, to be tried again, or left by a process that ended before anything went out. */
export async function claimDelivery(
  relational: Relational,
  args: { deliveryIds: readonly string[]; holder: string; leaseMs: number; now: Date },
): Promise<DeliveryRecord | undefined> {
  const { deliveryIds, holder, leaseMs, now } = args
  const next = relational.db
    .select({ deliveryId: table.deliveryId, week: table.week })
    .from(table)
    .where(
      and(
        inArray(table.deliveryId, [...deliveryIds]),
        or(
          sql`${table.state} = 'planned' AND ${table.dueAt} <= ${instant(now)}`,
          sql`${table.state} = 'waiting' AND ${table.nextTryAt} <= ${storeNow}`,
          sql`${table.state} = 'claimed' AND ${table.leaseUntil} <= ${storeNow}`,
        ),
      ),
    )
    .orderBy(table.dueAt)
    .limit(1)
    .for('update', { skipLocked: true })
  const [record] = await relational.db
    .update(table)
    .set({
      state: 'claimed',
      holder,
      leaseUntil: later(leaseMs),
      attempts: sql`${table.attempts} + 1`,
      firstTriedAt: sql`coalesce(${table.firstTriedAt}, ${storeNow})`,
      nextTryAt: null,
      updatedAt: now,
    })
    .where(sql`(${table.deliveryId}, ${table.week}) IN ${next}`)
    .returning(recordColumns)
  return record
}

/** The last step before bytes leave. False when the claim lapsed or somebody else has it: then none may. */
export async function beginSending(
  relational: Relational,
  claim: Claim & { bodyHash: string; leaseMs: number; now: Date },
): Promise<boolean> {
  const rows = await relational.db
    .update(table)
    .set({
      state: 'sending',
      bodyHash: claim.bodyHash,
      leaseUntil: later(claim.leaseMs),
      updatedAt: claim.now,
    })
    .where(and(held(claim), eq(table.state, 'claimed'), sql`${table.leaseUntil} > ${storeNow}`))
    .returning({ week: table.week })
  return rows.length > 0
}

export type Settled =
  | { readonly state: 'sent' | 'failed' | 'unknown'; readonly says: string | null }
  | { readonly state: 'waiting'; readonly says: string; readonly waitMs: number; readonly giveUpMs: number }

/** What became of a try. Whoever learns late that it arrived may still say so. */
export async function settleDelivery(
  relational: Relational,
  claim: Claim & { settled: Settled; now: Date },
): Promise<DeliveryRecord | undefined> {
  const { settled, now } = claim
  const [record] = await relational.db
    .update(table)
    .set(
      settled.state === 'waiting'
        ? waitingOr(settled, now)
        : {
            state: settled.state,
            says: settled.says,
            nextTryAt: null,
            updatedAt: now,
            ...(settled.state === 'sent' && { sentAt: now }),
          },
    )
    .where(and(held(claim), inArray(table.state, ['claimed', 'sending', 'unknown'])))
    .returning(recordColumns)
  return record
}

/** Given up when the wait would end too long after the first try. */
function waitingOr({ says, waitMs, giveUpMs }: Extract<Settled, { state: 'waiting' }>, now: Date) {
  const isOver = sql`${later(waitMs)} > ${table.firstTriedAt} + make_interval(secs => ${giveUpMs / 1_000}::float8)`
  return {
    state: sql`CASE WHEN ${isOver} THEN 'failed' ELSE 'waiting' END`,
    nextTryAt: sql`CASE WHEN ${isOver} THEN NULL ELSE ${later(waitMs)} END`,
    says: sql`CASE WHEN ${isOver} THEN 'given up: ' ELSE '' END || ${says}::text`,
    updatedAt: now,
  }
}

/**
 * A person wants it sent now. Undefined when it may not be: it is on its way, or, unless `again`, it arrived or may
 * have. A new round only where it surely arrived: else a receiver that did get it can tell the repeat.
 */
export async function askDelivery(
  relational: Relational,
  { deliveryId, week, again, dueAt, now }: Key & { again: boolean; dueAt: Date; now: Date },
): Promise<DeliveryRecord | undefined> {
  const states = ['planned', 'waiting', 'failed', 'missed', ...(again ? ['sent', 'unknown'] : [])]
  const [record] = await relational.db
    .insert(table)
    .values({ deliveryId, week, dueAt, state: 'waiting', nextTryAt: storeNow, updatedAt: now })
    .onConflictDoUpdate({
      target: [table.deliveryId, table.week],
      set: {
        state: 'waiting',
        nextTryAt: storeNow,
        firstTriedAt: null,
        says: null,
        round: sql`${table.round} + CASE WHEN ${table.state} = 'sent' THEN 1 ELSE 0 END`,
        updatedAt: now,
      },
      setWhere: inArray(table.state, states as DeliveryRecord['state'][]),
    })
    .returning(recordColumns)
  return record
}
