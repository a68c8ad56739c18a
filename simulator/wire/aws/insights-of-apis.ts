// Deprecated APIs: one check for each version to come that serves less than the one before it, by who called what it
// no longer serves within the last thirty days.
import { minorText } from '../../world/calendar.ts'
import { type Client, lastCallMs } from '../../world/clients.ts'
import type { Cluster } from '../../world/fleet.ts'
import { callsWindowMs } from '../../world/looks.ts'
import { type Json, seconds } from './eks-common.ts'
import { type Judged, passingUnless } from './insights-judged.ts'

interface Removal {
  readonly removedIn: number
  readonly group: string
  readonly version: string
  readonly resources: readonly string[]
  readonly replacedWith: string
  readonly replacedSince: number
}

const flows = ['flowschemas', 'prioritylevelconfigurations']

/** From Kubernetes's guide to deprecated APIs; later versions than these removed nothing that was served. */
const removals: readonly Removal[] = [
  {
    removedIn: 27,
    group: 'storage.k8s.io',
    version: 'v1beta1',
    resources: ['csistoragecapacities'],
    replacedWith: 'v1',
    replacedSince: 24,
  },
  {
    removedIn: 29,
    group: 'flowcontrol.apiserver.k8s.io',
    version: 'v1beta2',
    resources: flows,
    replacedWith: 'v1beta3',
    replacedSince: 26,
  },
  {
    removedIn: 32,
    group: 'flowcontrol.apiserver.k8s.io',
    version: 'v1beta3',
    resources: flows,
    replacedWith: 'v1',
    replacedSince: 29,
  },
]

const isCalledBy = ({ caller }: Client, { group, version }: Removal, resource: string): boolean =>
  caller.group === group && caller.version === version && caller.resource === resource

function detailOf(cluster: Cluster, removal: Removal, resource: string, atMs: number): Json {
  const { group, version, replacedWith, removedIn, replacedSince } = removal
  const clientStats = cluster.clients
    .filter((client) => isCalledBy(client, removal, resource))
    .map((client) => ({
      userAgent: client.caller.userAgent,
      numberOfRequestsLast30Days: client.calls.within(atMs - callsWindowMs, atMs),
      lastRequestTime: seconds(lastCallMs(client, atMs) ?? 0),
    }))
    .filter(({ numberOfRequestsLast30Days }) => numberOfRequestsLast30Days > 0)
  return {
    usage: `/apis/${group}/${version}/${resource}`,
    replacedWith: `/apis/${group}/${replacedWith}/${resource}`,
    stopServingVersion: minorText(removedIn),
    startServingReplacementVersion: minorText(replacedSince),
    clientStats,
  }
}

/** When what somebody called last began or ceased to count; 0: nobody ever called. */
function changedMs(cluster: Cluster, removal: Removal, atMs: number): number {
  const changes = cluster.clients
    .filter((client) => removal.resources.some((resource) => isCalledBy(client, removal, resource)))
    .map((client) => {
      const last = lastCallMs(client, atMs) ?? 0
      return last >= atMs - callsWindowMs ? client.fromMs : last + callsWindowMs
    })
  return Math.max(0, ...changes)
}

/** By the version that serves less, as seen at `atMs` by a cluster of 1.<minor>. */
export function deprecationsOf(
  cluster: Cluster,
  minor: number,
  atMs: number,
): readonly (Judged & { removedIn: number; changedMs: number })[] {
  return removals
    .filter(({ removedIn }) => removedIn > minor)
    .map((removal) => {
      const { removedIn, resources } = removal
      const version = minorText(removedIn)
      const details = resources.map((resource) => detailOf(cluster, removal, resource, atMs))
      const called = details.filter(({ clientStats }) => (clientStats as Json[]).length > 0)
      const status = called.length === 0 ? 'PASSING' : removedIn === minor + 1 ? 'ERROR' : 'WARNING'
      return {
        name: `Deprecated APIs removed in Kubernetes v${version}`,
        description: `Checks for usage of deprecated APIs that are scheduled for removal in Kubernetes v${version}. Upgrading your cluster before migrating to the updated APIs supported by v${version} could cause application impact.`,
        ...passingUnless(
          status,
          'No deprecated API usage detected within the last 30 days.',
          `Deprecated API usage detected within the last 30 days, and the cluster is on Kubernetes v${minorText(minor)}.`,
        ),
        recommendation: `Update manifests and API clients to use newer Kubernetes APIs if applicable before upgrading to Kubernetes v${version}.`,
        // EKS writes no name of an object here.
        resources: called.map(({ usage }) => ({
          insightStatus: { status, reason: '' },
          kubernetesResourceUri: `${usage}/null`,
        })),
        summary: { deprecationDetails: details },
        removedIn,
        changedMs: changedMs(cluster, removal, atMs),
      }
    })
}
