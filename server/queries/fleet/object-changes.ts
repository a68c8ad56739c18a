// What happened to the objects of one cluster in a window: created, changed, deleted, newest first. Pods come
// and go by the thousand, so they are told only when they are asked for.
import { z } from 'zod'
import {
  type ChangeCursor,
  type ObjectChange,
  objectChanges,
} from '../../../db/events/read/object-changes.ts'
import { invalid } from '../../../domain/errors.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'

const quietKinds = objectKinds.filter((kind) => !['Job', 'Pod', 'ReplicaSet'].includes(kind))

export const objectChangesInput = z.strictObject({
  clusterId: clusterIdSchema,
  window: windowInputSchema,
  kinds: z
    .array(z.enum(objectKinds))
    .min(1)
    .max(objectKinds.length)
    .default([...quietKinds]),
  find: z.string().max(253).default(''),
  limit: z.int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
})

export interface ClusterObjectChanges {
  readonly rows: readonly ObjectChange[]
  readonly nextCursor: string | null
}

const encode = ({ version, kind, uid }: ChangeCursor): string => `${version}.${kind}.${uid}`

function decode(text: string): ChangeCursor {
  const [, version, kind, uid] = /^(\d{1,20})\.([A-Za-z]{1,40})\.(.{1,300})$/.exec(text) ?? []
  if (version === undefined || kind === undefined || uid === undefined) {
    throw invalid('cursor: not a cursor of this question; ask again without one')
  }
  return { version, kind, uid }
}

export async function clusterObjectChanges(
  ctx: QueryContext,
  input: z.infer<typeof objectChangesInput>,
): Promise<ClusterObjectChanges> {
  const { clusterId, kinds, find, limit, window, cursor } = input
  const { changes, next } = await objectChanges(ctx.events, {
    scope: grantScope(ctx.viewer, { clusters: [clusterId] }, []),
    clusterId,
    kinds,
    from: new Date(window.from),
    to: new Date(window.to),
    ...(find !== '' && { namePart: find }),
    after: cursor === undefined ? null : decode(cursor),
    limit,
  })
  return { rows: changes, nextCursor: next === null ? null : encode(next) }
}
