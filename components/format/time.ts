// How instants and windows are written: absolute, 24 hours, UTC. Knows no "now": whoever wants the
// year left out says which year the reader is in.
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (value: number) => String(value).padStart(2, '0')

/** "02:14" */
export function clockTime(at: Date): string {
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

/** "02:14:05" */
export function clockTimeSeconds(at: Date): string {
  return `${clockTime(at)}:${two(at.getUTCSeconds())}`
}

/** "Mon 9 Mar", with the year when it is not `year`. */
export function day(at: Date, year = at.getUTCFullYear()): string {
  const text = `${days[at.getUTCDay()]} ${at.getUTCDate()} ${months[at.getUTCMonth()]}`
  return at.getUTCFullYear() === year ? text : `${text} ${at.getUTCFullYear()}`
}

/** "Mon 9 Mar 02:14" */
export function dayTime(at: Date): string {
  return `${day(at)} ${clockTime(at)}`
}

/** "Mon 9 Mar 2026 02:14:05 UTC": for titles and details. */
export function fullInstant(at: Date): string {
  return `${day(at, Number.NaN)} ${clockTimeSeconds(at)} UTC`
}

const isMidnight = (at: Date) => at.getTime() % 86_400_000 === 0

/** "01:45 – 03:15, Mon 9 Mar" within a day, else "Sun 8 Mar 08:42 – Mon 9 Mar 08:42". */
export function windowText(from: Date, to: Date): string {
  const lastMoment = new Date(to.getTime() - 1)
  if (day(from) === day(lastMoment) && lastMoment.getTime() - from.getTime() < 86_400_000) {
    const end = isMidnight(to) ? '24:00' : clockTime(to)
    return `${clockTime(from)} – ${end}, ${day(from)}`
  }
  if (isMidnight(from) && isMidnight(to)) return `${day(from)} – ${day(lastMoment)}`
  return `${dayTime(from)} – ${dayTime(to)}`
}

/** "90 min", "24 h", "7 d": the length of a window. */
export function windowLength(from: Date, to: Date): string {
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000)
  if (minutes <= 120) return `${minutes} min`
  const hours = minutes / 60
  if (hours <= 48) return Number.isInteger(hours) ? `${hours} h` : `${Math.floor(hours)} h ${minutes % 60} m`
  const wholeDays = Math.floor(hours / 24)
  const rest = Math.round(hours - wholeDays * 24)
  return rest === 0 ? `${wholeDays} d` : `${wholeDays} d ${rest} h`
}

/** What a field for an instant holds: "2026-03-09 08:42", read as UTC. */
export function inputValue(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ')
}

/** The other way round; null for what is no time. */
export function fromInputValue(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::\d{2})?$/.exec(text.trim())
  if (match === null) return null
  const at = new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== match[0].slice(0, 10) ? null : at
}
