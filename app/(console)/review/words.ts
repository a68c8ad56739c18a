// What the numbers, days and changes of a review are called on this screen, and in which tone. Words only.
import { usd, usdAdded } from '../../../components/format/money.ts'
import { count, missing, plural } from '../../../components/format/number.ts'
import { day } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { CalendarRow, ChaseRow, Headline } from '../../../domain/review/review.ts'

const dayMs = 86_400_000

/** "23 Mar", with the year when it is another than the reader's. */
const date = (at: Date, today: Date): string => day(at, today.getUTCFullYear()).replace(/^\w+ /, '')

export const daysUntil = (at: Date, today: Date): number =>
  Math.ceil((at.getTime() - today.getTime()) / dayMs)

export function headlineValue({ now, unit }: Pick<Headline, 'now' | 'unit'>): string {
  if (now === null) return missing
  return unit === 'usd-per-month' ? usd(now) : count(now)
}

export interface DeltaWords {
  readonly direction: 'up' | 'down'
  /** "3", "$1,825" */
  readonly text: string
  readonly tone: 'ok' | 'warn' | 'plain'
  /** For those who do not see the arrow. */
  readonly says: string
}

/** Null when nothing is compared, or nothing moved. */
export function deltaWords({
  delta,
  unit,
  rise,
}: Pick<Headline, 'delta' | 'unit' | 'rise'>): DeltaWords | null {
  if (delta === null || delta === 0) return null
  const isUp = delta > 0
  const isGood = (rise === 'good') === isUp
  const size = Math.abs(delta)
  const text = unit === 'usd-per-month' ? usd(size) : count(size)
  return {
    direction: isUp ? 'up' : 'down',
    text,
    tone: rise === 'none' ? 'plain' : isGood ? 'ok' : 'warn',
    says: `${text} ${isUp ? 'more' : 'less'} than the week before`,
  }
}

export interface DueWords {
  readonly tone: Tone
  readonly text: string
  /** The day itself, beside the words that count to it. */
  readonly day: string
}

const pressingDays = 14
const countedDays = 60

/** `today` is the instant the review speaks of: a kept review counts from then. */
export function dueWords({ due, errors }: Pick<ChaseRow, 'due' | 'errors'>, today: Date): DueWords | null {
  if (due === null) return null
  const at = new Date(due)
  const days = daysUntil(at, today)
  const tone = days > pressingDays ? 'info' : errors > 0 ? 'crit' : 'warn'
  const written = day(at, today.getUTCFullYear())
  if (days > countedDays) return { tone, text: date(at, today), day: '' }
  if (days < 0) return { tone: 'crit', text: `${plural(-days, 'day')} over`, day: written }
  return { tone, text: days === 0 ? 'today' : `in ${plural(days, 'day')}`, day: written }
}

export interface CalendarWords {
  readonly words: string
  readonly tone: 'crit' | 'ext' | 'ok' | 'unk'
  readonly at: Date | null
}

const soonDays = 60
const longDays = 365

function withMoney(words: string, money: string | null): string {
  return money === null ? words : `${words} · ${money}`
}

const perMonth = (value: number | null): string | null =>
  value === null || value === 0 ? null : `${usd(value)}/mo`

/** What happens to the clusters of a version on the next day that matters, and what they cost. */
export function calendarWords(row: CalendarRow, today: Date): CalendarWords {
  if (row.phase === 'unknown') return { words: 'end of support not known', tone: 'unk', at: null }
  if (row.nextAt === null || row.next === null) {
    if (row.phase !== 'unsupported') return { words: 'no day is known', tone: 'unk', at: null }
    return { words: 'no longer supported', tone: 'crit', at: null }
  }
  const at = new Date(row.nextAt)
  const days = daysUntil(at, today)
  const when = date(at, today)
  if (row.next === 'extended') {
    const added = row.addedUsdPerMonth === null ? null : usdAdded(row.addedUsdPerMonth)
    const tone = days > longDays ? 'ok' : 'ext'
    if (days > soonDays) return { words: withMoney(when, added), tone, at }
    const money = added === null ? '' : `, ${added} if they stay`
    return { words: `${when}: extended${money}`, tone, at }
  }
  if (days <= 0) return { words: `due for an upgrade by force since ${when}`, tone: 'crit', at }
  const costs = perMonth(row.extendedUsdPerMonth)
  if (days > soonDays) {
    const tone = row.phase === 'extended' ? 'crit' : days > longDays ? 'ok' : 'ext'
    return { words: withMoney(`${when} ends`, costs), tone, at }
  }
  return {
    words: row.next === 'upgraded' ? `${when}: upgraded by force` : `${when}: support ends`,
    tone: 'crit',
    at,
  }
}

const providers: Readonly<Record<string, string>> = {
  'eks-anywhere': 'EKS Anywhere',
  gke: 'GKE',
  aks: 'AKS',
  openshift: 'OpenShift',
  kubernetes: 'Kubernetes',
}

/** Most clusters are of EKS; of any other the provider stands beside its version. */
export const providerWord = (provider: string): string =>
  provider === 'eks' ? '' : (providers[provider] ?? provider)

/** Where an owner's row stands; what addresses of a review lead to, without all that makes one. */
export const rowId = (ownerId: string): string => `chase-${ownerId}`

/** The rest of a list of which some were named. */
export const moreThan = (named: number, total: number): string =>
  total > named ? `+${count(total - named)}` : ''
