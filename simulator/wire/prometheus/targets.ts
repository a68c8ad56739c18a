// What this Prometheus scrapes: the API server of every cluster, and where EKS shows them the scheduler and the
// controller manager; each every half a minute. What it stored of a scrape is what the target would have answered then.
import { dayMs, minuteMs, secondMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { hBelow, hHex, purpose } from '../../world/hash.ts'
import type { World } from '../../world/world.ts'
import { type EksComponent, eksComponents, eksFamilies, hasEksMetrics } from '../kube/eks-metrics.ts'
import { apiServerFamilies } from '../kube/metrics.ts'
import type { Family, MetricLabels, Series } from '../kube/series.ts'
import { plannedFaults } from '../planned-faults.ts'
import { fits, type Selector } from './selector.ts'

export const scrapeEveryMs = 30 * secondMs
/** A series is told for as long after its last sample. */
const lookbackMs = 5 * minuteMs
const keptMs = 15 * dayMs

export interface Target {
  readonly cluster: Cluster
  readonly labels: MetricLabels
  /** Of its first scrape after an instant that divides by the interval; whole seconds. */
  readonly offsetMs: number
  /** Undefined: the API server itself. */
  readonly component: EksComponent | undefined
  /** When scrapes fail, in [from, until). */
  readonly failures: readonly { readonly fromMs: number; readonly untilMs: number }[]
}

export interface Stored {
  readonly labels: MetricLabels
  /** As a query of this instant tells it; undefined: nothing, or nothing any more. */
  at(ms: number): number | undefined
}

const pathOf = (component: EksComponent | undefined): string =>
  component === undefined ? '/metrics' : `/apis/metrics.eks.amazonaws.com/v1/${component}/container/metrics`

export class Targets {
  readonly #world: World
  readonly #targets: readonly Target[]

  constructor(world: World) {
    this.#world = world
    const faults = plannedFaults(world).filter(
      ({ untilMs, times, answer }) => Number.isFinite(untilMs) && times === undefined && answer !== 'slow',
    )
    this.#targets = world.fleet.clusters.flatMap((cluster) =>
      [undefined, ...eksComponents]
        .filter((component) => component === undefined || hasEksMetrics(cluster, world.nowMs()))
        .map((component) => ({
          cluster,
          labels: {
            cluster: cluster.name,
            instance: `${hHex(2, cluster.id, 7).slice(0, 12)}.${cluster.region.code}.eks.simulated.invalid:443`,
            job: component === undefined ? 'apiserver' : `${component}-metrics`,
          },
          offsetMs: secondMs * hBelow(scrapeEveryMs / secondMs, cluster.id ^ purpose.schedule, 3),
          component,
          failures: faults.filter(
            ({ face, what }) =>
              face === `kube/${cluster.name}` && (what === '*' || what === `get ${pathOf(component)}`),
          ),
        })),
    )
  }

  /** The series that this asks for. */
  *select(selector: Selector): Generator<Stored> {
    for (const target of this.#targets) {
      if (!couldFit(selector, target.labels)) continue
      for (const family of this.#familiesOf(target, selector)) {
        for (const one of family.series()) {
          const labels = { __name__: one.name, ...one.labels, ...target.labels }
          if (fits(selector, labels)) yield { labels, at: (ms) => this.#valueAt(target, one, ms) }
        }
      }
    }
  }

  #familiesOf(target: Target, selector: Selector): readonly Family[] {
    const state = this.#world.state(target.cluster)
    const families =
      target.component === undefined ? apiServerFamilies(state) : eksFamilies(target.component, state)
    const names = selector.filter(({ label }) => label === '__name__')
    const named = (name: string): boolean => names.every(({ matches }) => matches(name))
    const of = ({ name, type }: Family): boolean =>
      named(name) ||
      (type === 'histogram' && ['bucket', 'count', 'sum'].some((part) => named(`${name}_${part}`)))
    return [...families, up].filter(of)
  }

  /** What the last scrape stored, unless that failed or is too long ago. */
  #valueAt({ offsetMs, failures, cluster }: Target, { name, at }: Series, ms: number): number | undefined {
    const nowMs = this.#world.nowMs()
    const { epochMs } = this.#world.fleet
    if (ms > nowMs + lookbackMs) return undefined
    const latest = Math.min(ms, nowMs)
    const scrapedMs = Math.floor((latest - offsetMs) / scrapeEveryMs) * scrapeEveryMs + offsetMs
    if (scrapedMs < Math.max(epochMs, cluster.createdMs, nowMs - keptMs)) return undefined
    if (ms - scrapedMs >= lookbackMs) return undefined
    const hasFailed = failures.some(({ fromMs, untilMs }) => scrapedMs >= fromMs && scrapedMs < untilMs)
    if (name === 'up') return hasFailed ? 0 : 1
    return hasFailed ? undefined : at(scrapedMs)
  }
}

/** Whether a target's series could be asked for, by the labels that all of them have. */
const couldFit = (selector: Selector, labels: MetricLabels): boolean =>
  fits(
    selector.filter(({ label }) => label in labels),
    labels,
  )

/** What Prometheus itself says of each target. */
const up: Family = {
  name: 'up',
  type: 'gauge',
  help: 'Whether the last scrape went well.',
  series: () => [{ name: 'up', labels: {}, at: () => 1 }],
}
