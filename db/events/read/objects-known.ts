// Since when objects of some kinds are read of a cluster. Key: (cluster, kind); reads versions of one cluster's kinds.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { observedAtOf } from '../object-rows.ts'
import { clusterCondition, scopeParams } from './event-bounds.ts'

/** Null: none of them was ever read, or they are older than what is kept. */
export async function objectsKnownSince(
  events: Events,
  args: { scope: Scope; clusterId: ClusterId; kinds: readonly ObjectKind[] },
): Promise<Date | null> {
  const [row] = await events.rows({
    query: `SELECT count() AS states, toString(min(version)) AS oldest FROM object_states
      WHERE cluster_id = {cluster:String} AND kind IN {kinds:Array(String)}${clusterCondition(args.scope)}`,
    params: { ...scopeParams(args.scope), cluster: args.clusterId, kinds: [...args.kinds] },
    row: z.object({ states: z.coerce.number(), oldest: z.string() }),
  })
  return row === undefined || row.states === 0 ? null : observedAtOf(BigInt(row.oldest))
}
