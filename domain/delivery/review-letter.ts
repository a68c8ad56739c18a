// The review of a week as a letter: what the Monday page says first, with its numbers as links where the reader's
// own address of the page is known. Whatever is not known or not connected says so; lists say how much they leave out.
import type { CalendarRow, ChaseRow, Headline, Instant, MaybeConnected, Review } from '../review/review.ts'
import type { Letter, LetterSection, Line, Span } from './letter.ts'

const listed = { chase: 12, changes: 15, calendar: 10, risks: 8, talkers: 5 } as const

type LinkOf = (address: string) => string | undefined

const count = (value: number): string => value.toLocaleString('en-US')
const day = (at: Instant): string => at.slice(0, 10)
const usd = (value: number): string => `${value < 0 ? '−' : ''}$${count(Math.round(Math.abs(value)))} a month`
const some = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** `pageUrl`: where its readers open Periplus; null: no links. */
export function reviewLetter(review: Review, pageUrl: string | null): Letter {
  const base = pageUrl?.replace(/\/+$/, '')
  const link: LinkOf = (address) => (base === undefined ? undefined : `${base}${address}`)
  const { week, freshness, digest } = review
  const last = new Date(Date.parse(week.to) - 1).toISOString()
  const label = freshness.simulated ? 'SIMULATED: ' : ''
  return {
    subject: `${label}Fleet review ${week.week}, ${day(week.from)} to ${day(last)}`,
    lead: digest.map(({ parts }) =>
      parts.map((part) => ({ text: part.text, ...(part.kind === 'number' && { href: link(part.href) }) })),
    ),
    sections: sectionsOf(review, link).filter(({ lines }) => lines.length > 0),
    foot: footOf(review, link),
  }
}

function sectionsOf(review: Review, link: LinkOf): LetterSection[] {
  const { chase, changes, calendar, risks, talkers, costMovers, incidents } = review
  const compared: readonly Line[] =
    changes.total === null ? [[{ text: 'There is no earlier week to compare with.' }]] : []
  return [
    { title: 'In numbers', lines: review.headlines.map((headline) => headlineLine(headline, link)) },
    {
      title: 'Who to chase',
      lines: upTo(listed.chase, chase.total, chase.rows, (row) => chaseLine(row, link)),
    },
    {
      title: 'What changed',
      lines: [
        ...compared,
        ...upTo(listed.changes, changes.groups.length, changes.groups, ({ title, detail, anchor }) => [
          { text: title, href: link(`/review?week=${review.week.week}#${anchor}`) },
          { text: detail === '' ? '' : `: ${detail}` },
        ]),
      ],
    },
    {
      title: 'Support calendar',
      lines: upTo(listed.calendar, calendar.rows.length, calendar.rows, (row) => calendarLine(row, link)),
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
  return total > shown.length ? [...shown, [{ text: `…and ${count(total - shown.length)} more` }]] : shown
}

const connected = <Part>(part: MaybeConnected<Part>, lines: (part: Part) => Line[]): Line[] =>
  part.connected ? lines(part) : [[{ text: `Not connected: ${part.why}` }]]

function headlineLine({ label, unit, now, delta, note, href, unknownBecause }: Headline, link: LinkOf): Line {
  if (now === null)
    return [{ text: `${label}: not known${unknownBecause === null ? '' : `: ${unknownBecause}`}` }]
  const isMoney = unit === 'usd-per-month'
  const amount = isMoney ? usd(now) : count(now)
  return [
    { text: `${label}: ` },
    { text: amount, href: link(href) },
    { text: delta === null ? ' (no week before to compare with)' : ` (${deltaText(delta, isMoney)})` },
    { text: note === '' ? '' : `, ${note}` },
  ]
}

function deltaText(delta: number, isMoney: boolean): string {
  if (delta === 0) return 'as before'
  return `${delta > 0 ? '+' : '−'}${isMoney ? usd(Math.abs(delta)) : count(Math.abs(delta))}`
}

function chaseLine({ owner, findings, clustersTotal, due, items, href }: ChaseRow, link: LinkOf): Line {
  const first = items[0]?.action
  const rest: Span[] = [
    { text: owner.contact === null ? '' : ` (${owner.contact})` },
    { text: `: ${some(findings, 'finding')} on ${some(clustersTotal, 'cluster')}` },
    { text: due === null ? '' : `, due ${day(due)}` },
    { text: first === undefined ? '' : `. First: ${first}` },
  ]
  return [{ text: owner.name, href: link(href) }, ...rest]
}

const nextWords: Readonly<Record<NonNullable<CalendarRow['next']>, string>> = {
  extended: 'extended support begins',
  unsupported: 'support ends',
  upgraded: 'upgraded by force',
}

function calendarLine(row: CalendarRow, link: LinkOf): Line {
  const { provider, version, clusters, next, nextAt, phase, addedUsdPerMonth, href } = row
  const what =
    next === null || nextAt === null
      ? phase === 'unknown'
        ? 'support not known'
        : `${phase === 'unsupported' ? 'no longer supported' : `${phase} support`}, no day known`
      : `${nextWords[next]} ${day(nextAt)}`
  return [
    { text: `${provider} ${version}`, href: link(href) },
    { text: `: ${some(clusters, 'cluster')}, ${what}` },
    {
      text: addedUsdPerMonth === null || addedUsdPerMonth === 0 ? '' : `, ${usd(addedUsdPerMonth)} more then`,
    },
  ]
}

function footOf({ week, freshness, preparedAt, clusters, isWholeFleet }: Review, link: LinkOf): Line[] {
  const { asOf, clustersCovered, clustersTotal, simulated } = freshness
  const age = asOf === null ? 'nothing has been read yet' : `newest of ${asOf.toISOString().slice(0, 16)}Z`
  const partial = week.partialBecause === null ? '' : ` Not the whole week: ${week.partialBecause}.`
  const page = link(`/review?week=${week.week}`)
  const told = simulated ? ' Its data is simulated: these clusters do not exist.' : ''
  return [
    [
      {
        text: `${isWholeFleet ? 'The whole fleet' : 'A part of the fleet'}, ${some(clusters, 'cluster')}; evidence of ${count(clustersCovered)} of ${count(clustersTotal)} clusters is fresh, ${age}. Put together ${preparedAt.slice(0, 16)}Z.${partial}${told}`,
      },
    ],
    page === undefined
      ? [{ text: 'Sent by Periplus.' }]
      : [{ text: 'The whole review, in Periplus', href: page }],
  ]
}
