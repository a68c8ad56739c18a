// The sources that are read: how well each is, how fresh, what is wrong and what to do, a page at a time,
// worst first. Reads what supervisors wrote; calls no source itself.
import { z } from 'zod'
import { listSourceHealth } from '../../../db/relational/read/source-health.ts'
import type { CollectionHealth, CollectionKind, Trouble } from '../../../domain/model/collection.ts'
import { type ReadState, readState, readStates } from '../../../domain/model/collection-state.ts'
import { mayKnowSource } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

export const readSourcesInput = z
  .strictObject({
    /** Part of a source's name or of a cluster it speaks of. */
    find: z.string().max(100).default(''),
    /** Empty is every state. */
    states: z.array(z.enum(readStates)).max(readStates.length).default([]),
    limit: z.int().min(1).max(500).default(100),
    cursor: z
      .string()
      .regex(/^\d{1,6}$/)
      .optional(),
  })
  .optional()

export interface ReadSource {
  readonly sourceId: string
  readonly kind: CollectionKind
  readonly name: string
  /** Null: read by a worker that was told of it, this one was not. */
  readonly origin: 'file' | 'environment' | 'page' | null
  /** Where it is, in words: "context prod", "https://10.0.0.1:6443", "all accounts of the organization". */
  readonly place: string
  readonly state: ReadState
  /** The first few of them. */
  readonly clusterIds: readonly string[]
  readonly clusters: number
  readonly asOf: Date | null
  readonly lastTriedAt: Date | null
  readonly nextTryAt: Date | null
  readonly intervalMs: number | null
  readonly troubles: readonly Trouble[]
  readonly counts: Readonly<Record<string, number>>
  readonly clockSkewMs: number | null
}

export interface ReadSources {
  readonly rows: readonly ReadSource[]
  /** Rows that match, on all pages. */
  readonly total: number
  /** Of what matches `find`, whatever state is asked for. */
  readonly byState: Readonly<Record<ReadState, number>>
  readonly now: Date
  /** periplus.yaml; null for a viewer who sees a part of the installation only. */
  readonly config: { readonly file: string; readonly exists: boolean; readonly problem: string | null } | null
  readonly nextCursor: string | null
}

const mostSources = 20_000
const clustersNamed = 20
/** Health of a source this process was not told of is worth showing while somebody still writes it. */
const strangeForMs = 5 * 60_000

export async function readSources(
  ctx: QueryContext,
  input: z.infer<typeof readSourcesInput>,
): Promise<ReadSources> {
  const { find, states, limit, cursor } = { find: '', states: [], limit: 100, ...input }
  const now = ctx.clock.now()
  const health = await listSourceHealth(ctx.relational, { limit: mostSources })
  const words = find.trim().toLowerCase()
  const known = joined(ctx, health, now).filter((row) => mayKnowSource(ctx.viewer, row.clusterIds))
  const found = known.filter(
    ({ name, clusterIds }) => name.includes(words) || clusterIds.some((id) => id.includes(words)),
  )
  const asked = found
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .sort((left, right) => rank(left) - rank(right) || compare(left.sourceId, right.sourceId))
  const offset = Number(cursor ?? 0)
  const page = asked.slice(offset, offset + limit)
  return {
    rows: page.map((row) => ({ ...row, clusterIds: row.clusterIds.slice(0, clustersNamed) })),
    total: asked.length,
    byState: Object.fromEntries(
      readStates.map((state) => [state, found.filter((row) => row.state === state).length]),
    ) as Record<ReadState, number>,
    now,
    config: ctx.viewer.clusters === 'all' ? ctx.configState() : null,
    nextCursor: offset + page.length < asked.length ? String(offset + page.length) : null,
  }
}

const rank = ({ state }: ReadSource): number => readStates.indexOf(state)
const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

function joined(
  ctx: QueryContext,
  rows: readonly { readonly kind: CollectionKind; readonly health: CollectionHealth }[],
  now: Date,
): ReadSource[] {
  const healthOf = new Map(rows.map(({ health }) => [health.sourceId, health]))
  const told = ctx.collecting.sources()
  const known = new Set(told.map(({ sourceId }) => sourceId))
  const strange = rows.filter(
    ({ health }) => !known.has(health.sourceId) && now.getTime() - health.updatedAt.getTime() < strangeForMs,
  )
  return [
    ...told.map(({ sourceId, kind, name, origin, place }) =>
      rowOf({ sourceId, kind, name, origin, place }, healthOf.get(sourceId), now),
    ),
    ...strange.map(({ kind, health }) => {
      const { sourceId } = health
      return rowOf(
        { sourceId, kind, name: sourceId.slice(kind.length + 1), origin: null, place: '' },
        health,
        now,
      )
    }),
  ]
}

type Known = Pick<ReadSource, 'sourceId' | 'kind' | 'name' | 'origin' | 'place'>

function rowOf(known: Known, health: CollectionHealth | undefined, now: Date): ReadSource {
  return {
    ...known,
    state: readState(health, now),
    clusterIds: health?.clusterIds ?? [],
    clusters: health?.clusterIds.length ?? 0,
    asOf: health?.asOf ?? null,
    lastTriedAt: health?.lastTriedAt ?? null,
    nextTryAt: health?.nextTryAt ?? null,
    intervalMs: health?.intervalMs ?? null,
    troubles: health?.troubles ?? [],
    counts: health?.counts ?? {},
    clockSkewMs: health?.clockSkewMs ?? null,
  }
}
