// Six numbers and how they moved. What nobody feeds has no number, and says why; a difference needs both ends.
import type { Addresses } from './addresses.ts'
import type { Changes, Headline, HeadlineId } from './review.ts'
import { blockersOf, type ClusterSnapshot, type SnapshotSums } from './snapshot.ts'
import { counted } from './words.ts'

export interface HeadlineQuestion {
  readonly before: SnapshotSums | null
  readonly after: SnapshotSums | null
  readonly clusters: readonly ClusterSnapshot[]
  readonly changes: Changes
  readonly blocking: ReadonlySet<string>
  /** By day, oldest first; empty when they are not of the clusters asked for. */
  readonly series: readonly { readonly day: string; readonly sums: SnapshotSums }[]
  readonly addresses: Addresses
}

type Own = Pick<Headline, 'label' | 'unit' | 'rise'> & {
  readonly note: (question: HeadlineQuestion) => string
  readonly href: (addresses: Addresses) => string
  readonly unknownBecause: string | null
}

const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)}%`

function comings({ changes }: HeadlineQuestion): string {
  const { created, found, gone } = changes.byKind
  const parts = [
    ...(created > 0 ? [`${created} created`] : []),
    ...(found > 0 ? [`${found} found`] : []),
    ...(gone > 0 ? [`${gone} gone`] : []),
  ]
  if (changes.total === null) return 'nothing to compare with yet'
  return parts.length === 0 ? 'none created or gone' : parts.join(', ')
}

const told: Readonly<Record<HeadlineId, Own>> = {
  clusters: {
    ...{ label: 'Clusters', unit: 'clusters', rise: 'none', unknownBecause: null },
    note: comings,
    href: (addresses) => addresses.fleet({}, 'changes'),
  },
  'standard-support': {
    ...{ label: 'On standard support', unit: 'clusters', rise: 'good', unknownBecause: null },
    note: ({ after }) =>
      after?.clusters && after['standard-support'] !== null
        ? `${percent(after['standard-support'], after.clusters)} of clusters`
        : '',
    href: (addresses) => addresses.here('calendar'),
  },
  'extended-support': {
    ...{ label: 'Extended support', unit: 'usd-per-month', rise: 'bad', unknownBecause: null },
    note: ({ clusters }) =>
      counted(clusters.filter(({ extendedMicroUsd }) => extendedMicroUsd > 0).length, 'cluster'),
    href: (addresses) => addresses.here('calendar'),
  },
  'upgrade-blockers': {
    ...{ label: 'Upgrade blockers', unit: 'findings', rise: 'bad', unknownBecause: null },
    note: ({ clusters, blocking }) => {
      const on = clusters.filter((cluster) => blockersOf(cluster, blocking).length > 0).length
      return `on ${counted(on, 'cluster')}`
    },
    href: (addresses) => addresses.upgrades({ verdict: 'blocked' }, 'risks'),
  },
  'control-planes': {
    ...{ label: 'Control planes above 80%', unit: 'clusters', rise: 'bad' },
    unknownBecause: 'The use of control planes is not kept in snapshots yet; Cluster pages show it.',
    note: () => '',
    href: (addresses) => addresses.here('headlines'),
  },
  'compute-cost': {
    ...{ label: 'Compute cost', unit: 'usd-per-month', rise: 'bad' },
    unknownBecause: 'No source of costs is read.',
    note: () => '',
    href: (addresses) => addresses.here('headlines'),
  },
}

export function headlinesOf(question: HeadlineQuestion): Headline[] {
  const { addresses, series } = question
  return Object.entries(told).map(([key, { note, href, ...own }]) => {
    const id = key as HeadlineId
    const [before, after] = [question.before?.[id] ?? null, question.after?.[id] ?? null]
    const delta = before === null || after === null ? null : Math.round((after - before) * 100) / 100
    return {
      ...own,
      id,
      // biome-ignore lint/suspicious/noThenProperty: a number beside "now"; nobody awaits it
      then: before,
      now: after,
      delta,
      note: after === null ? '' : note(question),
      href: href(addresses),
      unknownBecause:
        after !== null ? null : (own.unknownBecause ?? 'No snapshot of the fleet was taken in this week.'),
      series: own.unknownBecause === null ? series.map(({ day, sums }) => ({ day, value: sums[id] })) : [],
    }
  })
}
