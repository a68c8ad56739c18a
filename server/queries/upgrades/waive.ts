// Lives with a finding until a day: it counts no more until then, its reason and who said so stay with it, and it
// comes back by itself. And ends that before its day.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getWaiver } from '../../../db/relational/read/finding-history.ts'
import { getFinding } from '../../../db/relational/read/findings.ts'
import { endWaiver, putWaiver } from '../../../db/relational/write/finding-waivers.ts'
import { invalid, notFound } from '../../../domain/errors.ts'
import { longestWaiverDays } from '../../../domain/model/finding-waiver.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { findingIdSchema, seenSinceOf } from './question.ts'

const dayMs = 86_400_000

export const waiveInput = z.strictObject({
  findingId: findingIdSchema,
  reason: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .regex(/^[^\p{C}]*$/u, 'a reason has no control characters'),
  /** From this instant on it counts again. */
  expiresAt: z.iso.datetime({ offset: true }),
})

export const endWaiverInput = z.strictObject({ id: z.uuid() })

async function knows(ctx: QueryContext, id: string, now: Date): Promise<boolean> {
  const scope = grantScope(ctx.viewer, undefined, [])
  return (await getFinding(ctx.relational, { scope, now, seenSince: seenSinceOf({}, now), id })) !== undefined
}

/** A waiver that stands for the same finding ends with this one. Throws NotFound, Invalid. */
export async function waiveFinding(
  ctx: QueryContext,
  { findingId, reason, ...input }: z.infer<typeof waiveInput>,
): Promise<{ id: string; expiresAt: Date }> {
  const now = ctx.clock.now()
  const expiresAt = new Date(input.expiresAt)
  if (expiresAt <= now) {
    throw invalid(`expiresAt: ${expiresAt.toISOString()} has passed; it is ${now.toISOString()}`)
  }
  if (expiresAt.getTime() - now.getTime() > longestWaiverDays * dayMs) {
    throw invalid(`expiresAt: a finding is waived for ${longestWaiverDays} days at most; waive it again then`)
  }
  const id = randomUUID()
  const waiver = { id, findingId, reason, author: ctx.viewer.name, expiresAt, now }
  if (!(await knows(ctx, findingId, now)) || !(await putWaiver(ctx.relational, waiver))) {
    throw notFound(`no finding ${findingId} is known here`)
  }
  return { id, expiresAt }
}

/** Throws NotFound for a waiver that does not stand, or of a finding this viewer may not see. */
export async function endFindingWaiver(
  ctx: QueryContext,
  { id }: z.infer<typeof endWaiverInput>,
): Promise<{ id: string }> {
  const now = ctx.clock.now()
  const waiver = await getWaiver(ctx.relational, { id })
  const isKnown = waiver !== undefined && (await knows(ctx, waiver.findingId, now))
  if (!isKnown || !(await endWaiver(ctx.relational, { id, author: ctx.viewer.name, now }))) {
    throw notFound(`no waiver ${id} stands here; it may have ended already`)
  }
  return { id }
}
