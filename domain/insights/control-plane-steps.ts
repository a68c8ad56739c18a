// Clusters that need more than one upgrade to be in standard support again: control planes move one minor at a
// time, and each step takes its nodes and its checks with it. Says which steps; plans nothing.
import type { ClusterSubject } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { afterUpgrades, compareMinors, type MinorVersion, minorVersionOf } from '../support/minor-version.ts'
import { supportOf } from '../support/support-status.ts'
import {
  type Check,
  clusterSubject,
  counted,
  deadlineOf,
  evidence,
  findingOf,
  type Slice,
  versionUnknown,
} from './check.ts'

const id = 'control-plane-steps'

/** The oldest minor that is in standard support on a day; null when the calendar knows none. */
function oldestStandard({ calendar, provider }: ClusterSubject, now: Date): MinorVersion | null {
  const standard = calendar
    .filter(({ version, releasedOn }) => {
      const isOut = releasedOn !== null && releasedOn <= now.toISOString().slice(0, 10)
      return isOut && supportOf({ provider, version }, calendar, now).status === 'standard'
    })
    .flatMap(({ version }) => minorVersionOf(version) ?? [])
  return standard.sort(compareMinors)[0] ?? null
}

/** Where no calendar is, or the version is none of its like. */
const goalUnknown = (slice: Slice<'cluster'>): Finding => {
  const { provider, version } = slice.cluster
  return findingOf(id, slice, {
    subject: clusterSubject(slice.clusterId),
    status: 'unknown',
    summary: `How far ${version} is from standard support is not known.`,
    evidence: [
      evidence({
        signal: 'calendar',
        says: `no calendar of ${provider} names a version in standard support that ${version} could reach`,
        at: slice.now,
      }),
    ],
    recommendation: 'Look its days up at its provider.',
  })
}

export const controlPlaneSteps: Check<'cluster', { readonly mostSteps: number }> = {
  id,
  title: 'Upgrades to standard support',
  about:
    'A control plane goes up one minor at a time. A cluster left several behind needs as many upgrades, each with everything that can stand in its way.',
  severityRule:
    'Warning when more than one upgrade lies between the cluster and the oldest version in standard support. Unknown when no calendar says which that is.',
  needs: [],
  params: { mostSteps: 1 },
  remedy: 'Upgrade step by step, nodes and add-ons at each, and begin before the days get short.',
  sources: ['Kubernetes version skew policy: API servers are upgraded one minor at a time'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice, { mostSteps }) => {
    const { cluster, now } = slice
    const version = minorVersionOf(cluster.version ?? '')
    if (version === null) return [versionUnknown(id, slice)]
    const goal = oldestStandard(cluster, now)
    if (goal === null || goal.major !== version.major) return [goalUnknown(slice)]
    const steps = goal.minor - version.minor
    if (steps <= mostSteps) return []
    const path = Array.from({ length: steps + 1 }, (_, step) => afterUpgrades(version, step)).join(' → ')
    return [
      findingOf(id, slice, {
        subject: clusterSubject(slice.clusterId),
        status: 'warning',
        summary: `${counted(steps, 'upgrade')} lie between the cluster and standard support: ${path}.`,
        evidence: [
          evidence({ signal: 'provider', says: `it runs ${cluster.version}`, at: slice.at.cluster }),
          evidence({
            signal: 'calendar',
            says: `${path.split(' → ').at(-1)} is the oldest version of ${cluster.provider} in standard support`,
            at: now,
          }),
        ],
        recommendation: `Begin with ${afterUpgrades(version, 1)}; no minor can be left out.`,
        deadline: deadlineOf(cluster.support),
      }),
    ]
  },
}
