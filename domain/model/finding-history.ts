// What becomes of findings from one look of a check to the next: opened, changed, closed. A look that could not
// take place changes nothing. Pure; who stores it holds the cluster meanwhile.
import type { CheckResult, Finding, FindingStatus } from './finding.ts'
import { findingKey } from './finding.ts'

export const findingEventKinds = ['opened', 'changed', 'closed'] as const
export type FindingEventKind = (typeof findingEventKinds)[number]

/** A finding as it was last left. */
export interface KnownFinding {
  readonly key: string
  readonly status: Exclude<FindingStatus, 'passing'>
  readonly summary: string
  readonly isOpen: boolean
}

export interface FindingEvent {
  readonly key: string
  readonly kind: FindingEventKind
  /** "passing" before it was opened and after it is closed. */
  readonly before: FindingStatus
  readonly after: FindingStatus
  readonly summary: string
}

export interface NextFindings {
  readonly events: readonly FindingEvent[]
  /** Found now, to be written as they are. */
  readonly found: readonly Finding[]
  /** Keys of those that are closed now. */
  readonly closed: readonly string[]
}

/**
 * `known`: findings of the same cluster and check, closed ones included. A finding changes when its status does:
 * counts in its words move with every call, and that is no news.
 */
export function nextFindings(known: readonly KnownFinding[], result: CheckResult): NextFindings {
  if (result.unreadBecause !== null) return { events: [], found: [], closed: [] }
  const before = new Map(known.map((finding) => [finding.key, finding]))
  const found = new Map(result.findings.map((finding) => [findingKey(finding), finding]))
  const events: FindingEvent[] = []
  for (const [key, { status, summary }] of found) {
    const old = before.get(key)
    if (old === undefined || !old.isOpen) {
      events.push({ key, kind: 'opened', before: 'passing', after: status, summary })
    } else if (old.status !== status) {
      events.push({ key, kind: 'changed', before: old.status, after: status, summary })
    }
  }
  const gone = known.filter(({ key, isOpen }) => isOpen && !found.has(key))
  for (const { key, status, summary } of gone) {
    events.push({ key, kind: 'closed', before: status, after: 'passing', summary })
  }
  return { events, found: [...found.values()], closed: gone.map(({ key }) => key) }
}
