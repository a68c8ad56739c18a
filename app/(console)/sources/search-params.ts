// Everything a view of Sources is, as it stands in the address. Parsers only; what cannot be read falls
// back to the default instead of breaking the page. Never a token.
import {
  createParser,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { isClusterId } from '../../../domain/model/cluster-id.ts'
import { readStates } from '../../../domain/model/collection-state.ts'
import { sourceHealths } from '../../../domain/model/source.ts'

export const sourceSorts = ['health', 'cluster', 'newest', 'rate', 'events', 'rejects'] as const
export type SourceSort = (typeof sourceSorts)[number]

/** Ways to connect, in the order they are offered. */
export const connectWays = ['webhook', 'eks', 'aks', 'gke', 'file', 'http', 'shipper'] as const
export type ConnectWay = (typeof connectWays)[number]

/** Ways in which we read instead of being sent to. */
export const readWays = ['read-cluster', 'read-accounts', 'read-logs', 'read-metrics'] as const
export type ReadWay = (typeof readWays)[number]

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 200 ? page : null
  },
  serialize: String,
})

const parseAsCluster = createParser({
  parse: (text) => (isClusterId(text) ? text : null),
  serialize: String,
})

export const sourcesParams = {
  sort: parseAsStringLiteral(sourceSorts).withDefault('health'),
  health: parseAsStringLiteral(sourceHealths),
  find: parseAsString.withDefault(''),
  page: parseAsPage.withDefault(1),
  /** The cluster whose panel is open. */
  source: parseAsCluster,
  /** The way to connect that is shown; null when that card is closed. */
  connect: parseAsStringLiteral([...connectWays, ...readWays]),
  /** The source that is read and whose panel is open, by its id. */
  read: parseAsString,
  readState: parseAsStringLiteral(readStates),
  readFind: parseAsString.withDefault(''),
  readPage: parseAsPage.withDefault(1),
  /** Reasons that rejected lines are narrowed to. */
  reason: parseAsArrayOf(parseAsString).withDefault([]),
  /** Pages of rejected lines read. */
  older: parseAsPage.withDefault(1),
}
