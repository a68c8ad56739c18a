// What is different between two snapshots of the fleet, cluster by cluster. What only one of them knows was learned or
// is not told any more; that is no change of the cluster. Held the other way round, every difference is its mirror.

import type { ChangeKind } from './review.ts'
import type { ClusterSnapshot, PartVersions } from './snapshot.ts'

export interface Difference {
  readonly kind: ChangeKind
  readonly clusterId: string
  readonly name: string
  readonly ownerId: string
  /** An add-on's, a node group's, a finding's; null for the cluster itself. */
  readonly subject: string | null
  /** Null: was not there, or is not there any more. */
  readonly before: string | null
  readonly after: string | null
  /** Of a finding, its check; of an add-on, its name; else "". */
  readonly about: string
}

type Of = Omit<Difference, 'clusterId' | 'name' | 'ownerId'>

const told = (kind: ChangeKind, before: string | null, after: string | null): Of[] =>
  before === null || after === null || before === after
    ? []
    : [{ kind, subject: null, before, after, about: '' }]

function parts(kind: 'add-on' | 'node-group', then: PartVersions | null, now: PartVersions | null): Of[] {
  if (then === null || now === null) return []
  const names = Object.keys(now).filter((name) => then[name] !== now[name])
  const gone = Object.keys(then).filter((name) => now[name] === undefined)
  return [...names, ...gone].sort().flatMap((subject): Of[] => {
    const [before, after] = [then[subject] ?? null, now[subject] ?? null]
    const isLearned = before !== null && after !== null && (before === '' || after === '')
    return isLearned ? [] : [{ kind, subject, before, after, about: kind === 'add-on' ? subject : '' }]
  })
}

const protectionWord = (isOn: boolean | null): string | null => (isOn === null ? null : isOn ? 'on' : 'off')

/** Of a cluster whose findings are not all listed nothing can be said about what was opened or closed. */
export const areFindingsCompared = (then: ClusterSnapshot, now: ClusterSnapshot): boolean =>
  then.findingsLeftOut === 0 && now.findingsLeftOut === 0

function findings(then: ClusterSnapshot, now: ClusterSnapshot): Of[] {
  if (!areFindingsCompared(then, now)) return []
  const found = ({ findings: all }: ClusterSnapshot) => all.filter(({ status }) => status !== 'unknown')
  const [old, own] = [found(then), found(now)]
  // Most clusters have what they had, in the same order.
  if (old.length === own.length && own.every(({ id }, place) => old[place]?.id === id)) return []
  const [knew, knows] = [new Set(old.map(({ id }) => id)), new Set(own.map(({ id }) => id))]
  const opened = own.filter(({ id }) => !knew.has(id))
  const closed = old.filter(({ id }) => !knows.has(id))
  return [
    ...opened.map(({ subject, status, check }) => ({
      ...{ kind: 'findings-opened' as const, subject, before: null, after: status, about: check },
    })),
    ...closed.map(({ subject, status, check }) => ({
      ...{ kind: 'findings-closed' as const, subject, before: status, after: null, about: check },
    })),
  ]
}

function both(then: ClusterSnapshot, now: ClusterSnapshot): Of[] {
  return [
    ...told('upgraded', then.version, now.version),
    ...told('tier', then.tier, now.tier),
    ...parts('add-on', then.addOns, now.addOns),
    ...parts('node-group', then.nodeGroups, now.nodeGroups),
    ...told('protection', protectionWord(then.protection), protectionWord(now.protection)),
    ...told('owner', then.owner, now.owner),
    ...findings(then, now),
  ]
}

/** A cluster that is older than what it is held against was found, not created; one of no known age counts as created. */
function appeared({ createdAt, version }: ClusterSnapshot, comparedWith: string): Of {
  const isFound = createdAt !== null && Date.parse(createdAt) < Date.parse(comparedWith)
  return { kind: isFound ? 'found' : 'created', subject: null, before: null, after: version ?? '', about: '' }
}

export interface Compared {
  readonly takenAt: string
  readonly clusters: readonly ClusterSnapshot[]
}

/** By cluster id, and in the order of `changeKinds` within a cluster. */
export function compareSnapshots(then: Compared, now: Compared): Difference[] {
  const old = new Map(then.clusters.map((cluster) => [cluster.clusterId, cluster]))
  const own = new Map(now.clusters.map((cluster) => [cluster.clusterId, cluster]))
  const ids = [...new Set([...old.keys(), ...own.keys()])].sort()
  return ids.flatMap((clusterId) => {
    const [before, after] = [old.get(clusterId), own.get(clusterId)]
    const cluster = after ?? before
    if (cluster === undefined) return []
    const place = { clusterId, name: cluster.name, ownerId: cluster.owner }
    const differences =
      before === undefined
        ? [appeared(cluster, then.takenAt)]
        : after === undefined
          ? [{ kind: 'gone' as const, subject: null, before: before.version ?? '', after: null, about: '' }]
          : both(before, after)
    return differences.map((difference) => ({ ...place, ...difference }))
  })
}
