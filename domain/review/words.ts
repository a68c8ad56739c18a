// How numbers, days and money are spelled in a review's sentences and messages: English, UTC, whole dollars.
const dayMs = 86_400_000

export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : plural}`

const whole = new Intl.NumberFormat('en-US')
const withCents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** 12345 → "12,345". */
export const grouped = (count: number): string => whole.format(count)

/** Cents only where there are any. */
export const dollars = (usd: number): string =>
  `${usd < 0 ? '−' : ''}$${(Number.isInteger(usd) ? whole : withCents).format(Math.abs(usd))}`

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** "23 March"; with its year unless that is the year of `now`. */
export function dayText(instant: string, now: string): string {
  const [at, present] = [new Date(instant), new Date(now)]
  const text = `${at.getUTCDate()} ${months[at.getUTCMonth()]}`
  return at.getUTCFullYear() === present.getUTCFullYear() ? text : `${text} ${at.getUTCFullYear()}`
}

/** "Monday 23 March". */
export const weekdayText = (instant: string, now: string): string =>
  `${weekdays[new Date(instant).getUTCDay()]} ${dayText(instant, now)}`

/** Whole UTC days from one instant's day to the other's. */
export const daysBetween = (from: string, to: string): number =>
  Math.floor(Date.parse(to) / dayMs) - Math.floor(Date.parse(from) / dayMs)

const small = 'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ')

/** "fourteen days", "1 day" is "one day", "90 days". */
export const daysText = (days: number): string =>
  `${small[days] ?? grouped(days)} day${days === 1 ? '' : 's'}`

/** "ads, billing and 3 more". */
export function listed(names: readonly string[], total: number, shown: number): string {
  const first = names.slice(0, Math.min(total, shown))
  const more = total - first.length
  if (more > 0) return `${first.join(', ')} and ${grouped(more)} more`
  return first.length < 2 ? first.join('') : `${first.slice(0, -1).join(', ')} and ${first.at(-1)}`
}
