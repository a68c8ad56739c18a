// Everything a view of API traffic is, as it stands in the address. Parsers only; what cannot be read
// falls back to the default instead of breaking the page.
import {
  createParser,
  parseAsArrayOf,
  parseAsInteger,
  parseAsJson,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import {
  type TalkerDimension,
  type TalkerFilter,
  type TalkerKey,
  talkerDimensions,
  talkerRankings,
} from '../../../domain/model/talker.ts'
import { comparisons } from '../../../domain/model/talker-comparison.ts'

export const chartModes = ['stacked', 'share', 'lines', 'table'] as const

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 2_000 ? page : null
  },
  serialize: String,
})

const dimensions = parseAsArrayOf(parseAsStringLiteral(talkerDimensions))

/** At least one dimension, each once. */
const parseAsGrouping = createParser({
  parse: (text) => {
    const named = [...new Set(dimensions.parse(text) ?? [])]
    return named.length > 0 ? named : null
  },
  serialize: dimensions.serialize,
  eq: dimensions.eq,
})

const values = parseAsArrayOf(parseAsString).withDefault([])

/** Filter parameters by dimension; clusters are the scope's. */
export const filterParams = {
  agent: values,
  program: values,
  version: values,
  user: values,
  as: values,
  verb: values,
  resource: values,
  namespace: values,
  code: values,
}
export type FilterParam = keyof typeof filterParams
export type FilterDimension = Exclude<TalkerDimension, 'cluster'>

export const filterParamOf: Record<FilterDimension, FilterParam> = {
  userAgent: 'agent',
  agent: 'program',
  agentVersion: 'version',
  user: 'user',
  impersonatedUser: 'as',
  verb: 'verb',
  resource: 'resource',
  namespace: 'namespace',
  code: 'code',
}
export const filterDimensions = Object.keys(filterParamOf) as readonly FilterDimension[]

/** A key of known dimensions with text values; null for anything else. */
function readKey(value: unknown): TalkerKey | null {
  if (typeof value !== 'object' || value === null) return null
  const known: readonly string[] = talkerDimensions
  const entries = Object.entries(value)
  const fits = entries.every(([name, text]) => known.includes(name) && typeof text === 'string')
  return fits && entries.length > 0 ? (value as TalkerKey) : null
}

export const trafficParams = {
  ...filterParams,
  by: parseAsGrouping.withDefault(['userAgent']),
  rank: parseAsStringLiteral(talkerRankings).withDefault('requests'),
  split: parseAsStringLiteral(talkerDimensions).withDefault('userAgent'),
  chart: parseAsStringLiteral(chartModes).withDefault('stacked'),
  page: parseAsPage.withDefault(1),
  /** What the window is compared with. */
  compare: parseAsStringLiteral(comparisons),
  /** The live tail is open. */
  tail: parseAsStringLiteral(['on']),
  find: parseAsString.withDefault(''),
  /** Selected talker; its panel is open. */
  talker: parseAsJson(readKey),
  /** Pages of raw requests read in the panel. */
  older: parseAsPage.withDefault(1),
  /** The raw request whose detail is open: "<audit id>@<instant>". */
  request: parseAsString,
}

/** The filters in force, as a question takes them; undefined when there are none. */
export function filterOf(params: Readonly<Record<FilterParam, readonly string[]>>): TalkerFilter | undefined {
  const entries = filterDimensions
    .map((dimension) => [dimension, params[filterParamOf[dimension]]] as const)
    .filter(([, chosen]) => chosen.length > 0)
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as TalkerFilter)
}
