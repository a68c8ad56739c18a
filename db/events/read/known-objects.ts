// Alive objects of one kind in one cluster, page by page, for whoever compares them with what the cluster
// lists. Key: (cluster, kind, namespace, name, uid); bound: the rows of one page, each read once. It is
// what our own sources remember, so it takes no scope.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import type { Events } from '../client.ts'
import { type Bound, boundParams, liesBehind, liesUpTo } from '../object-rows.ts'

interface Place {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

export interface KnownObjectRow extends Place {
  /** Of the state it was last stored in. */
  readonly fingerprint: bigint
}

interface KnownQuestion {
  readonly clusterId: ClusterId
  readonly kind: ObjectKind
  readonly after: Place | null
  readonly limit: number
}

const placeRow = z.object({ namespace: z.string(), name: z.string(), uid: z.string() })
const knownRow = placeRow
  .extend({ fingerprint_text: z.string() })
  .transform(
    ({ fingerprint_text, ...place }): KnownObjectRow => ({ ...place, fingerprint: BigInt(fingerprint_text) }),
  )

const start: Place = { namespace: '', name: '', uid: '' }
const key = ['namespace', 'name', 'uid']
const placeOf = ({ namespace, name, uid }: Place): Bound => ({ namespace, name, uid })
const ofKind = 'cluster_id = {cluster:String} AND kind = {kind:String}'

/** Where so many rows further lie, without folding any; null when the rest is less. */
async function reach(
  events: Events,
  { clusterId, kind, limit }: KnownQuestion,
  after: Place,
): Promise<Place | null> {
  const [row] = await events.rows({
    query: `
      SELECT namespace, name, uid FROM objects WHERE ${ofKind} AND ${liesBehind(key, 'after')}
      ORDER BY cluster_id, kind, namespace, name, uid LIMIT 1 OFFSET {rows:UInt32}`,
    params: { cluster: clusterId, kind, rows: limit, ...boundParams('after', placeOf(after)) },
    row: placeRow,
  })
  return row ?? null
}

/** By namespace, name and uid, in the order of their bytes; full unless it is the last page. */
export async function knownObjects(events: Events, question: KnownQuestion): Promise<KnownObjectRow[]> {
  const { clusterId, kind, limit } = question
  const found: KnownObjectRow[] = []
  let after = question.after ?? start
  // States that a merge will fold and deleted objects shorten a stretch; the next one fills the page.
  while (found.length < limit) {
    const until = await reach(events, question, after)
    found.push(
      ...(await events.rows({
        query: `
          SELECT namespace, name, uid, toString(fingerprint) AS fingerprint_text FROM objects FINAL
          WHERE ${ofKind} AND is_deleted = 0 AND ${liesBehind(key, 'after')}${until === null ? '' : ` AND ${liesUpTo(key, 'until')}`}
          ORDER BY namespace, name, uid LIMIT {limit:UInt32}`,
        params: {
          cluster: clusterId,
          kind,
          limit: limit - found.length,
          ...boundParams('after', placeOf(after)),
          ...(until === null ? {} : boundParams('until', placeOf(until))),
        },
        row: knownRow,
      })),
    )
    if (until === null) break
    after = until
  }
  return found
}
