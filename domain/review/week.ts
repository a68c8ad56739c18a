// ISO weeks as reviews count them: from Monday 00:00 UTC to the next one, half-open, named "2026-W48" after the year
// that holds their Thursday. Instants are milliseconds or ISO 8601 text; nothing here asks what time it is.

const dayMs = 86_400_000
export const weekMs = 7 * dayMs

export interface IsoWeek {
  /** "2026-W48". */
  readonly name: string
  /** Of its Thursday. */
  readonly year: number
  /** 1 to 53. */
  readonly number: number
  readonly fromMs: number
  /** The next Monday: no part of the week. */
  readonly toMs: number
}

export const dayStartMs = (atMs: number): number => Math.floor(atMs / dayMs) * dayMs

/** "2026-11-26". */
export const dayName = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** The week an instant lies in. */
export function weekAt(atMs: number): IsoWeek {
  const day = dayStartMs(atMs)
  const fromMs = day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs
  const year = new Date(fromMs + 3 * dayMs).getUTCFullYear()
  // 4 January lies in the first week of every year.
  const january = Date.UTC(year, 0, 4)
  const firstMs = january - ((new Date(january).getUTCDay() + 6) % 7) * dayMs
  const number = Math.round((fromMs - firstMs) / weekMs) + 1
  return {
    name: `${year}-W${String(number).padStart(2, '0')}`,
    year,
    number,
    fromMs,
    toMs: fromMs + weekMs,
  }
}

/** "2026-W48", or a day in it: "2026-11-26". Undefined for what is neither, or is a week that the year has not. */
export function weekNamed(text: string): IsoWeek | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(text) ?? []
  if (year !== undefined && number !== undefined) {
    const first = weekAt(Date.UTC(Number(year), 0, 4))
    const week = weekAt(first.fromMs + (Number(number) - 1) * weekMs)
    return week.name === text ? week : undefined
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const atMs = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(atMs) || dayName(atMs) !== text ? undefined : weekAt(atMs)
}

export const weekAfter = ({ toMs }: IsoWeek): IsoWeek => weekAt(toMs)
export const weekBefore = ({ fromMs }: IsoWeek): IsoWeek => weekAt(fromMs - 1)

/** Starts of its days, Monday first. */
export const daysOf = ({ fromMs }: IsoWeek): number[] =>
  Array.from({ length: 7 }, (_, place) => fromMs + place * dayMs)
