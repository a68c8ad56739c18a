// How states of objects lie in the event store: their columns, their versions, and a row made into the
// state it holds. It asks nothing.
import { z } from 'zod'
import {
  type ObjectKind,
  type ObjectState,
  objectFactsSchemas,
  objectKinds,
} from '../../domain/model/kube-object.ts'

/** Columns that say what an object is, whatever its version. */
export const statedColumns = [
  'cluster_id',
  'kind',
  'uid',
  'namespace',
  'name',
  'resource_version',
  'created_at',
  'owner_kind',
  'owner_name',
  'labels',
  'node_name',
  'phase',
  'cpu_millicores',
  'memory_bytes',
  'gpus',
  'facts',
  'fingerprint',
] as const

/** What tells one object from all others; `namespace` and `name` never change while it lives. */
export const objectKey = ['cluster_id', 'kind', 'namespace', 'name', 'uid'] as const

/** A bound of a stretch in the order of some columns: the value of each is a parameter. */
export type Bound = Readonly<Record<string, string>>

/**
 * Rows that lie behind a bound, or up to it. Spelled out column by column: the store finds its place in the
 * sorting key by that, and reads everything when tuples are compared.
 */
function beside(columns: readonly string[], name: string, isBehind: boolean): string {
  const [column, ...rest] = columns
  const value = `{${name}_${column}:String}`
  if (rest.length === 0) return `${column} ${isBehind ? '>' : '<='} ${value}`
  return `(${column} ${isBehind ? '>' : '<'} ${value} OR (${column} = ${value} AND ${beside(rest, name, isBehind)}))`
}

export const liesBehind = (columns: readonly string[], name: string): string => beside(columns, name, true)
export const liesUpTo = (columns: readonly string[], name: string): string => beside(columns, name, false)

export const boundParams = (name: string, bound: Bound): Record<string, string> =>
  Object.fromEntries(Object.entries(bound).map(([column, value]) => [`${name}_${column}`, value]))

const perMillisecond = 4_096n

export const observedAtOf = (version: bigint): Date => new Date(Number(version / perMillisecond))

/** The highest version that a state learned at this instant or before can have. */
export const lastVersionAt = (at: Date): bigint => BigInt(at.getTime()) * perMillisecond + perMillisecond - 1n

/** Start of the day a version belongs to, in Unix seconds, as the views of 0005_objects.sql take it. */
export const dayOfVersion = (version: bigint): number =>
  Number(version / (perMillisecond * 86_400_000n)) * 86_400

/** The same, of a row. */
export const versionDay = `toDateTime(intDiv(version, 4096 * 86400000) * 86400, 'UTC')`

/** The lowest version of a state learned at this instant or after. */
export const firstVersionAt = (at: Date): bigint => BigInt(at.getTime()) * perMillisecond

/** What `storedStateRow` reads. */
export const stateSelection = `cluster_id, kind, uid, toString(version) AS version_text, namespace, name, resource_version,
  is_deleted, toUnixTimestamp(created_at) AS created, owner_kind, owner_name, labels, node_name, phase,
  cpu_millicores, memory_bytes, gpus, facts, toString(fingerprint) AS fingerprint_text`

export interface StoredState {
  readonly state: ObjectState
  readonly version: bigint
  readonly fingerprint: bigint
}

const json = z.string().transform((text): unknown => JSON.parse(text))
const number = z.coerce.number()

function factsOf(kind: ObjectKind, facts: unknown): ObjectState['facts'] {
  // Facts that an earlier release kept and this one does not know are left out.
  return objectFactsSchemas[kind].strip().parse(facts)
}

export const storedStateRow = z
  .object({
    cluster_id: z.string(),
    kind: z.enum(objectKinds),
    uid: z.string(),
    version_text: z.string(),
    namespace: z.string(),
    name: z.string(),
    resource_version: z.string(),
    is_deleted: number,
    created: number,
    owner_kind: z.string(),
    owner_name: z.string(),
    labels: z.record(z.string(), z.string()),
    node_name: z.string(),
    phase: z.string(),
    cpu_millicores: number,
    memory_bytes: number,
    gpus: number,
    facts: json,
    fingerprint_text: z.string(),
  })
  .transform((raw): StoredState => {
    const version = BigInt(raw.version_text)
    return {
      version,
      fingerprint: BigInt(raw.fingerprint_text),
      state: {
        clusterId: raw.cluster_id,
        kind: raw.kind,
        uid: raw.uid,
        namespace: raw.namespace,
        name: raw.name,
        resourceVersion: raw.resource_version,
        observedAt: observedAtOf(version),
        isDeleted: raw.is_deleted === 1,
        createdAt: new Date(raw.created * 1_000),
        ownerKind: raw.owner_kind,
        ownerName: raw.owner_name,
        labels: raw.labels,
        nodeName: raw.node_name,
        phase: raw.phase,
        cpuMillicores: raw.cpu_millicores,
        memoryBytes: raw.memory_bytes,
        gpus: raw.gpus,
        facts: factsOf(raw.kind, raw.facts),
      },
    }
  })
