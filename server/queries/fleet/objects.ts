// Objects of one cluster, a page at a time, sorted and counted by the store: as they stand, or stood at an
// instant within retention. What nobody reads has no objects to show, which is not the same as none.
import { z } from 'zod'
import { type ObjectSort, objectPage } from '../../../db/events/read/objects.ts'
import { listClusterCounts } from '../../../db/relational/read/cluster-counts.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import { type ObjectState, objectKinds } from '../../../domain/model/kube-object.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

const sorts = [
  'cpu',
  'createdAt',
  'memory',
  'name',
  'namespace',
  'nodeName',
  'observedAt',
  'owner',
  'phase',
] as const satisfies readonly ObjectSort[]

const words = z.array(z.string().max(253)).max(100)

export const fleetObjectsInput = z.strictObject({
  clusterId: clusterIdSchema,
  kind: z.enum(objectKinds),
  /** A part of the name, in any case. */
  find: z.string().max(253).default(''),
  namespaces: words.default([]),
  phases: words.default([]),
  nodeNames: words.default([]),
  sort: z.enum(sorts).default('name'),
  descending: z.boolean().default(false),
  /** As they stood then; absent: now. */
  at: z.iso.datetime().optional(),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,7}$/, 'not a cursor of this question')
    .optional(),
})
export type FleetObjectsInput = z.infer<typeof fleetObjectsInput>

export interface FleetObjects {
  readonly rows: readonly ObjectState[]
  /** Rows that match, on all pages. */
  readonly total: number
  readonly nextCursor: string | null
  /** False while no source reads objects of this cluster. */
  readonly isRead: boolean
}

export async function fleetObjects(ctx: QueryContext, input: FleetObjectsInput): Promise<FleetObjects> {
  const { clusterId, kind, find, namespaces, phases, nodeNames, sort, descending, at, limit } = input
  const scope = grantScope(ctx.viewer, { clusters: [clusterId] }, [])
  const offset = Number(input.cursor ?? 0)
  const [page, counts] = await Promise.all([
    objectPage(ctx.events, {
      scope,
      kind,
      clusters: [clusterId],
      ...(at !== undefined && { at: new Date(at) }),
      where: {
        ...(find !== '' && { namePart: find }),
        ...(namespaces.length > 0 && { namespaces }),
        ...(phases.length > 0 && { phases }),
        ...(nodeNames.length > 0 && { nodeNames }),
      },
      sort: { by: sort, descending },
      offset,
      limit,
    }),
    listClusterCounts(ctx.relational, { among: [clusterId], afterId: '', limit: 1 }),
  ])
  const next = offset + page.rows.length
  return { ...page, nextCursor: next < page.total ? String(next) : null, isRead: counts.length > 0 }
}
