// A review as Markdown: what the page exports and what is delivered. Pure, so that both may use it; the review itself,
// as JSON, is the other export. Names come from outside and are escaped.
import { markdownText, withBaseUrl } from './message.ts'
import type {
  CalendarRow,
  ChaseRow,
  DigestSentence,
  Headline,
  MaybeConnected,
  Review,
  TalkerRegression,
} from './review.ts'
import { counted, dayText, dollars, grouped, listed, weekdayText } from './words.ts'

const cell = (words: string): string => (words === '' ? '–' : markdownText(words))
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

type Linked = (words: string, href: string) => string

/** Addresses become links when the product's own address is given. */
const linking =
  (baseUrl: string | null): Linked =>
  (words, href) =>
    baseUrl === null ? markdownText(words) : `[${markdownText(words)}](${baseUrl}${href})`

/** `baseUrl`: "https://periplus.example/base", no slash at the end; null: numbers are no links. */
export function digestMarkdown(digest: readonly DigestSentence[], baseUrl: string | null): string {
  const link = linking(baseUrl)
  const part = (one: DigestSentence['parts'][number]): string =>
    one.kind === 'number'
      ? link(one.text, one.href)
      : one.kind === 'strong'
        ? `**${markdownText(one.text)}**`
        : markdownText(one.text)
  return digest.map(({ parts }) => parts.map(part).join('')).join(' ')
}

/** The same as plain text. */
export const digestText = (digest: readonly DigestSentence[]): string =>
  digest.map(({ parts }) => parts.map(({ text }) => text).join('')).join(' ')

function amountOf({ unit }: Headline, value: number): string {
  return unit === 'usd-per-month' ? `${dollars(value)} a month` : grouped(value)
}

function headlineRow(headline: Headline, link: Linked): string[] {
  const { label, now, delta, note, href, unknownBecause } = headline
  if (now === null) return [cell(label), 'not known', '–', cell(unknownBecause ?? '')]
  const sign = delta !== null && delta > 0 ? '+' : ''
  const moved = delta === null ? '–' : delta === 0 ? '0' : `${sign}${amountOf(headline, delta)}`
  return [link(label, href), amountOf(headline, now), moved, cell(note)]
}

function chaseRow(row: ChaseRow, at: string, link: Linked): string[] {
  const names = row.clusters.map(({ name }) => name)
  return [
    link(row.owner.name, row.href),
    cell(row.owner.contact ?? ''),
    cell(listed(names, row.clustersTotal, 3)),
    cell(row.items.map(({ action }) => action).join(' ')),
    row.due === null ? '–' : dayText(row.due, at),
    row.extraUsdPerMonth === null ? '–' : `+${dollars(row.extraUsdPerMonth)} a month`,
  ]
}

const happens: Readonly<Record<NonNullable<CalendarRow['next']>, string>> = {
  extended: 'extended support begins',
  unsupported: 'support ends',
  upgraded: 'upgraded by the provider',
}

function calendarRow(row: CalendarRow, at: string, link: Linked): string[] {
  const { provider, version, clusters, phase, nextAt, next, extendedUsdPerMonth, addedUsdPerMonth } = row
  const usd = [
    ...(extendedUsdPerMonth ? [`${dollars(extendedUsdPerMonth)} a month now`] : []),
    ...(addedUsdPerMonth ? [`+${dollars(addedUsdPerMonth)} a month if they stay`] : []),
  ]
  return [
    link(`${provider} ${version}`.trim(), row.href),
    grouped(clusters),
    phase,
    nextAt === null || next === null ? '–' : `${dayText(nextAt, at)}: ${happens[next]}`,
    cell(usd.join(', ')),
  ]
}

function section(title: string, ...body: readonly string[]): string {
  return [`## ${title}`, ...body].join('\n\n')
}

const unfed = (part: MaybeConnected<object>): string =>
  part.connected ? 'None.' : `Not connected: ${part.why}`

