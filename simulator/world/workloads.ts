// What runs in a cluster: namespaces and workloads, from the seed alone. How many replicas each has at a time
// is `pod-sets`' to say; here is what they are, and what each replica asks for.
import { versionOfMinor } from './calendar.ts'
import { dayMs, hourMs, minuteMs } from './clock.ts'
import type { Cluster, NodeGroup } from './fleet.ts'
import { h01, hBelow, hText, purpose } from './hash.ts'
import { byCode, templateHash } from './names.ts'
import { agentWorkloads, gangWorkloads, plantedWorkloads } from './planted-workloads.ts'
import type { Wave } from './population.ts'

export interface Namespace {
  readonly name: string
  readonly id: number
  /** Nobody's: the platform's own. */
  readonly isSystem: boolean
  readonly team: string | undefined
  readonly costCenter: string | undefined
}

interface Common {
  readonly id: number
  readonly cluster: Cluster
  readonly namespace: Namespace
  readonly name: string
  readonly image: string
  readonly cpuMillicores: number
  readonly memoryMib: number
  readonly devices: number
  /** Where its pods are placed; undefined: on every node. */
  readonly group: NodeGroup | undefined
  /** Added to a replica's number to find its node. */
  readonly offset: number
  readonly hasBudget: boolean
  readonly hasService: boolean
  readonly createdMs: number
  /** Made while one looks on, in this millisecond. */
  readonly appearsMs?: number
}

export type Workload = Common &
  (
    | {
        readonly kind: 'Deployment'
        readonly replicas: number
        readonly lifetimeMs: number
        readonly wave: Wave | undefined
        readonly templateHash: string
      }
    | { readonly kind: 'StatefulSet'; readonly replicas: number; readonly lifetimeMs: number }
    | {
        readonly kind: 'DaemonSet'
        /** When it is taken from all nodes again. */
        readonly stopsMs?: number
      }
    | {
        readonly kind: 'CronJob'
        readonly periodMs: number
        readonly offsetMs: number
        readonly durationMs: number
        readonly schedule: string
      }
    /** A gang: pod n is on slot `first` + n. */
    | { readonly kind: 'Job'; readonly first: number; readonly replicas: number; readonly startMs: number }
  )
export type WorkloadKind = Workload['kind']
export type WorkloadOf<Kind extends WorkloadKind> = Extract<Workload, { kind: Kind }>

export interface Contents {
  /** In the order of their keys, as all lists of the API are. */
  readonly namespaces: readonly Namespace[]
  /** In the order of the names of their pods. */
  readonly workloads: readonly Workload[]
}

/** What all names of a workload's pods begin with, namespace and all. */
export function podKeyPrefix(workload: Workload): string {
  const { namespace, name } = workload
  const hash = workload.kind === 'Deployment' ? `${workload.templateHash}-` : ''
  return `${namespace.name}/${name}-${hash}`
}

const registry = '602401143452.dkr.ecr.us-east-1.amazonaws.com/eks'
const systemNames = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

const nouns =
  'account ads asset auth billing cart catalog checkout content device feed image ledger live media metadata order playback profile ranking rating search session token'.split(
    ' ',
  )
const roles = 'api cache consumer gateway indexer processor router scheduler sync worker'.split(' ')

/** Namespaces of what scenarios planted. */
function plantedNamespaces(cluster: Cluster): Namespace[] {
  const planted = [...cluster.planted, ...cluster.happenings.gangs, ...cluster.agents]
  const teams = new Map(planted.map(({ namespace, team }) => [namespace, team]))
  return [...teams].map(([name, team]) => {
    const id = hText(cluster.id, name)
    return { name, id, isSystem: false, team, costCenter: `cc-${1_000 + hBelow(40, id ^ purpose.owner, 2)}` }
  })
}

function namespacesOf(cluster: Cluster, workloads: number): Namespace[] {
  const count = Math.min(40, Math.max(2, Math.round(workloads / 6)))
  const system = systemNames.map(
    (name): Namespace => ({
      name,
      id: hText(cluster.id, name),
      isSystem: true,
      team: undefined,
      costCenter: undefined,
    }),
  )
  const first = hBelow(nouns.length, cluster.id ^ purpose.workload, 0)
  const own = Array.from({ length: count }, (_, n): Namespace => {
    const noun = nouns[(first + n) % nouns.length] as string
    const name = n < nouns.length ? noun : `${noun}-lab`
    const id = hText(cluster.id, name)
    const isUnowned = h01(id ^ purpose.owner, 1) < 0.09
    return {
      name,
      id,
      isSystem: false,
      team: isUnowned ? undefined : n % 3 === 0 ? cluster.site.team : `${noun}-team`,
      costCenter: isUnowned ? undefined : `cc-${1_000 + hBelow(40, id ^ purpose.owner, 2)}`,
    }
  })
  const planted = plantedNamespaces(cluster)
  const kept = own.filter(({ name }) => planted.every((other) => other.name !== name))
  return [...system, ...kept, ...planted].sort((a, b) => byCode(`${a.name}/`, `${b.name}/`))
}

