// Caller → service account → workload → owner: which workloads' pods run under the service accounts that an audit
// log names, and whose they are by today's rules. Says what stored objects say: several workloads are all named,
// none is said, and clusters whose objects nobody reads are counted apart.
import { z } from 'zod'
import {
  controllersByName,
  type FoundController,
  type NamedObject,
  type PodGroup,
  podsOfServiceAccounts,
} from '../../../db/events/read/service-account-pods.ts'
import { listClusterCounts } from '../../../db/relational/read/cluster-counts.ts'
import {
  type Caller,
  type Callers,
  type CallerWorkload,
  serviceAccountOf,
} from '../../../domain/model/caller.ts'
import { type Scope, scopeInputSchema } from '../../../domain/model/scope.ts'
import { resolveWindow } from '../../../domain/units/window.ts'
import { windowInputSchema } from '../../../domain/units/window-input.ts'
import { grantScope, type PlacedCluster } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placedClusters } from '../placed-clusters.ts'

export const callersInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  window: windowInputSchema,
  /** As the audit log names them. */
  users: z.array(z.string().max(1_024)).min(1).max(100),
  /** Most workloads named a user. */
  limit: z.int().min(1).max(100).default(20),
})

/** Most groups of pods looked at: workloads under the service accounts asked for, over all clusters in scope. */
const groupLimit = 5_000
const clusterLimit = 20_000

const nameOf = ({ clusterId, kind, namespace, name }: NamedObject) =>
  JSON.stringify([clusterId, kind, namespace, name])

interface Standing {
  readonly scope: Scope
  /** Absent: now. */
  readonly at?: Date
  readonly limit: number
  readonly signal: AbortSignal | undefined
}

type Workload = Omit<CallerWorkload, 'owner' | 'pods'>

/** What controls a group of pods: ReplicaSets and Jobs mostly belong to something else, which is what people know. */
async function workloadsOf(ctx: QueryContext, standing: Standing, groups: readonly PodGroup[]) {
  const direct = groups.map(
    ({ clusterId, namespace, ownerKind, ownerName }): Workload => ({
      clusterId,
      namespace,
      kind: ownerKind,
      name: ownerName,
    }),
  )
  const between = await controllersByName(ctx.events, {
    ...standing,
    objects: direct,
    kinds: ['ReplicaSet', 'Job'],
  })
  const found = new Map(between.map((one) => [nameOf(one), one]))
  const workloads = direct.map((workload): Workload => {
    const own = found.get(nameOf(workload))
    return own === undefined || own.ownerKind === ''
      ? workload
      : { ...workload, kind: own.ownerKind, name: own.ownerName }
  })
  return { workloads, between }
}

/** Labels of workloads and namespaces, by name. */
async function labelsOf(ctx: QueryContext, standing: Standing, workloads: readonly Workload[]) {
  const namespaces = workloads.map(
    ({ clusterId, namespace }): NamedObject => ({
      clusterId,
      kind: 'Namespace',
      namespace: '',
      name: namespace,
    }),
  )
  const [named, places] = await Promise.all([
    controllersByName(ctx.events, {
      ...standing,
      objects: workloads,
      kinds: ['CronJob', 'DaemonSet', 'Deployment', 'Pod', 'StatefulSet'],
    }),
    controllersByName(ctx.events, { ...standing, objects: namespaces, kinds: ['Namespace'] }),
  ])
  return new Map([...named, ...places].map((one) => [nameOf(one), one.labels]))
}

interface Known {
  readonly labels: ReadonlyMap<string, FoundController['labels']>
  readonly clusters: ReadonlyMap<string, PlacedCluster>
}

function ownedBy({ owners }: QueryContext, { labels, clusters }: Known, workload: Workload) {
  const { clusterId, namespace } = workload
  const cluster = clusters.get(clusterId)
  const ofWorkload = labels.get(nameOf(workload))
  const ofNamespace = labels.get(nameOf({ clusterId, kind: 'Namespace', namespace: '', name: namespace }))
  return owners.ownerOf({
    ...(ofWorkload && { workloadLabels: ofWorkload }),
    ...(ofNamespace && { namespaceLabels: ofNamespace }),
    ...(cluster && { clusterTags: cluster.tags, accountId: cluster.accountId }),
  })
}

/** Groups that turn out to be of one workload (two ReplicaSets of a rollout) are one. */
function addedUp(rows: readonly CallerWorkload[]): CallerWorkload[] {
  const byName = new Map<string, CallerWorkload>()
  for (const row of rows) {
    const before = byName.get(nameOf(row))
    byName.set(nameOf(row), { ...row, pods: row.pods + (before?.pods ?? 0) })
  }
  return [...byName.values()].sort((one, other) => other.pods - one.pods)
}

export async function callers(ctx: QueryContext, input: z.infer<typeof callersInput>): Promise<Callers> {
  const registry = await placedClusters(ctx)
  const scope = grantScope(ctx.viewer, input.scope, registry)
  const now = ctx.clock.now()
  const { to } = resolveWindow(input.window)
  const isPast = to < now
  const standing: Standing = { scope, limit: groupLimit, signal: ctx.signal, ...(isPast && { at: to }) }
  const users = [...new Set(input.users)].map((user) => ({ user, serviceAccount: serviceAccountOf(user) }))
  const accounts = users.flatMap(({ serviceAccount }) => serviceAccount ?? [])
  const [groups, counts] = await Promise.all([
    podsOfServiceAccounts(ctx.events, { ...standing, accounts }),
    listClusterCounts(ctx.relational, { among: scope.clusters, afterId: '', limit: clusterLimit }),
  ])
  const { workloads, between } = await workloadsOf(ctx, standing, groups)
  const labels = new Map(between.map((one) => [nameOf(one), one.labels]))
  for (const [name, own] of await labelsOf(ctx, standing, workloads)) labels.set(name, own)
  const known: Known = { labels, clusters: new Map(registry.map((cluster) => [cluster.clusterId, cluster])) }
  const rows = users.map(({ user, serviceAccount }): Caller => {
    const own = groups.flatMap((group, place) => {
      const workload = workloads[place]
      const isOwn =
        group.namespace === serviceAccount?.namespace && group.serviceAccount === serviceAccount.name
      if (!isOwn || workload === undefined) return []
      return [{ ...workload, pods: group.pods, owner: ownedBy(ctx, known, workload) }]
    })
    const all = addedUp(own)
    return { user, serviceAccount, workloads: all.slice(0, input.limit), workloadsTotal: all.length }
  })
  return { rows, at: isPast ? to : now, clustersRead: counts.length }
}
