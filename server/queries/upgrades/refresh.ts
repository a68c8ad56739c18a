// Checks the clusters in scope anew, at once, and tells how far that is until it ended. Whoever sees a part of the fleet is told of that
// part's failures alone. Old answers stand until new ones are written.
import { z } from 'zod'
import { invalid, notFound, unavailable } from '../../../domain/errors.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from '../fleet/fleet-rows.ts'
import { rest } from '../rest.ts'

export const refreshInput = z.strictObject({ scope: scopeInputSchema.optional() })
export const refreshProgressInput = z.strictObject({}).optional()
export const stopRefreshInput = z.strictObject({ id: z.uuid() })

export interface RefreshAnswer {
  readonly id: string
  readonly done: number
  readonly total: number
  readonly startedAt: Date
  /** Null while it is under way. */
  readonly endedAt: Date | null
  readonly isStopped: boolean
  /** Of clusters this viewer may see: what is done with each now, in a few words: "EKS is looking", "checking". */
  readonly underWay: readonly SaidOfNamed[]
  /** Of the same, the first of `failed`: which checks could not look, or why EKS did not look anew. */
  readonly failures: readonly SaidOfNamed[]
  readonly failed: number
}

/** It is told every moment while it goes on; a whole fleet without a permission would be half a megabyte. */
const mostFailures = 20

interface SaidOfNamed {
  readonly clusterId: string
  readonly name: string
  readonly says: string
}

/** Throws Conflict while another one is under way, Unavailable where no sources are read. */
export async function refreshUpgrades(
  ctx: QueryContext,
  { scope }: z.infer<typeof refreshInput>,
): Promise<{ readonly id: string; readonly clusters: number; readonly startedAt: Date }> {
  const { rows } = await readFleet(ctx, scope)
  if (rows.length === 0) throw invalid('scope: no cluster is in it')
  const startedAt = ctx.clock.now()
  const id = ctx.collecting.refreshing.start(rows.map(({ clusterId }) => clusterId))
  return { id, clusters: rows.length, startedAt }
}

const stepMs = 1_000

/**
 * How far it is, at once and whenever that changed, until nothing is under way: whoever begins another one listens anew.
 * Null when nobody asked since this process started. Throws Unavailable when the server stops: whoever listened comes
 * again by itself.
 */
export async function* refreshProgress(ctx: QueryContext): AsyncGenerator<RefreshAnswer | null, void> {
  const { signal, stopping } = ctx
  try {
    let told: string | undefined
    for (;;) {
      const answer = await progressOf(ctx)
      const text = JSON.stringify(answer)
      if (text !== told) yield answer
      told = text
      if (answer === null || answer.endedAt !== null) return
      await rest(stepMs, [signal, stopping])
    }
  } catch (error) {
    if (signal?.aborted) return
    if (stopping.aborted)
      throw unavailable('the server is stopping; ask again how far it is once it is back', 2)
    throw error
  }
}

async function progressOf(ctx: QueryContext): Promise<RefreshAnswer | null> {
  const progress = ctx.collecting.refreshing.progress()
  if (progress === undefined) return null
  const { id, done, clusters, startedAt, endedAt, isStopped, underWay, failures } = progress
  const told = { id, done, total: clusters.length, startedAt, endedAt, isStopped }
  if (failures.length + underWay.length === 0) return { ...told, underWay: [], failures: [], failed: 0 }
  const { rows } = await readFleet(ctx, undefined)
  const names = new Map(rows.map(({ clusterId, name }) => [clusterId, name]))
  const seen = (said: readonly { readonly clusterId: string; readonly says: string }[]): SaidOfNamed[] =>
    said.flatMap(({ clusterId, says }) => {
      const name = names.get(clusterId)
      return name === undefined ? [] : [{ clusterId, name, says }]
    })
  const failed = seen(failures)
  return {
    ...told,
    underWay: seen(underWay),
    failures: failed.slice(0, mostFailures),
    failed: failed.length,
  }
}

/** Throws NotFound for one that is not under way. */
export async function stopRefresh(
  ctx: QueryContext,
  { id }: z.infer<typeof stopRefreshInput>,
): Promise<{ readonly id: string }> {
  if (!ctx.collecting.refreshing.stop(id)) throw notFound('no such refresh is under way; it may have ended')
  return { id }
}
