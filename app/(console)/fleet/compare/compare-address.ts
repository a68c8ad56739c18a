// What a comparison is, as it stands in the address: its clusters in their order, and whether only differences are
// shown. Parsers only.
import { createParser, parseAsBoolean } from 'nuqs/server'
import { isClusterId } from '../../../../domain/model/cluster-id.ts'

export const leastCompared = 2
export const mostCompared = 4

/** Each once, in their order; what can be no id is left out, and so is what is too many. */
const parseAsCompared = createParser({
  parse: (text) => [...new Set(text.split(','))].filter(isClusterId).slice(0, mostCompared),
  serialize: (ids) => ids.join(','),
  eq: (one, other) => one.join() === other.join(),
})

export const compareParams = {
  clusters: parseAsCompared.withDefault([]),
  /** Only what differs. */
  differences: parseAsBoolean.withDefault(false),
}

export const compareHref = (clusterIds: readonly string[]): string =>
  `/fleet/compare?clusters=${clusterIds.map(encodeURIComponent).join(',')}`
