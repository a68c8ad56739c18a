// The two or three sentences a review opens with, made of facts of the review and of nothing else: what presses by which
// day, what changed, what stands in the way. A number is told only where its rows are listed; none is told where it is none.
import type { Addresses } from './addresses.ts'
import { anchorOfKind } from './changes.ts'
import type {
  CalendarRow,
  ChangeKind,
  Changes,
  Chase,
  DigestPart,
  DigestSentence,
  Headline,
  ReviewWeek,
  RowsOf,
  SupportCalendar,
} from './review.ts'
import { counted, daysBetween, daysText, dayText, dollars, grouped, weekdayText } from './words.ts'

/** Further away than this nothing presses. */
const pressesWithinDays = 120

export interface DigestQuestion {
  readonly week: Pick<ReviewWeek, 'comparedWith' | 'standsFor'>
  readonly calendar: SupportCalendar
  readonly changes: Changes
  readonly chase: Chase
  readonly blockers: Headline | undefined
  readonly blockedClusters: number
  readonly addresses: Addresses
}

const text = (words: string): DigestPart => ({ kind: 'text', text: words })
const number = (value: number, words: string, href: string, rows: RowsOf | null): DigestPart => ({
  kind: 'number',
  text: words,
  value,
  href,
  rows,
})

/** "a", "a and b", "a, b and c". */
function joined(lists: readonly (readonly DigestPart[])[], last = ' and '): DigestPart[] {
  return lists.flatMap((parts, place) => [
    ...(place === 0 ? [] : [text(place === lists.length - 1 ? last : ', ')]),
    ...parts,
  ])
}

const onVersion = (row: CalendarRow): DigestPart =>
  number(row.clusters, `${counted(row.clusters, 'cluster')} on ${row.version}`, row.href, {
    list: 'calendar',
    provider: row.provider,
    version: row.version,
  })

const plural = (rows: readonly CalendarRow[]): boolean =>
  rows.reduce((sum, { clusters }) => sum + clusters, 0) !== 1

/** What happens to these on their day: those that only start to cost more, then those that are moved, then the rest. */
function happens(rows: readonly CalendarRow[], addresses: Addresses): DigestPart[] {
  const groups: DigestPart[][] = []
  const leaving = rows.filter(({ next }) => next === 'extended')
  if (leaving.length > 0) {
    const usd = leaving.reduce((sum, { addedUsdPerMonth }) => sum + (addedUsdPerMonth ?? 0), 0)
    const many = plural(leaving)
    groups.push([
      ...joined(leaving.map((row) => [onVersion(row)])),
      text(many ? ' leave standard support' : ' leaves standard support'),
      ...(usd > 0
        ? [
            text(many ? ' and cost ' : ' and costs '),
            number(usd, `${dollars(usd)} a month`, addresses.here('calendar'), null),
            text(many ? ' more if they stay' : ' more if it stays'),
          ]
        : []),
    ])
  }
  const moved = rows.filter(({ next }) => next === 'upgraded')
  if (moved.length > 0) {
    groups.push([
      ...joined(moved.map((row) => [onVersion(row)])),
      text(
        plural(moved)
          ? ' may be upgraded whether or not they are ready'
          : ' may be upgraded whether or not it is ready',
      ),
    ])
  }
  const over = rows.filter(({ next }) => next === 'unsupported')
  if (over.length > 0) {
    groups.push([
      ...joined(over.map((row) => [onVersion(row)])),
      text(plural(over) ? ' run out of support' : ' runs out of support'),
    ])
  }
  return joined(groups, '; ')
}

/** What may happen any day: its day has come. */
function due(rows: readonly CalendarRow[]): DigestPart[] {
  const word = plural(rows) ? 'their' : 'its'
  return [
    ...joined(rows.map((row) => [onVersion(row)])),
    text(` may be upgraded by ${word} provider any day`),
  ]
}

function supportSentence({ week, calendar, addresses }: DigestQuestion): DigestSentence[] {
  const at = week.standsFor ?? ''
  const dated = calendar.rows.flatMap((row) => (row.nextAt === null ? [] : [{ row, nextAt: row.nextAt }]))
  const over = dated.filter(({ nextAt }) => daysBetween(at, nextAt) <= 0).map(({ row }) => row)
  const ahead = dated
    .filter(({ nextAt }) => daysBetween(at, nextAt) > 0 && daysBetween(at, nextAt) <= pressesWithinDays)
    .sort((left, right) => (left.nextAt < right.nextAt ? -1 : 1))
  const [first] = ahead
  if (first === undefined) {
    if (over.length > 0) return [{ id: 'forced', parts: [...due(over), text('.')] }]
    if (dated.length === 0) return []
    const calm = `No version in use leaves its support in the next ${pressesWithinDays} days.`
    return [{ id: 'calm', parts: [text(calm)] }]
  }
  const away = daysText(daysBetween(at, first.nextAt))
  const sameDay = ahead.filter(({ nextAt }) => nextAt === first.nextAt).map(({ row }) => row)
  return [
    {
      id: 'support',
      parts: [
        { kind: 'strong', text: `${dayText(first.nextAt, at)} is ${away} away.` },
        text(' That day '),
        ...happens(sameDay, addresses),
        ...(over.length > 0 ? [text('; '), ...due(over)] : []),
        text('.'),
      ],
    },
  ]
}

