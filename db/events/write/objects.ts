// Writes states of objects to their landing table; the views of 0005_objects.sql keep each of them, and the
// newest of each object. It stamps nothing: versions order the states of an object and come from outside.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind, ObjectState } from '../../../domain/model/kube-object.ts'
import type { Events } from '../client.ts'
import { statedColumns } from '../object-rows.ts'

export interface StampedState {
  readonly state: ObjectState
  /** Of what is kept of it. */
  readonly fingerprint: bigint
  /** Milliseconds at which it was learned times 4096, plus a count. */
  readonly version: bigint
}

const lastSecond = 2 ** 32 - 1
const whole = (value: number, most = Number.MAX_SAFE_INTEGER): number =>
  Math.min(most, Math.max(0, Math.round(value)))

const wellFormed = (text: string): string => Buffer.from(text).toString()

/** The store takes no half of a surrogate pair; clusters may hold one. */
function stringify(value: unknown): string {
  const text = JSON.stringify(value)
  // Pairs are written as they are; an escape of this range is half of one, or speaks of one.
  if (!/\\ud[89a-f]/i.test(text)) return text
  return JSON.stringify(value, (_key, each) => (typeof each === 'string' ? wellFormed(each) : each))
}

/** One line for the landing table. */
export function objectLine({ state, fingerprint, version }: StampedState): string {
  return stringify({
    cluster_id: state.clusterId,
    kind: state.kind,
    uid: state.uid,
    version: version.toString(),
    namespace: state.namespace,
    name: state.name,
    resource_version: state.resourceVersion,
    is_deleted: state.isDeleted ? 1 : 0,
    created_at: whole(state.createdAt.getTime() / 1_000, lastSecond),
    owner_kind: state.ownerKind,
    owner_name: state.ownerName,
    labels: state.labels,
    node_name: state.nodeName,
    phase: state.phase,
    cpu_millicores: whole(state.cpuMillicores),
    memory_bytes: whole(state.memoryBytes),
    gpus: whole(state.gpus, lastSecond),
    facts: stringify(state.facts),
    fingerprint: fingerprint.toString(),
  })
}

/** Lines of `objectLine`. Resolves when they are durable; the same state again changes nothing. */
export async function insertObjects(events: Events, body: Buffer): Promise<void> {
  await events.insertBytes({ table: 'object_landing', format: 'JSONEachRow', body })
}

/** Alive objects of these uids are deleted as of `version`, as they last stood; any other is left alone. */
export async function insertGone(
  events: Events,
  args: { clusterId: ClusterId; kind: ObjectKind; uids: readonly string[]; version: bigint },
): Promise<void> {
  if (args.uids.length === 0) return
  const kept = statedColumns.join(', ')
  await events.command({
    query: `
      INSERT INTO object_landing (version, is_deleted, ${kept})
      SELECT {version:UInt64}, 1, ${kept} FROM objects FINAL
      PREWHERE cluster_id = {cluster:String} AND kind = {kind:String} AND uid IN {uids:Array(String)}
      WHERE is_deleted = 0`,
    params: {
      cluster: args.clusterId,
      kind: args.kind,
      uids: [...new Set(args.uids)],
      version: args.version.toString(),
    },
  })
}

/** The highest version stored of a cluster's objects; 0 when there is none. */
export async function newestVersion(events: Events, args: { clusterId: ClusterId }): Promise<bigint> {
  const [row] = await events.rows({
    query: `SELECT toString(max(version)) AS version FROM objects WHERE cluster_id = {cluster:String}`,
    params: { cluster: args.clusterId },
    row: z.object({ version: z.string() }),
  })
  return BigInt(row?.version ?? 0)
}