const daemons = [
  { name: 'aws-node', cpuMillicores: 50, memoryMib: 128, image: `${registry}/amazon-k8s-cni:v1.20.4` },
  {
    name: 'ebs-csi-node',
    cpuMillicores: 30,
    memoryMib: 120,
    image: `${registry}/aws-ebs-csi-driver:v1.50.1`,
  },
  {
    name: 'eks-node-monitoring-agent',
    cpuMillicores: 10,
    memoryMib: 30,
    image: `${registry}/eks-node-monitoring-agent:v1.4.1`,
  },
  { name: 'kube-proxy', cpuMillicores: 100, memoryMib: 64, image: `${registry}/kube-proxy` },
]

/** Of the version that the cluster has at the epoch, or the one before where it was not updated in time. */
function proxyImage(image: string, { minor, isProxyLate }: Cluster): string {
  const { patch, minor: of } = versionOfMinor(isProxyLate ? minor - 1 : minor)
  return `${image}:v1.${of}.${patch}-minimal-eksbuild.2`
}
const deployments = [
  { name: 'coredns', cpuMillicores: 100, memoryMib: 70, image: `${registry}/coredns:v1.12.4` },
  {
    name: 'ebs-csi-controller',
    cpuMillicores: 60,
    memoryMib: 240,
    image: `${registry}/aws-ebs-csi-driver:v1.50.1`,
  },
  { name: 'metrics-server', cpuMillicores: 100, memoryMib: 200, image: `${registry}/metrics-server:v0.8.0` },
]

/** Workloads of the platform itself, in kube-system. */
function systemWorkloads(cluster: Cluster, namespace: Namespace): Workload[] {
  const common = (name: string) => ({
    id: hText(cluster.id, `kube-system/${name}`),
    cluster,
    namespace,
    name,
    devices: 0,
    offset: 0,
    hasBudget: name === 'coredns',
    hasService: name === 'coredns',
    createdMs: cluster.createdMs + 600_000,
  })
  const onEvery = daemons.map(
    ({ name, image, ...rest }): Workload => ({
      ...common(name),
      ...rest,
      image: name === 'kube-proxy' ? proxyImage(image, cluster) : image,
      kind: 'DaemonSet',
      group: undefined,
    }),
  )
  const few = deployments.map(({ name, ...rest }): Workload => {
    const given = common(name)
    return {
      ...given,
      ...rest,
      kind: 'Deployment',
      group: cluster.nodeGroups[0],
      replicas: 2,
      lifetimeMs: 9 * dayMs,
      wave: undefined,
      templateHash: templateHash(given.id, 0, 0),
    }
  })
  return [...onEvery, ...few]
}

/** Whole numbers in falling sizes (Zipf) that add up to `total`, none below 1. */
export function zipfParts(total: number, parts: number): readonly number[] {
  const weights = Array.from({ length: parts }, (_, n) => 1 / (n + 1.5) ** 0.8)
  const sum = weights.reduce((a, b) => a + b, 0)
  const spare = Math.max(0, total - parts)
  let given = 0
  let share = 0
  return weights.map((weight) => {
    share += (weight / sum) * spare
    const part = Math.round(share) - given
    given += part
    return 1 + part
  })
}

const periods = [5, 10, 15, 30, 60].map((minutes) => minutes * minuteMs)

function cronJobOf(base: Common): Workload {
  const periodMs = periods[hBelow(periods.length, base.id ^ purpose.schedule, 0)] as number
  const minute = hBelow(Math.min(60, periodMs / minuteMs), base.id ^ purpose.schedule, 1)
  const share = 0.15 + 0.5 * h01(base.id ^ purpose.schedule, 2)
  return {
    ...base,
    kind: 'CronJob',
    hasBudget: false,
    hasService: false,
    periodMs,
    offsetMs: minute * minuteMs,
    durationMs: Math.floor(periodMs * share),
    schedule: periodMs === hourMs ? `${minute} * * * *` : `${minute}-59/${periodMs / minuteMs} * * * *`,
  }
}

/** Peak to trough is 45 %: (1 − a) / (1 + a) = 0.55. */
const amplitudeOfAll = 0.2903

/** Those that move do so further, for those that do not. */
function waveOf(cluster: Cluster, moving: number): Wave | undefined {
  if (!cluster.isDiurnal || moving === 0) return undefined
  const amplitude = Math.min(0.6, (amplitudeOfAll * cluster.podsAimedAt) / moving)
  // The peak is at 20:00 local, a quarter of the day after the wave's beginning.
  const hour = (((14 - cluster.region.offsetHours) % 24) + 24) % 24
  return { amplitude, phaseMs: hour * hourMs, periodMs: dayMs }
}

