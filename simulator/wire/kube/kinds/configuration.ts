// What the API server itself is configured by: flow schemas and priority levels, those it makes at its start and those
// that clients write; and kinds of which a cluster has one.
import type { Client } from '../../../world/clients.ts'
import { dayMs } from '../../../world/clock.ts'
import { flowSchemas, priorityLevels } from '../../../world/flow-schemas.ts'
import { hText, hUuid } from '../../../world/hash.ts'
import { byCode } from '../../../world/names.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageColumn,
  ageText,
  type Change,
  column,
  type Item,
  nameColumn,
  quietWindowMs,
  type Resource,
} from '../item.ts'
import { firstVersion, objectItem } from './object.ts'

const group = 'flowcontrol.apiserver.k8s.io'
const own = 'api-priority-and-fairness-config-producer-v1'

const uidOf = ({ cluster }: ClusterState, name: string, kind: number): string =>
  hUuid(cluster.id, hText(kind, name), kind)

type Schema = Pick<(typeof flowSchemas)[number], 'name' | 'precedence' | 'priorityLevel'>

interface Written {
  readonly schema: Schema
  readonly manager: string
  /** Of the API, by which it was written last. */
  readonly version: string
  readonly createdMs: number
  readonly writtenMs: number
}

/** A client of flow schemas keeps one of its own, and writes it anew once a day while it runs. */
const keepsOne = ({ caller }: Client): boolean => caller.group === group && caller.resource === 'flowschemas'

const lastWriteMs = ({ fromMs, untilMs }: Client, ms: number): number =>
  fromMs + Math.floor((Math.min(ms, untilMs) - fromMs) / dayMs) * dayMs

function writtenBy(client: Client, ms: number): Written {
  const { caller, fromMs } = client
  const schema = { name: caller.from.name, precedence: 9_000, priorityLevel: 'workload-low' }
  const manager = caller.userAgent.split('/', 1)[0] as string
  return { schema, manager, version: caller.version, createdMs: fromMs, writtenMs: lastWriteMs(client, ms) }
}

/** In the order of their names. */
function allSchemas({ cluster }: ClusterState, ms: number): Written[] {
  const { createdMs } = cluster
  const atStart = flowSchemas.map((schema) => ({
    schema,
    manager: own,
    version: 'v1',
    createdMs,
    writtenMs: createdMs,
  }))
  const clients = cluster.clients.filter((client) => keepsOne(client) && client.fromMs < ms)
  return [...atStart, ...clients.map((client) => writtenBy(client, ms))].sort((a, b) =>
    byCode(a.schema.name, b.schema.name),
  )
}

function schemaItem(state: ClusterState, { schema, manager, version, createdMs, writtenMs }: Written): Item {
  const { name, precedence, priorityLevel } = schema
  return objectItem({
    name,
    uid: uidOf(state, name, 1),
    version: changeVersion(writtenMs, hText(1, name)),
    createdMs,
    writtenMs,
    generation: 1,
    apiVersion: `${group}/${version}`,
    manager,
    body: {
      spec: {
        priorityLevelConfiguration: { name: priorityLevel },
        matchingPrecedence: precedence,
        distinguisherMethod: { type: 'ByUser' },
      },
      status: {},
    },
    cells: (nowMs) => [name, priorityLevel, precedence, 'ByUser', ageText(nowMs - createdMs), 'False'],
  })
}

/** Clients write theirs anew. */
function schemaChanges(state: ClusterState, fromMs: number, toMs: number): Change[] {
  return state.cluster.clients.filter(keepsOne).flatMap((client) => {
    const ms = lastWriteMs(client, toMs - 1)
    if (ms < fromMs || ms >= toMs) return []
    const item = (at: number) => schemaItem(state, writtenBy(client, at))
    const type = ms === client.fromMs ? 'ADDED' : 'MODIFIED'
    const version = changeVersion(ms, hText(1, client.caller.from.name))
    return [
      { type, version, item: () => item(ms), ...(type === 'MODIFIED' && { before: () => item(ms - 1) }) },
    ]
  })
}

const cluster = { isNamespaced: false, shortNames: [], fieldNames: [], watchWindowMs: quietWindowMs } as const

export const flowSchemaKind: Resource = {
  ...cluster,
  group,
  version: 'v1',
  plural: 'flowschemas',
  singular: 'flowschema',
  kind: 'FlowSchema',
  columns: [
    nameColumn,
    column('PriorityLevel', 'The priority level this flow schema leads to.'),
    column('MatchingPrecedence', 'Lower is asked first.', { type: 'integer' }),
    column('DistinguisherMethod', 'What tells flows apart.'),
    ageColumn,
    column('MissingPL', 'Whether its priority level is not there.'),
  ],
  listing: (state, ms) => {
    const all = allSchemas(state, ms)
    return {
      count: all.length,
      key: (i) => (all[i] as Written).schema.name,
      item: (i) => schemaItem(state, all[i] as Written),
    }
  },
  changes: schemaChanges,
}

