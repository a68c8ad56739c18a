// What a view of the upgrades is, as it stands in the address: the verdicts that are listed, the page, and the
// check on a cluster that is open, and the plan that is made. Parsers only; what cannot be read falls back to the default.
import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { upgradeVerdicts } from '../../../domain/support/upgrade-verdict.ts'
import { weekdays } from '../../../domain/upgrade-plan/weekday.ts'

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 200 ? page : null
  },
  serialize: String,
})

export const lists = ['clusters', 'findings'] as const

/** How long after the last call of what will be removed a finding of it stands, in minutes. */
export const callSpans = {
  '15m': 15,
  '1h': 60,
  '6h': 360,
  '24h': 1_440,
  '7d': 10_080,
  '30d': 43_200,
} as const
export type CallSpan = keyof typeof callSpans
const usualSpan = '30d'

export const upgradeParams = {
  calls: parseAsStringLiteral(Object.keys(callSpans) as CallSpan[]).withDefault(usualSpan),
  list: parseAsStringLiteral(lists).withDefault('clusters'),
  /** Of the list of findings: which checks, how bad, a part of their words, and those that somebody accepted. */
  of: parseAsArrayOf(parseAsString).withDefault([]),
  status: parseAsArrayOf(parseAsStringLiteral(['error', 'warning', 'unknown'] as const)).withDefault([]),
  find: parseAsString.withDefault(''),
  accepted: parseAsBoolean.withDefault(false),
  verdict: parseAsArrayOf(parseAsStringLiteral(upgradeVerdicts)).withDefault([]),
  page: parseAsPage.withDefault(1),
  /** Of the open panel: the cluster and the check. */
  on: parseAsString.withDefault(''),
  check: parseAsString.withDefault(''),
}

const parseAsWithin = (least: number, most: number) =>
  createParser({
    parse: (text) => {
      const value = parseAsInteger.parse(text)
      return value !== null && value >= least && value <= most ? value : null
    },
    serialize: String,
  })

const parseAsMatching = (pattern: RegExp) =>
  createParser({ parse: (text) => (pattern.test(text) ? text : null), serialize: String })

const isDay = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** What a plan is made with; absent is what the server takes. */
export const planParams = {
  target: parseAsMatching(/^\d{1,2}\.\d{1,3}$/),
  starts: createParser({
    parse: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text) ? text : null),
    serialize: String,
  }),
  soak: parseAsWithin(0, 90).withDefault(3),
  mend: parseAsWithin(0, 365).withDefault(14),
  days: parseAsArrayOf(parseAsStringLiteral(weekdays)).withDefault(['mon', 'tue', 'wed', 'thu']),
  /** UTC hours: "9-16". */
  hours: parseAsMatching(/^([0-9]|1[0-9]|2[0-3])-([1-9]|1[0-9]|2[0-4])$/).withDefault('9-16'),
  room: parseAsWithin(1, 500).withDefault(10),
}

export type PlanParams = {
  [Key in keyof typeof planParams]: ReturnType<(typeof planParams)[Key]['parse']>
}

export const rowsPerPage = 50

/** What is usual is not said, so that it stays what the server takes. */
export const callsInput = (calls: CallSpan) =>
  calls === usualSpan ? {} : { callsWithinMinutes: callSpans[calls] }

interface Asked {
  readonly calls: CallSpan
  readonly verdict: readonly (typeof upgradeVerdicts)[number][]
  readonly page: number
}

export function matrixInput({ calls, verdict, page }: Asked, scope: ScopeInput | undefined) {
  const offset = (page - 1) * rowsPerPage
  return {
    ...(scope && { scope }),
    ...callsInput(calls),
    verdicts: [...new Set(verdict)],
    limit: rowsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
}

export const findingsPerPage = 50

interface AskedFindings {
  readonly calls: CallSpan
  readonly of: readonly string[]
  readonly status: readonly ('error' | 'warning' | 'unknown')[]
  readonly find: string
  readonly accepted: boolean
}

/** What is green is in no list. Checks that are no checks any more are left out by whoever knows them. */
export function findingsInput(
  { calls, of, status, find, accepted }: AskedFindings,
  scope: ScopeInput | undefined,
) {
  return {
    ...(scope && { scope }),
    ...callsInput(calls),
    checks: [...new Set(of)].slice(0, 100),
    statuses: status.length > 0 ? [...new Set(status)] : (['error', 'warning', 'unknown'] as const).slice(),
    waived: accepted ? ('only' as const) : ('without' as const),
    find: find.trim().slice(0, 200),
    limit: findingsPerPage,
  }
}

/** Hours that end before they start are not hours: then what is usual. */
export function hoursOf(text: string | null): { fromHour: number; toHour: number } {
  const [fromHour = 9, toHour = 16] = (text ?? '').split('-').map(Number)
  return fromHour < toHour ? { fromHour, toHour } : { fromHour: 9, toHour: 16 }
}

export function planInput(params: PlanParams, scope: ScopeInput | undefined) {
  const { target, starts, soak, mend, days, hours, room } = params
  const chosen = weekdays.filter((day) => days?.includes(day))
  return {
    ...(scope && { scope }),
    ...(target !== null && { target }),
    ...(starts !== null && { startsOn: starts }),
    ...(soak !== null && { soakDays: soak }),
    ...(mend !== null && { mendDays: mend }),
    ...(chosen.length > 0 && { maintenance: { days: chosen, ...hoursOf(hours), clusters: room ?? 10 } }),
  }
}
