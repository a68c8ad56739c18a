// A plan as a document to send: Markdown for people, CSV with a row for every move, JSON with all of it. Makes texts;
// reads and downloads nothing.
import { csv } from '../../../components/format/csv.ts'
import { plural } from '../../../components/format/number.ts'
import { day } from '../../../components/format/time.ts'
import {
  dollars,
  environmentWords,
  gateReasons,
  gateWords,
  missWords,
  moneySums,
  paramWords,
  spareWords,
  waveName,
  waveTime,
} from './plan-words.ts'
import type { UpgradePlan } from './upgrades-view.ts'

/** What came from clusters must not become markup. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.map(plain).join(' | ')} |`),
]

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]

const cut = (shown: number, all: number, what: string): string[] =>
  shown < all ? ['', `${plural(all - shown, what)} more.`] : []

function familyRows(plan: UpgradePlan): string[][] {
  return plan.families.map((family) => {
    const { environment, pattern, owner, clusters, versions, gate, endsAt } = family
    const contact = owner.contact === null ? '' : ` (${owner.contact})`
    return [
      ...[pattern, environmentWords[environment], `${owner.name}${contact}`, String(clusters)],
      ...[versions.join(', '), gateWords[gate.verdict], gateReasons(family, plan.titles).join('; ')],
      day(endsAt, plan.now.getUTCFullYear()),
    ]
  })
}

function moneyLines(plan: UpgradePlan): string[] {
  const { months, nowMicroUsdPerMonth, uncharged } = plan.money
  const { planned, staying } = moneySums(plan)
  if (months.length === 0) return []
  return [
    `Extended support costs ${dollars(nowMicroUsdPerMonth)} a month now (730 hours, list prices).`,
    '',
    ...table(
      ['Month', 'By this plan', 'If nothing is done'],
      [
        ...months.map(({ month, plannedMicroUsd, stayingMicroUsd }) => [
          ...[month, dollars(plannedMicroUsd), dollars(stayingMicroUsd)],
        ]),
        ['In all', dollars(planned), dollars(staying)],
      ],
    ),
    ...(uncharged > 0
      ? ['', `Not in these sums: ${plural(uncharged, 'cluster')} without a known price.`]
      : []),
  ]
}

export function planMarkdown(plan: UpgradePlan, link: string): string {
  const { params, waves, blockers, accepted, misses, missesInAll, unplanned, unplannedInAll, now } = plan
  const year = now.getUTCFullYear()
  const spare = spareWords(plan)
  const lines = [
    `# Upgrade plan to ${params.target ?? 'no version'}`,
    '',
    `${plural(plan.clusters, 'cluster')} to move, ${plural(plan.done, 'cluster')} there already${spare === null ? '' : `; ${spare}`}.`,
    paramWords(params),
    `Made ${now.toISOString()} from ${plan.freshness.clustersCovered} of ${plural(plan.freshness.clustersTotal, 'cluster')}${plan.freshness.simulated ? ', simulated' : ''}: <${link}>`,
    ...section(
      'Waves',
      table(
        ['Wave', 'What', 'Clusters', 'When (UTC)'],
        waves.map((wave) => [
          ...[String(wave.number), waveName(wave), String(wave.clusters), waveTime(wave, year)],
        ]),
      ),
    ),
    ...section('Families', [
      ...table(
        ['Family', 'Environment', 'Owner', 'Clusters', 'From', 'Gate', 'Why', 'There on'],
        familyRows(plan),
      ),
    ]),
    ...section(
      'Blockers, first to mend',
      blockers.map(
        ({ clusterName, summary, owner, recommendation }) =>
          `- [ ] **${plain(clusterName)}** (${plain(owner.name)}${owner.contact === null ? '' : `, ${plain(owner.contact)}`}): ${plain(summary)} ${plain(recommendation)}`,
      ),
    ),
    ...section(
      'Accepted',
      accepted.map(
        ({ clusterName, summary, reason, author, until }) =>
          `- **${plain(clusterName)}**: ${plain(summary)} Accepted until ${day(until, year)} by ${plain(author)}: ${plain(reason)}`,
      ),
    ),
    ...section('Days this plan misses', [
      ...misses.map(
        ({ name, kind, version, at, leavesAt }) =>
          `- **${plain(name)}**: ${version} ${missWords[kind]} ${day(at, year)}; it leaves ${leavesAt === null ? 'never' : day(leavesAt, year)}`,
      ),
      ...cut(misses.length, missesInAll, 'cluster'),
    ]),
    ...section('The money of staying', moneyLines(plan)),
    ...section('Not planned', [
      ...unplanned.map(({ name, because }) => `- **${plain(name)}**: ${plain(because)}`),
      ...cut(unplanned.length, unplannedInAll, 'cluster'),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

/** A row for every move, in the order of waves. */
export function planCsv(plan: UpgradePlan): string {
  const families = new Map(plan.families.map((family) => [family.id, family]))
  const head = [
    ...['Wave', 'Starts (UTC)', 'Ends (UTC)', 'Cluster', 'Cluster id', 'From', 'To'],
    ...['Environment', 'Family', 'Owner', 'Contact', 'Gate', 'Why'],
  ]
  const rows = plan.moves.map(({ wave, window, name, clusterId, from, to, familyId }) => {
    const family = families.get(familyId)
    return [
      ...[wave, window.startsAt, window.endsAt, name, clusterId, from, to],
      ...[family?.environment ?? null, family?.pattern ?? null],
      ...[family?.owner.name ?? null, family?.owner.contact ?? null],
      ...[family?.gate.verdict ?? null, family ? gateReasons(family, plan.titles).join('; ') : null],
    ]
  })
  return csv(head, rows)
}

export const planJson = (plan: UpgradePlan, link: string): string =>
  `${JSON.stringify({ what: 'Upgrade plan', by: 'Periplus', link, ...plan }, null, 2)}\n`
