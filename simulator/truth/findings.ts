// What whoever looks after a cluster should be told of it: what stands in the way of its next version, what hurts on
// a bad day, what is about to end. By the published rules and what the world is made of, whatever the faces tell.
import { addOnsOf, incompatibleAddOns, isDegraded } from '../world/add-ons.ts'
import { budgetAt, hasBudget } from '../world/budgets.ts'
import { eksVersions, supportOf, versionOfMinor } from '../world/calendar.ts'
import { dayMs } from '../world/clock.ts'
import { minorAt, type NodeGroup } from '../world/fleet.ts'
import { lastLookMs } from '../world/looks.ts'
import { isManaged } from '../world/posture.ts'
import type { ClusterState } from '../world/world.ts'
import type { Asked, Fact } from './fact.ts'

type Severity = 'error' | 'warning' | 'unknown'
interface Told {
  readonly check: string
  readonly severity: Severity
  /** "NodeGroup/workers-a", "PodDisruptionBudget/shop/cart". */
  readonly subject: string
  /** Nodes, pods, workloads, upgrades; an instant of what ends. 1 where nothing is counted. */
  readonly value?: number
  readonly derivation: string
}

/** Broken by the next version, or by a later one. */
const bySteps = (steps: number): Severity => (steps <= 1 ? 'error' : 'warning')

/** Slots of a group that hold a node, by the minor version of its kubelet. */
function kubeletsOf({ nodes }: ClusterState, group: NodeGroup, ms: number): ReadonlyMap<number, number> {
  const absent = new Set(nodes.absent(ms))
  const found = new Map<number, number>()
  for (let slot = group.first; slot < group.first + group.size; slot += 1) {
    if (absent.has(slot)) continue
    const born = nodes.story(slot, ms)?.replacements.findLast(({ bornMs }) => bornMs < ms)
    const minor = born?.minor ?? group.minor
    found.set(minor, (found.get(minor) ?? 0) + 1)
  }
  return found
}

const firstWithoutAl2 = 33

function ofNodes(state: ClusterState, ms: number): Told[] {
  const { cluster } = state
  const minor = minorAt(cluster, ms)
  return cluster.nodeGroups.flatMap((group) => {
    const kubelets = [...kubeletsOf(state, group, ms)]
    const subject = `NodeGroup/${group.name}`
    const old: Told = {
      check: 'amazon-linux-2',
      severity: bySteps(firstWithoutAl2 - minor),
      subject,
      value: kubelets.reduce((sum, [, nodes]) => sum + nodes, 0),
      derivation: 'nodes of a group with that image, which 1.33 does not have',
    }
    const late = kubelets.flatMap(([kubelet, value]): Told[] => {
      // Three minors behind are allowed from 1.28 on, which all of the fleet has reached.
      const steps = 4 - (minor - kubelet)
      const derivation = `kubelets of 1.${kubelet}: four behind after ${steps} upgrades`
      const about = `${subject}#1.${kubelet}`
      return steps > 2
        ? []
        : [{ check: 'kubelet-skew', severity: bySteps(steps), subject: about, value, derivation }]
    })
    return [...(group.amiType.startsWith('AL2_') && isManaged(cluster.site) ? [old] : []), ...late]
  })
}

function ofWorkloads({ podSets }: ClusterState, ms: number): Told[] {
  const single = new Map<string, number>()
  for (const set of podSets) {
    const { kind, namespace } = set.workload
    if ((kind !== 'Deployment' && kind !== 'StatefulSet') || set.status(ms).wanted !== 1) continue
    single.set(namespace.name, (single.get(namespace.name) ?? 0) + 1)
  }
  const budgets = podSets
    .filter((set) => hasBudget(set.workload))
    .flatMap((set): Told[] => {
      const { replicas } = set.status(ms)
      const { needed, allowed } = budgetAt(set, ms)
      if (replicas === 0 || (allowed > 0 && needed < replicas)) return []
      const { name, namespace } = set.workload
      return [
        {
          check: 'drain-safety',
          severity: 'warning',
          subject: `PodDisruptionBudget/${namespace.name}/${name}`,
          value: replicas,
          derivation: 'as many pods as must stay, or fewer',
        },
      ]
    })
  return [
    ...budgets,
    ...[...single].map(
      ([name, value]): Told => ({
        check: 'single-replicas',
        severity: 'warning',
        subject: `Namespace/${name}`,
        value,
        derivation: 'workloads that want one pod',
      }),
    ),
  ]
}

