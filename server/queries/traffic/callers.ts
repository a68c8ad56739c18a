// Caller → service account → workload → owner: which workloads' pods run under the service accounts that an audit
// log names, and whose they are by today's rules. Says what stored objects say: several workloads are all named,
// none is said, and clusters whose objects nobody reads are counted apart.
import { z } from 'zod'
import { type WorkloadBehind, workloadsBehind } from '../../../db/events/read/workloads-behind.ts'
import { listClusterCounts } from '../../../db/relational/read/cluster-counts.ts'
import {
  type Caller,
  type Callers,
  type CallerWorkload,
  serviceAccountOf,
} from '../../../domain/model/caller.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
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

const nameOf = ({ clusterId, kind, namespace, name }: CallerWorkload) =>
  JSON.stringify([clusterId, kind, namespace, name])

function ownedBy({ owners }: QueryContext, cluster: PlacedCluster | undefined, behind: WorkloadBehind) {
  const { workloadLabels, namespaceLabels } = behind
  return owners.ownerOf({
    ...(workloadLabels && { workloadLabels }),
    ...(namespaceLabels && { namespaceLabels }),
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
  const users = [...new Set(input.users)].map((user) => ({ user, serviceAccount: serviceAccountOf(user) }))
  const accounts = users.flatMap(({ serviceAccount }) => serviceAccount ?? [])
  const [found, counts] = await Promise.all([
    workloadsBehind(ctx.events, {
      ...{ scope, accounts, limit: groupLimit, signal: ctx.signal },
      ...(isPast && { at: to }),
    }),
    listClusterCounts(ctx.relational, { among: scope.clusters, afterId: '', limit: clusterLimit }),
  ])
  const clusters = new Map(registry.map((cluster) => [cluster.clusterId, cluster]))
  const rows = users.map(({ user, serviceAccount }): Caller => {
    const own = found
      .filter(
        (behind) =>
          behind.namespace === serviceAccount?.namespace && behind.serviceAccount === serviceAccount.name,
      )
      .map((behind): CallerWorkload => {
        const { clusterId, kind, namespace, name, pods } = behind
        return {
          clusterId,
          kind,
          namespace,
          name,
          pods,
          owner: ownedBy(ctx, clusters.get(clusterId), behind),
        }
      })
    const all = addedUp(own)
    return { user, serviceAccount, workloads: all.slice(0, input.limit), workloadsTotal: all.length }
  })
  return { rows, at: isPast ? to : now, clustersRead: counts.length }
}
