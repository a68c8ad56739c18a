// The page's answer in one sentence with numbers in it: how many clusters are well, what is not, and how
// much is in them. Every number that can be narrowed to says so.
import { compact, count, plural } from '../../../components/format/number.ts'
import type { ClusterHealth } from '../../../domain/model/cluster-health.ts'

export interface FleetNumbers {
  readonly clusters: number
  readonly byHealth: readonly { readonly value: string; readonly clusters: number }[]
  readonly nodes: number
  readonly pods: number | null
  readonly gpus: number
  readonly unread: number
  readonly largest: { readonly name: string } | null
}

export interface AnswerPart {
  readonly text: string
  readonly strong?: boolean
  /** What a press on it narrows to. */
  readonly health?: ClusterHealth
}

const told = ['critical', 'degraded', 'stale', 'unknown'] as const
const words: Record<(typeof told)[number], string> = {
  critical: 'critical',
  degraded: 'degraded',
  stale: 'stale',
  unknown: 'not read',
}

function podsText(pods: number | null): string {
  if (pods === null) return ''
  return `, ${pods < 1_000_000 ? count(pods) : compact(pods)} ${pods === 1 ? 'pod' : 'pods'}`
}

export function fleetAnswer(fleet: FleetNumbers): AnswerPart[] {
  const of = (health: ClusterHealth): number =>
    fleet.byHealth.find(({ value }) => value === health)?.clusters ?? 0
  const parts: AnswerPart[] = [
    {
      strong: true,
      text: `${count(of('healthy'))} of ${plural(fleet.clusters, 'cluster')} ${fleet.clusters === 1 ? 'is' : 'are'} healthy.`,
    },
    { text: ' ' },
  ]
  const others = told.filter((health) => of(health) > 0)
  for (const [place, health] of others.entries()) {
    parts.push({ text: `${count(of(health))} ${words[health]}`, health })
    parts.push({ text: place === others.length - 1 ? '. ' : ', ' })
  }
  if (fleet.clusters === fleet.unread) return parts
  const gpus = fleet.gpus === 0 ? '' : `, ${plural(fleet.gpus, 'GPU')}`
  const largest =
    fleet.largest === null || fleet.clusters === 1 ? '' : `, most nodes in ${fleet.largest.name}`
  const unread =
    fleet.unread === 0 ? '' : ` (not counting ${plural(fleet.unread, 'cluster')} whose API is not read)`
  parts.push({
    text: `${plural(fleet.nodes, 'node')}${podsText(fleet.pods)}${gpus}${largest}${unread}.`,
  })
  return parts
}
