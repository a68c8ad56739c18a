// Which pods run under which service accounts, by what controls them; and controllers by name, with what
// controls those. Key: (cluster, kind, namespace, name, uid) within the namespaces asked for; bound: the pods of
// these namespaces in scope, and `limit` groups.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { objectSource } from './object-source.ts'

export interface ServiceAccount {
  readonly namespace: string
  readonly name: string
}

export interface PodGroup {
  readonly clusterId: ClusterId
  readonly namespace: string
  readonly serviceAccount: string
  /** The controller among their owners; a pod that nothing controls stands for itself. */
  readonly ownerKind: string
  readonly ownerName: string
  readonly pods: number
}

interface Asked {
  readonly scope: Scope
  /** Absent: all in scope. */
  readonly clusters?: readonly ClusterId[]
  /** Absent: as they stand now. */
  readonly at?: Date
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

const count = z.coerce.number()

/** Most pods first. */
export async function podsOfServiceAccounts(
  events: Events,
  question: Asked & { readonly accounts: readonly ServiceAccount[] },
): Promise<PodGroup[]> {
  const { accounts, limit, signal, ...asked } = question
  if (accounts.length === 0) return []
  const namespaces = [...new Set(accounts.map(({ namespace }) => namespace))]
  const source = await objectSource(events, { ...asked, kinds: ['Pod'], namespaces })
  return events.rows({
    query: `
      SELECT cluster_id, namespace, account, if(owner_kind = '', 'Pod', owner_kind) AS of_kind,
        if(owner_kind = '', name, owner_name) AS of_name, count() AS pods
      FROM (
        SELECT cluster_id, namespace, name, owner_kind, owner_name, JSONExtractString(facts, 'serviceAccount') AS account
        FROM ${source.rows(['facts', 'owner_kind', 'owner_name'])})
      WHERE (namespace, account) IN (
        SELECT pair.1, pair.2 FROM (
          SELECT arrayJoin(arrayZip({account_namespaces:Array(String)}, {account_names:Array(String)})) AS pair))
      GROUP BY cluster_id, namespace, account, of_kind, of_name
      ORDER BY pods DESC, cluster_id, namespace, of_kind, of_name LIMIT {limit:UInt32}`,
    params: {
      ...source.params,
      account_namespaces: accounts.map(({ namespace }) => namespace),
      account_names: accounts.map(({ name }) => name),
      limit,
    },
    row: z
      .object({
        cluster_id: z.string(),
        namespace: z.string(),
        account: z.string(),
        of_kind: z.string(),
        of_name: z.string(),
        pods: count,
      })
      .transform(
        (raw): PodGroup => ({
          clusterId: raw.cluster_id,
          namespace: raw.namespace,
          serviceAccount: raw.account,
          ownerKind: raw.of_kind,
          ownerName: raw.of_name,
          pods: raw.pods,
        }),
      ),
    ...(signal && { signal }),
  })
}

export interface NamedObject {
  readonly clusterId: ClusterId
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

export interface FoundController extends NamedObject {
  readonly ownerKind: string
  readonly ownerName: string
  readonly labels: Readonly<Record<string, string>>
}

/** Those of the objects that are there, in no order; kinds that are not watched never are. */
export async function controllersByName(
  events: Events,
  question: Asked & { readonly objects: readonly NamedObject[]; readonly kinds: readonly ObjectKind[] },
): Promise<FoundController[]> {
  const { objects, kinds, limit, signal, ...asked } = question
  const wanted = objects.filter(({ kind }) => (kinds as readonly string[]).includes(kind))
  if (wanted.length === 0) return []
  const namespaces = [...new Set(wanted.map(({ namespace }) => namespace))]
  const present = kinds.filter((kind) => wanted.some((one) => one.kind === kind))
  const source = await objectSource(events, { ...asked, kinds: present, namespaces })
  return events.rows({
    query: `
      SELECT cluster_id, kind, namespace, name, owner_kind, owner_name, labels
      FROM ${source.rows(['owner_kind', 'owner_name', 'labels'])}
      WHERE (cluster_id, kind, namespace, name) IN (
        SELECT key.1, key.2, key.3, key.4 FROM (
          SELECT arrayJoin(arrayZip({named_in:Array(String)}, {named_kinds:Array(String)},
            {named_namespaces:Array(String)}, {named:Array(String)})) AS key))
      LIMIT {limit:UInt32}`,
    params: {
      ...source.params,
      named_in: wanted.map(({ clusterId }) => clusterId),
      named_kinds: wanted.map(({ kind }) => kind),
      named_namespaces: wanted.map(({ namespace }) => namespace),
      named: wanted.map(({ name }) => name),
      limit,
    },
    row: z
      .object({
        cluster_id: z.string(),
        kind: z.string(),
        namespace: z.string(),
        name: z.string(),
        owner_kind: z.string(),
        owner_name: z.string(),
        labels: z.record(z.string(), z.string()),
      })
      .transform(
        (raw): FoundController => ({
          clusterId: raw.cluster_id,
          kind: raw.kind,
          namespace: raw.namespace,
          name: raw.name,
          ownerKind: raw.owner_kind,
          ownerName: raw.owner_name,
          labels: raw.labels,
        }),
      ),
    ...(signal && { signal }),
  })
}
