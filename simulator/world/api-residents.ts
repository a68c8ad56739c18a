// Who asks an API server on ordinary days, what and how often: kubelets, controllers, the scheduler, add-ons, a few
// workloads of the cluster's own, people and pipelines. Rates follow from nodes, pods that start and who lives there.
import { addOnsOf } from './add-ons.ts'
import { type Asking, aNamespace, aNode, aNodesLease, aPod, asking, aWorkload, theOne } from './api-asking.ts'
import {
  agentOnNodes,
  controller,
  engineersOf,
  kubelet,
  person,
  pipeline,
  plane,
  prober,
  workloadClient,
} from './api-identities.ts'
import { dayMs, hourMs } from './clock.ts'
import { h32 } from './hash.ts'
import type { ClusterState } from './world.ts'

/** Pods that start in a second, on average: those that come after others, and runs of CronJobs. */
function startsPerSecond({ workloads }: ClusterState): number {
  return workloads.reduce((sum, workload) => {
    if (workload.kind === 'CronJob') return sum + 1_000 / workload.periodMs
    if (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet') return sum
    return sum + (workload.replicas * 1_000) / workload.lifetimeMs
  }, 0)
}

const leases = { group: 'coordination.k8s.io', seconds: 0.004 } as const
const watching = { query: 'allowWatchBookmarks=true' } as const
const paged = { query: 'limit=500' } as const

function kubelets({ cluster: { nodes } }: ClusterState, starts: number): readonly Asking[] {
  const of = (what: string, perSecond: number, more: Parameters<typeof asking>[4] = {}): Asking =>
    asking('kubelet', kubelet, what, perSecond, more)
  return [
    of('update leases', nodes / 10, { ...leases, target: aNodesLease }),
    of('patch nodes', nodes / 300, { subresource: 'status', seconds: 0.007, target: aNode }),
    of('get nodes', nodes / 300, { seconds: 0.002, target: aNode, query: 'resourceVersion=0' }),
    of('patch pods', 3.5 * starts, { subresource: 'status', seconds: 0.008, target: aPod }),
    of('get pods', starts, { target: aPod }),
    of('get pods', 0.06 * starts, { target: aPod, code: 404 }),
    of('delete pods', starts, { seconds: 0.009, target: aPod }),
    of('get configmaps', starts, { seconds: 0.002, target: aWorkload }),
    of('create serviceaccounts', starts, { subresource: 'token', code: 201, target: aWorkload }),
    of('create events', 3 * starts, { code: 201, seconds: 0.006, target: aNamespace }),
    of('watch pods', nodes / 450, watching),
    of('watch services', nodes / 450, watching),
    of('watch configmaps', nodes / 450, { ...watching, target: aNamespace }),
  ]
}

function controllers({ cluster, workloads }: ClusterState, starts: number): readonly Asking[] {
  const by = (name: string, what: string, perSecond: number, more: Parameters<typeof asking>[4] = {}) =>
    asking(name, controller(name), what, perSecond, { seconds: 0.008, ...more })
  const status = { subresource: 'status', target: aWorkload } as const
  const slices = { group: 'discovery.k8s.io', target: aWorkload } as const
  const apps = { group: 'apps' } as const
  const scaled = 0.02 + workloads.length / 3_000
  return [
    by('replicaset-controller', 'create pods', starts, { code: 201, seconds: 0.012, target: aNamespace }),
    by('replicaset-controller', 'update replicasets', 0.4 * starts, { ...apps, ...status }),
    by('deployment-controller', 'update deployments', 0.2 * starts, { ...apps, ...status }),
    by('job-controller', 'update jobs', 0.1 * starts, { group: 'batch', ...status }),
    by('endpointslice-controller', 'update endpointslices', 0.6 * starts, slices),
    by('generic-garbage-collector', 'delete pods', 0.3 * starts, { target: aPod }),
    by('horizontal-pod-autoscaler', 'get deployments', scaled, { ...apps, ...status, subresource: 'scale' }),
    by('node-controller', 'patch nodes', cluster.nodes / 3_600, { target: aNode }),
  ]
}

function plainPlane(starts: number): readonly Asking[] {
  const manager = plane('kube-controller-manager')
  const informers = plane('kube-controller-manager', 'shared-informers')
  const scheduler = plane('kube-scheduler', 'scheduler')
  const told = { code: 201, seconds: 0.006, target: aNamespace } as const
  const bound = { subresource: 'binding', code: 201, seconds: 0.006, target: aPod } as const
  const leaseOf = (name: string) => ({ ...leases, target: theOne('kube-system', name) })
  return [
    asking('manager', manager, 'update leases', 0.5, leaseOf('kube-controller-manager')),
    asking('manager', informers, 'watch nodes', 0.05, watching),
    asking('scheduler', plane('kube-scheduler'), 'update leases', 0.5, leaseOf('kube-scheduler')),
    asking('scheduler', scheduler, 'create pods', starts, bound),
    asking('scheduler', scheduler, 'create events', starts, { group: 'events.k8s.io', ...told }),
    asking('scheduler', scheduler, 'watch pods', 0.05, watching),
    asking('probe', prober, 'get ', 0.2, { path: '/healthz', seconds: 0.001 }),
    asking('version', prober, 'get ', 0.05, { path: '/version', seconds: 0.001 }),
  ]
}

/** Controllers of add-ons and workloads that elect a leader, beside the control plane's own. */
const electors = ({ cluster: { nodes } }: ClusterState): number => Math.min(38, 4 + Math.floor(nodes / 50))

function addOnAgents(state: ClusterState): readonly Asking[] {
  const { nodes, minor } = state.cluster
  const cni = agentOnNodes('kube-system', 'aws-node', 'aws-k8s-agent/v1.20.4')
  const proxy = agentOnNodes('kube-system', 'kube-proxy', `kube-proxy/v1.${minor}`)
  const monitor = agentOnNodes('kube-system', 'eks-node-monitoring-agent', 'eks-node-monitoring-agent/v1.4.1')
  const csi = workloadClient('kube-system', 'ebs-csi-controller', 'aws-ebs-csi-driver/v1.50.1')
  const measures = workloadClient(
    'kube-system',
    'metrics-server',
    'metrics-server/v0.8.0 (linux/amd64) kubernetes/fd74a31',
  )
  const slices = { group: 'discovery.k8s.io', ...watching }
  const said = { subresource: 'status', seconds: 0.007, target: aNode } as const
  const elected = { ...leases, target: theOne('kube-system', 'ebs-csi-aws-com') }
  return [
    asking('aws-node', cni, 'get nodes', nodes / 100, { seconds: 0.003, target: aNode }),
    asking('aws-node', cni, 'watch pods', nodes / 450, watching),
    asking('kube-proxy', proxy, 'watch services', nodes / 450, watching),
    asking('kube-proxy', proxy, 'watch endpointslices', nodes / 450, slices),
    asking('node-monitoring', monitor, 'patch nodes', nodes / 60, said),
    asking('ebs-csi', csi, 'update leases', electors(state) / 2, elected),
    asking('ebs-csi', csi, 'list csinodes', 1 / 60, { group: 'storage.k8s.io', seconds: 0.05, ...paged }),
    asking('metrics-server', measures, 'list nodes', 1 / 60, { seconds: 0.06, query: 'resourceVersion=0' }),
  ]
}

function optionalAddOns({ cluster }: ClusterState): readonly Asking[] {
  if (!addOnsOf(cluster).some(({ name }) => name === 'external-dns')) return []
  const agent = 'external-dns/v0.19.0 (linux/amd64) kubernetes/$Format'
  const dns = workloadClient('external-dns', 'external-dns', agent)
  const ingresses = { group: 'networking.k8s.io', seconds: 0.05, ...paged } as const
  return [
    asking('external-dns', dns, 'list services', 1 / 60, { seconds: 0.08, ...paged }),
    asking('external-dns', dns, 'list ingresses', 1 / 60, ingresses),
  ]
}

/** So many Deployments of a cluster's own talk to its API server. */
const talking = 3

function ownOperators({ cluster, workloads }: ClusterState): readonly Asking[] {
  const planted = new Set(cluster.planted.map(({ namespace, name }) => `${namespace}/${name}`))
  const own = workloads
    .filter(({ kind, namespace }) => kind === 'Deployment' && !namespace.isSystem)
    .filter(({ namespace, name }) => !planted.has(`${namespace.name}/${name}`))
    .sort((a, b) => h32(a.id, 53) - h32(b.id, 53))
    .slice(0, talking)
  return own.flatMap(({ name, namespace, image }) => {
    const agent = `${name}/${image.slice(image.lastIndexOf(':') + 1)} (linux/amd64) kubernetes/$Format`
    const who = workloadClient(namespace.name, name, agent)
    const whose = `${namespace.name}/${name}`
    const target = theOne(namespace.name)
    const settings = { seconds: 0.002, target: theOne(namespace.name, `${name}-config`) }
    return [
      asking(whose, who, 'get configmaps', 0.2, settings),
      asking(whose, who, 'list pods', 1 / 120, { seconds: 0.04, target, ...paged }),
      asking(whose, who, 'watch pods', 1 / 450, { target, ...watching }),
    ]
  })
}

/** Work goes by the day: most at 14:00 local. */
function byDay({ cluster: { region, epochMs } }: ClusterState, rate: number): Asking['perSecond'] {
  const phaseMs = ((((8 - region.offsetHours) % 24) + 24) % 24) * hourMs
  return { fromMs: epochMs, shape: { kind: 'wave', rate, amplitude: 0.8, phaseMs, periodMs: dayMs } }
}

function peopleAndPipelines(state: ClusterState): readonly Asking[] {
  const looks = 0.02 * engineersOf(state.cluster)
  const rollouts = (0.3 * state.workloads.length * 1_000) / dayMs
  const by = (what: string, share: number, more: Parameters<typeof asking>[4]): Asking =>
    asking('kubectl', person, what, byDay(state, share * looks), more)
  const helm = (what: string, rate: number, more: Parameters<typeof asking>[4]): Asking =>
    asking('helm', pipeline, what, byDay(state, rate), { group: 'apps', target: aWorkload, ...more })
  return [
    by('list pods', 0.45, { seconds: 0.05, target: aNamespace, ...paged }),
    by('get pods', 0.3, { target: aPod }),
    by('get pods', 0.02, { target: aPod, code: 404 }),
    by('get pods', 0.1, { subresource: 'log', seconds: 0.3, target: aPod }),
    by('list deployments', 0.1, { group: 'apps', seconds: 0.02, target: aNamespace, ...paged }),
    by('list nodes', 0.03, { seconds: 0.06, ...paged }),
    helm('get deployments', 3 * rollouts, {}),
    helm('patch deployments', rollouts, { seconds: 0.009, query: 'fieldManager=helm' }),
  ]
}

export function residentsOf(state: ClusterState): readonly Asking[] {
  const starts = startsPerSecond(state)
  return [
    ...kubelets(state, starts),
    ...controllers(state, starts),
    ...plainPlane(starts),
    ...addOnAgents(state),
    ...optionalAddOns(state),
    ...ownOperators(state),
    ...peopleAndPipelines(state),
  ]
}