interface Telling {
  readonly kind: ChangeKind
  readonly noun: string
  readonly one: string
  readonly many: string
}
const clusterTellings: readonly Telling[] = [
  { kind: 'upgraded', noun: 'cluster', one: 'was upgraded', many: 'were upgraded' },
  { kind: 'created', noun: 'cluster', one: 'was created', many: 'were created' },
  { kind: 'found', noun: 'older cluster', one: 'was found', many: 'were found' },
  { kind: 'gone', noun: 'cluster', one: 'is gone', many: 'are gone' },
  { kind: 'findings-opened', noun: 'finding', one: 'was opened', many: 'were opened' },
  { kind: 'findings-closed', noun: 'finding', one: 'was closed', many: 'were closed' },
]

function changeSentence({ week, changes, addresses }: DigestQuestion): DigestSentence {
  const { comparedWith, standsFor } = week
  if (comparedWith === null || changes.total === null) {
    return {
      id: 'change',
      parts: [text('This is the first snapshot of the fleet, so there is nothing to compare it with yet.')],
    }
  }
  const since = `Since ${weekdayText(comparedWith, standsFor ?? comparedWith)} `
  if (changes.total === 0) return { id: 'change', parts: [text(`${since}nothing has changed.`)] }
  const told = clusterTellings
    .map((telling) => ({ ...telling, count: changes.byKind[telling.kind] }))
    .filter(({ count }) => count > 0)
  const part = ({ kind, noun, count, one, many }: (typeof told)[number]): DigestPart[] => [
    number(count, counted(count, noun), addresses.here(anchorOfKind(changes, kind)), {
      list: 'changes',
      kind,
    }),
    text(` ${count === 1 ? one : many}`),
  ]
  const others = changes.total - told.reduce((sum, { count }) => sum + count, 0)
  const rest: DigestPart[] = [
    number(
      others,
      counted(others, told.length === 0 ? 'change' : 'other change'),
      addresses.here('changes'),
      {
        list: 'other-changes',
      },
    ),
    text(others === 1 ? ' was seen' : ' were seen'),
  ]
  const lists = [...told.map(part), ...(others > 0 ? [rest] : [])]
  return { id: 'change', parts: [text(since), ...joined(lists), text('.')] }
}

function moved({ delta }: Headline): string {
  if (delta === null) return ''
  if (delta === 0) return ', as many as before'
  return delta < 0 ? `, ${grouped(-delta)} fewer than before` : `, ${grouped(delta)} more than before`
}

function chaseParts({ chase, addresses }: DigestQuestion): DigestPart[] {
  if (chase.total === 0) return [text('nobody has anything due')]
  const owners = `${grouped(chase.total)} of ${counted(chase.owners, 'owner')}`
  return [
    number(chase.total, owners, addresses.here('chase'), { list: 'chase' }),
    text(chase.total === 1 ? ' has something due' : ' have something due'),
  ]
}

function blockerSentence(question: DigestQuestion): DigestSentence[] {
  const { blockers, blockedClusters, addresses } = question
  const count = blockers?.now ?? null
  if (blockers === undefined || count === null) return []
  const stand: DigestPart[] =
    count === 0
      ? [text('Nothing stands in the way of the next version')]
      : [
          number(count, counted(count, 'finding'), addresses.here('headlines'), {
            list: 'headline',
            id: 'upgrade-blockers',
          }),
          text(' on '),
          number(
            blockedClusters,
            counted(blockedClusters, 'cluster'),
            addresses.upgrades({ verdict: 'blocked' }, 'headlines'),
            { list: 'blocked' },
          ),
          text(
            count === 1 ? ' stands in the way of the next version' : ' stand in the way of the next version',
          ),
        ]
  return [
    {
      id: 'blockers',
      parts: [...stand, text(`${moved(blockers)}; `), ...chaseParts(question), text('.')],
    },
  ]
}

/** Support first, then what changed, then what stands in the way. */
export function digestOf(question: DigestQuestion): DigestSentence[] {
  if (question.week.standsFor === null) {
    return [{ id: 'nothing-known', parts: [text('No snapshot of the fleet was taken in this week.')] }]
  }
  return [...supportSentence(question), changeSentence(question), ...blockerSentence(question)]
}
