// Who calls an API server, as it authenticates them: nodes, controllers, service accounts of workloads, people and
// what they automate. Names and agents are of the forms that real audit logs have; nothing here counts.
import { versionOfMinor } from './calendar.ts'
import { type Cluster, minorAt } from './fleet.ts'
import { h32, hBelow, hHex, hText, hUuid, purpose } from './hash.ts'
import { addressOfNode, nameOfNode } from './nodes.ts'
import type { Workload } from './workloads.ts'
import type { ClusterState } from './world.ts'

export interface Identity {
  readonly user: string
  /** '': none is known. */
  readonly uid: string
  readonly groups: readonly string[]
  readonly userAgent: string
  readonly sourceIps: readonly string[]
}

/** Which call of a class, and when. */
export interface At {
  readonly n: number
  readonly ms: number
}

export type Who = (state: ClusterState, at: At) => Identity

const authenticated = 'system:authenticated'
const commitOf = (minor: number): string => hHex(1, minor, 77).slice(0, 7)
const patchVersion = (minor: number): string => `v1.${minor}.${versionOfMinor(minor).patch}`
const kubernetes = (minor: number, platform: string): string => `(${platform}) kubernetes/${commitOf(minor)}`

/** Calls of all nodes go round their slots. */
export const slotOfCall = ({ nodes }: Cluster, n: number): number => ((n % nodes) + nodes) % nodes

export const kubelet: Who = ({ cluster, node }, { n, ms }) => {
  const slot = slotOfCall(cluster, n)
  const there = node(slot, ms)
  const name = there?.name ?? nameOfNode(cluster, slot)
  const minor = there?.minor ?? cluster.minor
  return {
    user: `system:node:${name}`,
    uid: `aws-iam-authenticator:${cluster.account.id}:AROA${hHex(2, cluster.id, 91).toUpperCase()}`,
    groups: ['system:bootstrappers', 'system:nodes', authenticated],
    userAgent: `kubelet/${patchVersion(minor)}-eks-113cf36 ${kubernetes(minor, 'linux/amd64')}`,
    sourceIps: [addressOfNode(slot)],
  }
}

/** Of the control plane: two or three addresses of the cluster's network are its own. */
const planeAddress = ({ id }: Cluster, n: number): string =>
  `10.0.${16 + (h32(id ^ purpose.network, (n >>> 9) % 2, 3) % 200)}.${10 + (h32(id ^ purpose.network, (n >>> 9) % 2, 4) % 200)}`

/** The scheduler, or the controller manager in its own name. */
export const plane =
  (component: 'kube-controller-manager' | 'kube-scheduler', suffix = 'leader-election'): Who =>
  ({ cluster }, { n, ms }) => {
    const minor = minorAt(cluster, ms)
    return {
      user: `system:${component}`,
      uid: '',
      groups: [authenticated],
      userAgent: `${component}/${patchVersion(minor)} ${kubernetes(minor, 'linux/amd64')}/${suffix}`,
      sourceIps: [planeAddress(cluster, n)],
    }
  }

const ofAccount = (cluster: Cluster, namespace: string, name: string) => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  uid: hUuid(cluster.id, hText(17, `${namespace}/${name}`)),
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, authenticated],
})

/** One of the controller manager's controllers, each with a service account of its own. */
export const controller =
  (name: string): Who =>
  ({ cluster }, { n, ms }) => {
    const minor = minorAt(cluster, ms)
    return {
      ...ofAccount(cluster, 'kube-system', name),
      userAgent: `kube-controller-manager/${patchVersion(minor)} ${kubernetes(minor, 'linux/amd64')}/system:serviceaccount:kube-system:${name}`,
      sourceIps: [planeAddress(cluster, n)],
    }
  }

/** A pod of a DaemonSet in the network of its node, one after the other. */
export const agentOnNodes =
  (namespace: string, name: string, agent: string): Who =>
  ({ cluster }, { n }) => ({
    ...ofAccount(cluster, namespace, name),
    userAgent: `${agent} (linux/amd64) kubernetes/$Format`,
    sourceIps: [addressOfNode(slotOfCall(cluster, n))],
  })

/** Where the pod is that stands at this place of a workload. */
function placeAddress(state: ClusterState, workload: Workload | undefined, n: number, ms: number): string {
  const set = state.podSets.find((one) => one.workload === workload)
  const count = set?.count(ms) ?? 0
  if (set === undefined || count === 0) return `10.128.255.${1 + (((n % 2) + 2) % 2)}`
  return state.podAddress(set.at(((n % count) + count) % count, ms))
}

const found = ({ workloads }: ClusterState, namespace: string, name: string): Workload | undefined =>
  workloads.find((workload) => workload.name === name && workload.namespace.name === namespace)

/** A workload by its service account, from the addresses of its pods. */
export const workloadClient =
  (namespace: string, name: string, userAgent: string): Who =>
  (state, { n, ms }) => ({
    ...ofAccount(state.cluster, namespace, name),
    userAgent,
    sourceIps: [placeAddress(state, found(state, namespace, name), n, ms)],
  })

const people =
  'ana bo chen dara eli farah gus hana ines jo kai lena mo nia omar pia quinn rosa sam tomas'.split(' ')

/** By the role that they assumed; the session is who. */
const assumed = ({ account, name }: Cluster, role: string, session: string, group: string) => ({
  user: `arn:aws:sts::${account.id}:assumed-role/${name}-${role}/${session}`,
  uid: `aws-iam-authenticator:${account.id}:AROA${hHex(2, hText(5, `${name}-${role}`), 92).toUpperCase()}`,
  groups: [group, authenticated],
})

/** How many people look into this cluster. */
export const engineersOf = ({ nodes }: Cluster): number => Math.min(30, 2 + Math.floor(nodes / 60))

const personNamed = (
  cluster: Cluster,
  person: string,
  role: 'admin' | 'reader',
  minor: number,
): Identity => ({
  ...assumed(cluster, role, person, role === 'admin' ? 'platform-admins' : 'readers'),
  userAgent: `kubectl/${patchVersion(minor)} ${kubernetes(minor, 'darwin/arm64')}`,
  sourceIps: [`203.0.113.${10 + hBelow(200, hText(3, person), 1)}`],
})

export const person: Who = ({ cluster }, { n, ms }) => {
  const who = people[
    hBelow(engineersOf(cluster), cluster.id ^ purpose.owner, n, 41) % people.length
  ] as string
  return personNamed(cluster, who, 'reader', minorAt(cluster, ms))
}

/** What rolls out what teams have merged. */
export const pipeline: Who = ({ cluster }, { n }) => ({
  ...assumed(cluster, 'admin', 'github-actions', 'platform-admins'),
  userAgent: 'Helm/3.18.4',
  sourceIps: [`198.51.100.${10 + hBelow(60, cluster.id, n, 43)}`],
})

/** The load balancer before the API servers. */
export const prober: Who = ({ cluster }, { n }) => ({
  user: 'system:anonymous',
  uid: '',
  groups: ['system:unauthenticated'],
  userAgent: 'ELB-HealthChecker/2.0',
  sourceIps: [planeAddress(cluster, n)],
})