const talkerRow = (row: TalkerRegression, link: Linked): string[] => [
  link(row.agent, row.href),
  cell(row.clusterName),
  `${row.thenPerSecond} → ${row.nowPerSecond}`,
  `${row.times}×`,
]

function headOf({ week, preparedAt, freshness, clusters }: Review): string {
  const last = new Date(Date.parse(week.to) - 1).toISOString()
  const lines = [
    `${weekdayText(week.from, preparedAt)} to ${weekdayText(last, preparedAt)}, UTC; prepared ${preparedAt.slice(0, 16).replace('T', ' ')} UTC.`,
    `${counted(clusters, 'cluster')}; ${grouped(freshness.clustersCovered)} of ${grouped(freshness.clustersTotal)} fresh.`,
    ...(freshness.simulated ? ['**Simulated data.**'] : []),
    ...(week.partialBecause === null ? [] : [markdownText(`Partial: ${week.partialBecause}.`)]),
  ]
  return lines.join('  \n')
}

function messagesOf({ chase }: Review, baseUrl: string | null): string[] {
  return chase.rows.map(({ owner, message }) =>
    [
      `### ${markdownText(owner.name)}${owner.contact === null ? '' : ` (${markdownText(owner.contact)})`}`,
      withBaseUrl(message.markdown, baseUrl ?? ''),
    ].join('\n\n'),
  )
}

const tableOr = (none: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? none : table(head, rows)
const listOr = (none: string, lines: readonly string[]): string =>
  lines.length === 0 ? none : lines.join('\n')

function pressing({ chase, risks, calendar }: Review, at: string, link: Linked): string[] {
  const owners = chase.rows.map((row) => chaseRow(row, at, link))
  const ranked = risks.map(
    ({ title, reason, href }, place) => `${place + 1}. **${link(title, href)}**: ${markdownText(reason)}`,
  )
  const versions = calendar.rows.map((row) => calendarRow(row, at, link))
  return [
    section(
      'Who to chase',
      tableOr('Nobody.', ['Owner', 'Contact', 'Clusters', 'Action', 'Due', 'Extra cost'], owners),
    ),
    section('Top risks', listOr('None.', ranked)),
    section(
      'Support calendar',
      tableOr('No version is known.', ['Version', 'Clusters', 'Support', 'Next', 'Cost'], versions),
    ),
  ]
}

function happened({ changes, talkers, costMovers, incidents }: Review, link: Linked): string[] {
  const lines = changes.groups.map(({ title, detail }) =>
    markdownText(detail === '' ? title : `${title}: ${detail}`).replace(/^/, '- '),
  )
  const none = changes.total === null ? 'Nothing to compare with yet.' : 'Nothing.'
  const talkerRows = talkers.connected ? talkers.rows.map((row) => talkerRow(row, link)) : []
  return [
    section('What changed', listOr(none, lines)),
    section(
      'Talker regressions',
      tableOr(unfed(talkers), ['Client', 'Cluster', 'Requests a second', ''], talkerRows),
    ),
    section('Cost movers', unfed(costMovers)),
    section('Incidents', unfed(incidents)),
  ]
}

/** The whole review, messages to owners last. */
export function renderMarkdown(review: Review, baseUrl: string | null): string {
  const { week, chase, headlines } = review
  const link = linking(baseUrl)
  const numbers = headlines.map((one) => headlineRow(one, link))
  const parts = [
    `# Fleet review, week ${week.number} of ${week.year}`,
    headOf(review),
    digestMarkdown(review.digest, baseUrl),
    section('Headline numbers', table(['', 'Now', 'Change', ''], numbers)),
    ...pressing(review, week.standsFor ?? review.preparedAt, link),
    ...happened(review, link),
    ...(chase.rows.length === 0 ? [] : [section('Messages', ...messagesOf(review, baseUrl))]),
  ]
  return `${parts.join('\n\n')}\n`
}