const sortedLevels = [...priorityLevels].sort((a, b) => byCode(a.name, b.name))

function levelItem(
  state: ClusterState,
  { name, shares, lendable, queues }: (typeof priorityLevels)[number],
): Item {
  const { createdMs } = state.cluster
  const queuing = queues && { queues: queues.count, handSize: queues.hand, queueLengthLimit: queues.length }
  const limitResponse = queuing === undefined ? { type: 'Reject' } : { type: 'Queue', queuing }
  return objectItem({
    name,
    uid: uidOf(state, name, 2),
    version: firstVersion(createdMs, hText(2, name)),
    createdMs,
    generation: 1,
    apiVersion: `${group}/v1`,
    manager: own,
    body: {
      spec: {
        type: 'Limited',
        limited: { nominalConcurrencyShares: shares, limitResponse, lendablePercent: lendable },
      },
      status: {},
    },
    cells: (nowMs) => [
      ...[name, 'Limited', shares],
      ...(queues === undefined ? ['<none>', '<none>', '<none>'] : [queues.count, queues.hand, queues.length]),
      ageText(nowMs - createdMs),
    ],
  })
}

export const priorityLevelKind: Resource = {
  ...cluster,
  group,
  version: 'v1',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  kind: 'PriorityLevelConfiguration',
  columns: [
    nameColumn,
    column('Type', 'Limited or exempt.'),
    column('NominalConcurrencyShares', 'Its shares of the seats.'),
    column('Queues', 'How many queues it has.'),
    column('HandSize', 'Queues that a flow may be put in.'),
    column('QueueLengthLimit', 'Requests that wait in one.'),
    ageColumn,
  ],
  listing: (state) => ({
    count: sortedLevels.length,
    key: (i) => (sortedLevels[i] as (typeof sortedLevels)[number]).name,
    item: (i) => levelItem(state, sortedLevels[i] as (typeof sortedLevels)[number]),
  }),
  changes: () => [],
}

interface Single {
  readonly group: string
  readonly kind: string
  readonly plural: string
  readonly name: string
  readonly namespace?: string
  readonly spec: object
}

/** A kind of which each cluster has one, applied when it was made. */
function single({ group, kind, plural, name, namespace, ...body }: Single, n: number): Resource {
  const item = (state: ClusterState): Item => {
    const { createdMs } = state.cluster
    return objectItem({
      name,
      ...(namespace !== undefined && { namespace }),
      uid: uidOf(state, name, 3 + n),
      version: firstVersion(createdMs, hText(3 + n, name)),
      createdMs,
      apiVersion: `${group}/v1`,
      manager: 'helm',
      body,
      cells: (nowMs) => [name, ageText(nowMs - createdMs)],
    })
  }
  const key = namespace === undefined ? name : `${namespace}/${name}`
  return {
    ...cluster,
    ...{
      isNamespaced: namespace !== undefined,
      group,
      version: 'v1',
      plural,
      singular: kind.toLowerCase(),
      kind,
    },
    columns: [nameColumn, ageColumn],
    listing: (state) => ({ count: 1, key: () => key, item: () => item(state) }),
    changes: () => [],
  }
}

const admission = 'admissionregistration.k8s.io'
const labelled = 'require-team-label'
const device = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com' } }] } }

export const singles: readonly Resource[] = [
  {
    ...{
      group: admission,
      kind: 'ValidatingAdmissionPolicy',
      plural: 'validatingadmissionpolicies',
      name: labelled,
    },
    spec: { failurePolicy: 'Ignore', validations: [{ expression: 'has(object.metadata.labels.team)' }] },
  },
  {
    ...{
      group: admission,
      kind: 'ValidatingAdmissionPolicyBinding',
      plural: 'validatingadmissionpolicybindings',
    },
    ...{ name: labelled, spec: { policyName: labelled, validationActions: ['Audit'] } },
  },
  {
    ...{ group: 'resource.k8s.io', kind: 'DeviceClass', plural: 'deviceclasses', name: 'gpu.nvidia.com' },
    spec: { selectors: [{ cel: { expression: "device.driver == 'gpu.nvidia.com'" } }] },
  },
  {
    ...{ group: 'resource.k8s.io', kind: 'ResourceClaimTemplate', plural: 'resourceclaimtemplates' },
    ...{ name: 'one-gpu', namespace: 'kube-system', spec: { spec: device } },
  },
  {
    ...{
      group: 'storage.k8s.io',
      kind: 'VolumeAttributesClass',
      plural: 'volumeattributesclasses',
      name: 'gp3-fast',
    },
    ...{ spec: {} },
  },
].map(single)