/** A fortnight before it is late, a quarter before it is time to plan. */
function bySupport({ cluster }: ClusterState, ms: number): Told[] {
  const check = 'support-end'
  const subject = 'Cluster'
  if (!isManaged(cluster.site)) {
    const derivation = 'registered from elsewhere: no calendar is published'
    return [check, 'control-plane-steps'].map((one) => ({
      check: one,
      severity: 'unknown',
      subject,
      derivation,
    }))
  }
  const minor = minorAt(cluster, ms)
  const version = versionOfMinor(minor)
  const phase = supportOf(version, ms)
  const endMs = phase === 'STANDARD_SUPPORT' ? version.endOfStandardMs : version.endOfExtendedMs
  const left = (endMs - ms) / dayMs
  const standard = eksVersions.filter(
    (one) => one.releaseMs <= ms && supportOf(one, ms) === 'STANDARD_SUPPORT',
  )
  const steps = Math.min(...standard.map((one) => one.minor)) - minor
  const ending: Told = {
    check,
    severity: left <= 14 ? 'error' : 'warning',
    subject,
    value: endMs,
    derivation: 'the day on which this support of its version ends',
  }
  const behind: Told = {
    check: 'control-plane-steps',
    severity: 'warning',
    subject,
    value: steps,
    derivation: 'minors up to the oldest in standard support',
  }
  return [...(left <= 90 ? [ending] : []), ...(steps > 1 ? [behind] : [])]
}

/** Whether an upgrade finds addresses is a question of its own. */
const ailing = (issue: string): Told => ({
  check: issue === 'InsufficientFreeAddresses' ? 'subnet-addresses' : 'cluster-health',
  severity: 'error',
  subject: issue === 'InsufficientFreeAddresses' ? 'Cluster' : `Cluster#${issue}`,
  derivation: 'drawn among so many that ail',
})

/** As EKS last looked; what it found for a version that the cluster has by now says nothing of the next. */
function ofAddOns(cluster: ClusterState['cluster'], ms: number): Told[] {
  const check = 'add-on-compatibility'
  const lookMs = lastLookMs(cluster, ms)
  if (minorAt(cluster, lookMs) < minorAt(cluster, ms)) {
    return [
      { check, severity: 'unknown', subject: 'Cluster', derivation: 'EKS has not looked since the upgrade' },
    ]
  }
  return incompatibleAddOns(cluster, lookMs).map(({ name }) => ({
    check,
    severity: 'error',
    subject: `AddOn/${name}`,
    derivation: 'its version does not go with the next Kubernetes, as EKS last looked',
  }))
}

function byPosture({ cluster }: ClusterState, ms: number): Told[] {
  if (!isManaged(cluster.site)) return []
  const { healthIssue, capabilities, isCapabilityDegraded, isProtected } = cluster
  const health = (severity: Severity, subject: string, derivation: string): Told => ({
    ...{ check: 'cluster-health', severity, subject, derivation },
  })
  const [capability] = capabilities
  return [
    ...(healthIssue === undefined ? [] : [ailing(healthIssue)]),
    ...addOnsOf(cluster)
      .filter((addOn) => isDegraded(cluster, addOn))
      .map(({ name }) =>
        health('warning', `AddOn/${name}#DEGRADED`, 'drawn among so many that are degraded'),
      ),
    ...(isCapabilityDegraded && capability !== undefined
      ? [health('warning', `Capability/${capability.toLowerCase()}#DEGRADED`, 'the first of them all')]
      : []),
    ...ofAddOns(cluster, ms),
    ...(isProtected
      ? []
      : [
          {
            check: 'deletion-protection',
            severity: 'warning',
            subject: 'Cluster',
            derivation: 'drawn among so many without',
          } as const,
        ]),
  ]
}

/** "finding.kubelet-skew.error" of "svc-a/NodeGroup/workers-a#1.30". Calls of deprecated APIs are told by scenarios. */
export function findingFacts(state: ClusterState, { toMs }: Asked): Fact[] {
  const told = [
    ...bySupport(state, toMs),
    ...byPosture(state, toMs),
    ...ofNodes(state, toMs),
    ...ofWorkloads(state, toMs),
  ]
  return told.map(({ check, severity, subject, value = 1, derivation }) => ({
    metric: `finding.${check}.${severity}`,
    subject: `${state.cluster.name}/${subject}`,
    value,
    derivation,
  }))
}
