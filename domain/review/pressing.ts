// What presses: an error, or a warning whose day comes within ninety days. What somebody waived, and what could not be
// determined, does not. And in which order groups of such findings are told: by the nearest day, then by errors, then by
// how many there are.
import { groupedBy } from './grouped.ts'
import type { NamedCluster } from './review.ts'
import { type ClusterSnapshot, type FindingSnapshot, isLiving } from './snapshot.ts'

const pressesWithinDays = 90
const dayMs = 86_400_000

/** The last day that presses. */
const horizonOf = (at: string): string =>
  new Date(Date.parse(at) + pressesWithinDays * dayMs).toISOString().slice(0, 10)

/** Whether a day presses; days of no known date do not. */
export function nearTo(at: string): (day: string | null) => boolean {
  const horizon = horizonOf(at)
  return (day) => day !== null && day <= horizon
}

export interface PressingFinding extends FindingSnapshot {
  readonly ownerId: string
  readonly cluster: ClusterSnapshot
}

/** Findings that somebody shall do something about. */
export function pressing(clusters: readonly ClusterSnapshot[], at: string): PressingFinding[] {
  const isNear = nearTo(at)
  return clusters.flatMap((cluster) =>
    cluster.findings
      .filter((one) => isLiving(one) && (one.status === 'error' || isNear(one.deadline ?? null)))
      .map((finding) => ({ ...finding, ownerId: finding.owner ?? cluster.owner, cluster })),
  )
}

export interface Weight {
  /** The nearest of their days; null when none presses. */
  readonly day: string | null
  readonly errors: number
  readonly findings: number
}

export function weightOf(findings: readonly FindingSnapshot[]): Weight {
  let [day, errors]: [string | null, number] = [null, 0]
  for (const { deadline = null, status } of findings) {
    if (deadline !== null && (day === null || deadline < day)) day = deadline
    if (status === 'error') errors += 1
  }
  return { day, errors, findings: findings.length }
}

export const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const never = '9999-12-31'

/** What presses first, then what is worse, then what is more. */
const byWeight = (left: Weight, right: Weight): number =>
  byText(left.day ?? never, right.day ?? never) ||
  right.errors - left.errors ||
  right.findings - left.findings

type Findings = readonly [PressingFinding, ...PressingFinding[]]

/** Groups of findings in that order; equal ones by a name. */
export function inOrder(
  findings: readonly PressingFinding[],
  groupOf: (finding: PressingFinding) => string,
  nameOf: (group: Findings) => string = ([first]) => groupOf(first),
): { readonly name: string; readonly findings: Findings; readonly weight: Weight }[] {
  return [...groupedBy(findings, groupOf)]
    .map(([name, own]) => ({ name, findings: own, weight: weightOf(own), tie: nameOf(own) }))
    .sort((left, right) => byWeight(left.weight, right.weight) || byText(left.tie, right.tie))
}

/** Each cluster once, what presses first. */
export const clustersIn = (findings: readonly PressingFinding[]): NamedCluster[] =>
  inOrder(
    findings,
    ({ cluster }) => cluster.clusterId,
    ([{ cluster }]) => cluster.name,
  ).map(({ findings: [{ cluster }] }) => ({ clusterId: cluster.clusterId, name: cluster.name }))
