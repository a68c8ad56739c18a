// The review of a week as a letter: what the Monday page says first, with its numbers as links where the reader's
// own address of the page is known. Whatever is not known or not connected says so; lists say how much they leave out.
import type { ScopeInput } from '../model/scope.ts'
import { type Addresses, addressesOf } from '../review/addresses.ts'
import type { CalendarRow, ChaseRow, Headline, Instant, MaybeConnected, Review } from '../review/review.ts'
import { counted, dayText, dollars, grouped } from '../review/words.ts'
import type { Letter, LetterSection, Line, Span } from './letter.ts'

const listed = { chase: 12, changes: 15, calendar: 10, risks: 8, talkers: 5 } as const

type LinkOf = (address: string) => string | undefined

const aMonth = (usd: number): string => `${dollars(Math.round(usd))} a month`

export interface LetterTo {
  /** Which part of the fleet the review was asked about. */
  readonly scope: ScopeInput
  /** Where its readers open Periplus; null: no links. */
  readonly pageUrl: string | null
}

export function reviewLetter(review: Review, { scope, pageUrl }: LetterTo): Letter {
  const base = pageUrl?.replace(/\/+$/, '')
  const link: LinkOf = (address) => (base === undefined ? undefined : `${base}${address}`)
  const { week, freshness, digest } = review
  const addresses = addressesOf({ week: week.week, isOver: true, scope })
  const lastDay = new Date(Date.parse(week.to) - 1).toISOString()
  const label = freshness.simulated ? 'SIMULATED: ' : ''
  return {
    subject: `${label}Fleet review ${week.week}, ${dayText(week.from, week.from)} to ${dayText(lastDay, week.from)}`,
    lead: digest.map(({ parts }) =>
      parts.map((part) => ({ text: part.text, ...(part.kind === 'number' && { href: link(part.href) }) })),
    ),
    sections: sectionsOf(review, addresses, link).filter(({ lines }) => lines.length > 0),
    foot: footOf(review, addresses, link),
  }
}

function sectionsOf(review: Review, addresses: Addresses, link: LinkOf): LetterSection[] {
  const { week, chase, changes, calendar, risks, talkers, costMovers, incidents } = review
  const compared: readonly Line[] =
    changes.total === null ? [[{ text: 'There is no earlier week to compare with.' }]] : []
  return [
    { title: 'In numbers', lines: review.headlines.map((headline) => headlineLine(headline, link)) },
    {
      title: 'Who to chase',
      lines: upTo(listed.chase, chase.total, chase.rows, (row) => chaseLine(row, week.from, link)),
    },
    {
      title: 'What changed',
      lines: [
        ...compared,
        ...upTo(listed.changes, changes.groups.length, changes.groups, ({ title, detail, anchor }) => [
          { text: title, href: link(addresses.here(anchor)) },
          { text: detail === '' ? '' : `: ${detail}` },
        ]),
      ],
    },
    {
      title: 'Support calendar',
      lines: upTo(listed.calendar, calendar.rows.length, calendar.rows, (row) =>
        calendarLine(row, week.from, link),
      ),
    },
    {
      title: 'Top risks',
      lines: upTo(listed.risks, risks.length, risks, ({ title, reason, href }) => [
        { text: title, href: link(href) },
        { text: reason === '' ? '' : `: ${reason}` },
      ]),
    },
    {
      title: 'Talkers that grew',
      lines: connected(talkers, ({ rows }) =>
        upTo(listed.talkers, rows.length, rows, ({ agent, clusterName, times, href }) => [
          { text: agent, href: link(href) },
          { text: ` on ${clusterName}: ${times.toFixed(1)} times as many requests` },
        ]),
      ),
    },
    { title: 'Costs', lines: connected(costMovers, () => []) },
    { title: 'Incidents', lines: connected(incidents, () => []) },
  ]
}

function upTo<Row>(most: number, total: number, rows: readonly Row[], line: (row: Row) => Line): Line[] {
  const shown = rows.slice(0, most).map(line)
  return total > shown.length ? [...shown, [{ text: `…and ${grouped(total - shown.length)} more` }]] : shown
}