type Kept = 'Deployment' | 'StatefulSet' | 'CronJob'
const kindOf = (n: number): Kept => (n % 12 === 2 ? 'CronJob' : n % 16 === 3 ? 'StatefulSet' : 'Deployment')
const membersOf = (n: number): number => 3 + (n % 4)

/** Replicas of each: what StatefulSets and CronJobs do not have is the Deployments'. */
function sizesOf(pods: number, count: number): readonly number[] {
  const kinds = Array.from({ length: count }, (_, n) => kindOf(n))
  const fixed = kinds.map((kind, n) => (kind === 'StatefulSet' ? membersOf(n) : kind === 'CronJob' ? 3 : 0))
  const rest = pods - fixed.reduce((a, b) => a + b, 0)
  const parts = zipfParts(rest, kinds.filter((kind) => kind === 'Deployment').length)
  let next = 0
  return kinds.map((kind, n) => (kind === 'Deployment' ? (parts[next++] as number) : (fixed[n] as number)))
}

/** A noun and a role; two in one namespace never have the same. */
function nameOf(namespace: Namespace, n: number): string {
  const turn = (n * 7 + namespace.id) % 240
  return `${nouns[Math.floor(turn / 10)]}-${roles[turn % 10]}`
}

function askedBy(id: number, group: NodeGroup, perNode: number) {
  const { cpus, memoryGib, devices } = group.machine
  const factor = Math.exp(0.6 * (h01(id ^ purpose.requests, 1) - 0.5)) / perNode
  return {
    cpuMillicores: Math.max(10, Math.floor((cpus * 450 * factor) / 10) * 10),
    memoryMib: Math.max(32, Math.floor((memoryGib * 420 * factor) / 16) * 16),
    devices: devices === undefined ? 0 : 1,
  }
}

function ownWorkloads(
  cluster: Cluster,
  namespaces: readonly Namespace[],
  pods: number,
  count: number,
): Workload[] {
  const groups = cluster.nodeGroups.length > 1 ? cluster.nodeGroups.slice(1) : cluster.nodeGroups
  const sizes = sizesOf(pods, count)
  const moving = sizes.reduce((sum, size, n) => sum + (kindOf(n) === 'Deployment' ? size : 0), 0)
  const wave = waveOf(cluster, moving)
  const perNode = Math.max(1, pods / cluster.nodes)
  let offset = 0
  return sizes.map((replicas, n): Workload => {
    const namespace = namespaces[n % namespaces.length] as Namespace
    const name = nameOf(namespace, Math.floor(n / namespaces.length))
    const id = hText(cluster.id, `${namespace.name}/${name}`)
    const group = groups[n % groups.length] as NodeGroup
    const kind = kindOf(n)
    offset += replicas
    const base: Common = {
      id,
      cluster,
      namespace,
      name,
      image: `registry.example.invalid/${namespace.name}/${name}:v${1 + (id % 4)}.${id % 40}.${id % 9}`,
      ...askedBy(id, group, perNode),
      group,
      offset,
      hasBudget: h01(id ^ purpose.workload, 3) < 0.4,
      hasService: h01(id ^ purpose.workload, 4) < 0.6,
      createdMs: cluster.createdMs + Math.floor((1 + 90 * h01(id ^ purpose.workload, 5)) * dayMs),
    }
    if (kind === 'CronJob') return cronJobOf(base)
    // What is common comes last: the engine describes each object anew that begins with another's fields.
    if (kind === 'StatefulSet') return { kind, replicas, lifetimeMs: 10 * dayMs, ...base }
    return { kind, replicas, lifetimeMs: 3 * dayMs, wave, templateHash: templateHash(id, 0, 0), ...base }
  })
}

export function contentsOf(cluster: Cluster): Contents {
  const fixed = cluster.nodes * daemons.length + deployments.length * 2
  const pods = Math.max(8, cluster.podsAimedAt - fixed)
  const count = Math.max(4, Math.round(pods / cluster.family.podsPerWorkload))
  const namespaces = namespacesOf(cluster, count)
  const system = namespaces.find(({ name }) => name === 'kube-system') as Namespace
  const planted = [
    ...plantedWorkloads(cluster, namespaces),
    ...gangWorkloads(cluster, namespaces),
    ...agentWorkloads(cluster, namespaces),
  ]
  const own = namespaces.filter(
    ({ name, isSystem }) => !isSystem && planted.every(({ namespace }) => namespace.name !== name),
  )
  const workloads = [
    ...systemWorkloads(cluster, system),
    ...ownWorkloads(cluster, own, pods, count),
    ...planted,
  ]
  return { namespaces, workloads: workloads.sort((a, b) => byCode(podKeyPrefix(a), podKeyPrefix(b))) }
}
