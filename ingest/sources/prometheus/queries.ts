// What a metrics store is asked: one query a name of the closed list, of some clusters at a time. Names that a
// server tells of thousands of series are added up by the store, as scraping adds them up here.
import { witnessMetrics } from '../../../domain/model/api-sample.ts'
import { type Family, families, heldVerbs } from '../../control-plane-metrics/families.ts'

/** Told of clusters by the store; what finds calls of removed APIs stays with the cluster's own endpoints. */
const leftToScraping: ReadonlySet<string> = new Set(['apiserver_requested_deprecated_apis'])

/** Read last: that of the chunk all else is there too. */
export const witnessName = 'apiserver_current_inflight_requests'

/** Where these are a server was read, and a metric that is not there stood at zero: so they come after all others. */
const witnesses: ReadonlySet<string> = new Set(Object.values(witnessMetrics).flat())

export const isWitness = ({ metric }: Family): boolean => witnesses.has(metric)

function turnOf(family: Family | undefined): number {
  if (family?.name === witnessName) return 2
  return family !== undefined && isWitness(family) ? 1 : 0
}

/** Names of one metric, the newest first; the witness of what was read at the end. */
export const metricsAsked: readonly (readonly Family[])[] = [
  ...new Set(families.map(({ metric }) => metric).filter((metric) => !leftToScraping.has(metric))),
]
  .map((metric) =>
    families.filter((family) => family.metric === metric).sort((one, other) => one.age - other.age),
  )
  .sort(([one], [other]) => turnOf(one) - turnOf(other))

/** Labels that tell copies of one server's series apart, as the common ways to run two of a store set them. */
export const replicaLabels = ['prometheus_replica', 'replica', 'receive_replica'] as const
/** Labels that tell one server from another. */
export const serverLabels = ['instance', 'pod'] as const

export interface Asked {
  /** What names the cluster of a series; null: all are of one. */
  readonly clusterLabel: string | null
  /** Its values; null: whatever they are. */
  readonly clusters: readonly string[] | null
  readonly matchers: Readonly<Record<string, string>>
}

const text = (value: string): string => JSON.stringify(value)
const pattern = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')

/** Bounds as Prometheus 2 and 3 write them. */
const boundTexts = (bounds: ReadonlySet<number>): string[] =>
  [...bounds].flatMap((bound) => {
    if (bound === Number.POSITIVE_INFINITY) return ['+Inf']
    return Number.isInteger(bound) ? [`${bound}`, `${bound}.0`] : [`${bound}`]
  })

function selectorOf({ name, bounds, isWithoutWatches }: Family, { clusterLabel, clusters, matchers }: Asked) {
  const all = Object.entries(matchers).map(([label, value]) => `${label}=${text(value)}`)
  if (clusterLabel !== null && clusters !== null) all.push(`${clusterLabel}=~${text(pattern(clusters))}`)
  if (bounds !== undefined) all.push(`le=~${text(pattern(boundTexts(bounds)))}`)
  if (isWithoutWatches) all.push(`verb!~${text(heldVerbs.join('|'))}`)
  return all.length === 0 ? name : `${name}{${all.join(',')}}`
}

/** Of a server's requests, and of its own to the database, there are thousands of series, by resource and more. */
const isMany = ({ by }: Family): boolean => by.includes('verb') || by.includes('operation')

export function queryOf(family: Family, asked: Asked): string {
  const selector = selectorOf(family, asked)
  if (!isMany(family)) return selector
  const kept = [
    ...(asked.clusterLabel === null ? [] : [asked.clusterLabel]),
    ...family.by,
    ...serverLabels,
    ...replicaLabels,
  ]
  return `sum by (${kept.join(', ')}) (${selector})`
}
