// Go or no go of a family: put together from what the checks come to on its clusters. An error against the next
// version is no go, what could not be looked at "cannot tell yet" with what is missing. What somebody waived counts as
// accepted, and is said.

import type { FindingStatus } from '../model/finding.ts'
import { type UpgradeVerdict, upgradeVerdicts, verdictOf } from '../support/upgrade-verdict.ts'

export interface GateCheck {
  readonly checkId: string
  readonly blocks: boolean
  /** The worst that is open and that nobody waived. */
  readonly status: FindingStatus
  /** Open and not waived, of that status. */
  readonly findings: number
  readonly waived: number
  /** Why it could not look; null when it did. */
  readonly unreadBecause: string | null
}

export interface GateReason {
  readonly checkId: string
  readonly clusters: number
  readonly findings: number
}

export interface Gate {
  /** "blocked" is no go, "unknown" cannot be told yet, "warnings" and "ready" go. */
  readonly verdict: UpgradeVerdict
  /** What decides a no go; most clusters first. */
  readonly blockers: readonly GateReason[]
  /** What is missing before it can be told. */
  readonly missing: readonly (GateReason & { readonly because: readonly string[] })[]
  readonly warnings: readonly GateReason[]
  /** Waived: it would count if nobody had accepted it. */
  readonly accepted: readonly GateReason[]
  /** Clusters that no check has looked at. */
  readonly unseen: number
}

export const isGo = ({ verdict }: Pick<Gate, 'verdict'>): boolean =>
  verdict === 'ready' || verdict === 'warnings'

const mostReasons = 3

function sums(
  clusters: readonly (readonly GateCheck[])[],
  counts: (check: GateCheck) => number | null,
): GateReason[] {
  const found = new Map<string, { checkId: string; clusters: number; findings: number }>()
  for (const check of clusters.flat()) {
    const findings = counts(check)
    if (findings === null) continue
    const sum = found.get(check.checkId) ?? { checkId: check.checkId, clusters: 0, findings: 0 }
    sum.clusters += 1
    sum.findings += findings
    found.set(check.checkId, sum)
  }
  return [...found.values()].sort(
    (one, other) => other.clusters - one.clusters || (one.checkId < other.checkId ? -1 : 1),
  )
}

/** `clusters`: what each of the family's clusters is judged by. */
export function gateOf(clusters: readonly (readonly GateCheck[])[]): Gate {
  const verdicts = clusters.map(verdictOf)
  const isMissing = ({ blocks, status }: GateCheck) => blocks && status === 'unknown'
  const isBlocker = ({ blocks, status }: GateCheck) => blocks && status === 'error'
  return {
    verdict: upgradeVerdicts.find((verdict) => verdicts.includes(verdict)) ?? 'unknown',
    blockers: sums(clusters, (check) => (isBlocker(check) ? check.findings : null)),
    missing: sums(clusters, (check) => (isMissing(check) ? check.findings : null)).map((reason) => {
      const told = clusters.flat().filter((check) => check.checkId === reason.checkId && isMissing(check))
      const because = [...new Set(told.flatMap(({ unreadBecause }) => unreadBecause ?? []))].sort()
      return { ...reason, because: because.slice(0, mostReasons) }
    }),
    warnings: sums(clusters, (check) =>
      !isBlocker(check) && (check.status === 'error' || check.status === 'warning') ? check.findings : null,
    ),
    accepted: sums(clusters, ({ waived }) => (waived > 0 ? waived : null)),
    unseen: clusters.filter((checks) => !checks.some(({ blocks }) => blocks)).length,
  }
}