const connected = <Part>(part: MaybeConnected<Part>, lines: (part: Part) => Line[]): Line[] =>
  part.connected ? lines(part) : [[{ text: `Not connected: ${part.why}` }]]

function headlineLine({ label, unit, now, delta, note, href, unknownBecause }: Headline, link: LinkOf): Line {
  if (now === null)
    return [{ text: `${label}: not known${unknownBecause === null ? '' : `: ${unknownBecause}`}` }]
  const isMoney = unit === 'usd-per-month'
  const amount = isMoney ? aMonth(now) : grouped(now)
  return [
    { text: `${label}: ` },
    { text: amount, href: link(href) },
    { text: delta === null ? ' (no week before to compare with)' : ` (${deltaText(delta, isMoney)})` },
    { text: note === '' ? '' : `, ${note}` },
  ]
}

function deltaText(delta: number, isMoney: boolean): string {
  if (delta === 0) return 'as before'
  return `${delta > 0 ? '+' : '−'}${isMoney ? aMonth(Math.abs(delta)) : grouped(Math.abs(delta))}`
}

function chaseLine(row: ChaseRow, now: Instant, link: LinkOf): Line {
  const { owner, findings, clustersTotal, due, items, href } = row
  const first = items[0]?.action
  const rest: Span[] = [
    { text: owner.contact === null ? '' : ` (${owner.contact})` },
    { text: `: ${counted(findings, 'finding')} on ${counted(clustersTotal, 'cluster')}` },
    { text: due === null ? '' : `, due ${dayText(due, now)}` },
    { text: first === undefined ? '' : `. First: ${first}` },
  ]
  return [{ text: owner.name, href: link(href) }, ...rest]
}

const providerWords: Readonly<Record<string, string>> = {
  eks: 'EKS',
  gke: 'GKE',
  aks: 'AKS',
  openshift: 'OpenShift',
}

const nextWords: Readonly<Record<NonNullable<CalendarRow['next']>, string>> = {
  extended: 'extended support begins',
  unsupported: 'support ends',
  upgraded: 'upgraded by force',
}

function calendarLine(row: CalendarRow, now: Instant, link: LinkOf): Line {
  const { provider, version, clusters, next, nextAt, phase, addedUsdPerMonth, href } = row
  const what =
    next === null || nextAt === null
      ? phase === 'unknown'
        ? 'support not known'
        : `${phase === 'unsupported' ? 'no longer supported' : `${phase} support`}, no day known`
      : `${nextWords[next]} ${dayText(nextAt, now)}`
  return [
    { text: `${providerWords[provider] ?? provider} ${version}`.trim(), href: link(href) },
    { text: `: ${counted(clusters, 'cluster')}, ${what}` },
    {
      text:
        addedUsdPerMonth === null || addedUsdPerMonth === 0 ? '' : `, ${aMonth(addedUsdPerMonth)} more then`,
    },
  ]
}

function footOf(review: Review, { here }: Addresses, link: LinkOf): Line[] {
  const { week, freshness, preparedAt, clusters, isWholeFleet } = review
  const { asOf, clustersCovered, clustersTotal, simulated } = freshness
  const page = link(here(''))
  const told = [
    `${isWholeFleet ? 'The whole fleet' : 'A part of the fleet'}: ${counted(clusters, 'cluster')}.`,
    asOf === null
      ? 'Nothing has been read yet.'
      : `Evidence of ${grouped(clustersCovered)} of ${counted(clustersTotal, 'cluster')} was fresh, the newest of ${minuteOf(asOf.toISOString())}.`,
    `Put together ${minuteOf(preparedAt)}.`,
    ...(week.partialBecause === null
      ? []
      : [`It speaks of less than the whole week: ${week.partialBecause}.`]),
    ...(simulated ? ['Its data is simulated: these clusters do not exist.'] : []),
  ]
  return [
    [{ text: told.join(' ') }],
    page === undefined
      ? [{ text: 'Sent by Periplus.' }]
      : [{ text: 'The whole review, in Periplus', href: page }],
  ]
}

/** "2026-11-23 09:00 UTC". */
const minuteOf = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
