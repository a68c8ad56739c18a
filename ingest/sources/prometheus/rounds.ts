// Goes through a metrics store cluster by cluster: what is new, up to now, in order; then, while there is time,
// what is older, a day at a time backwards. How far it is follows from what is stored, so a start goes on there.

import { refusedLabels, refusedMetric } from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import type { PrometheusSource } from '../../../domain/model/source-definition.ts'
import type { CollectorTools, MetricSample } from '../../collection.ts'
import type { Family } from '../../control-plane-metrics/families.ts'
import type { RangeSeries } from './answer.ts'
import { Partial, type PrometheusClient, QueryRefused, TooMuch } from './client.ts'
import { type Asked, isWitness, metricsAsked, queryOf, witnessName } from './queries.ts'
import { samplesOf } from './samples.ts'
import type { PrometheusTuning } from './tuning.ts'

interface Span {
  /** Unix seconds between which all is stored. */
  readonly oldest: number
  readonly newest: number
}

interface Window {
  readonly start: number
  readonly end: number
  readonly step: number
}

/** A cluster and what the store's label calls it. */
interface Named {
  readonly value: string
  readonly clusterId: ClusterId
}

export interface RoundsOptions {
  readonly definition: PrometheusSource
  readonly client: PrometheusClient
  readonly tools: CollectorTools
  readonly tuning: PrometheusTuning
}

const witness = metricsAsked.at(-1)?.[0] as Family
const discoverySeconds = 600

export class Rounds {
  readonly #options: RoundsOptions
  /** By the label's value; "" where one cluster is meant. */
  readonly #clusters = new Map<string, ClusterId>()
  readonly #refused = new Set<string>()
  #spans: Map<ClusterId, Span> | undefined

  constructor(options: RoundsOptions) {
    this.#options = options
  }

  /** Rejects with CollectionFailure when the store cannot be asked; what concerns one metric is told. */
  async live(signal: AbortSignal): Promise<void> {
    const { tools, tuning } = this.#options
    const nowSeconds = Math.floor(tools.clock.now().getTime() / 1_000)
    const until = aligned(nowSeconds - tuning.settleSeconds, tuning.liveStep)
    this.#spans ??= await this.#stored(until)
    await this.#discover(until, signal)
    let isWhole = true
    for (const group of this.#groups()) isWhole = (await this.#catchUp(group, until, signal)) && isWhole
    if (isWhole && this.#clusters.size > 0) tools.report.complete(new Date(until * 1_000))
  }

  /** One step back for every group that has one; false once there is nothing older to read. */
  async past(signal: AbortSignal): Promise<boolean> {
    const { tools, tuning } = this.#options
    const { historySeconds, chunkSeconds, pastStep: step } = tuning
    const floor = aligned(tools.clock.now().getTime() / 1_000 - historySeconds, step)
    let isMore = false
    for (const group of this.#groups()) {
      const behind = group.filter(({ clusterId }) => this.#spanOf(clusterId).oldest > floor + step)
      if (behind.length === 0) continue
      const end = aligned(Math.max(...behind.map(({ clusterId }) => this.#spanOf(clusterId).oldest)), step)
      const start = Math.max(floor, end - chunkSeconds)
      if (!(await this.#read(behind, { start, end, step }, signal))) continue
      for (const { clusterId } of behind) this.#widen(clusterId, { oldest: start })
      isMore ||= start > floor
    }
    return isMore
  }

  async #stored(until: number): Promise<Map<ClusterId, Span>> {
    const { tools, tuning } = this.#options
    const since = new Date((until - tuning.historySeconds) * 1_000)
    const spans = await tools.inventory.sampleSpans(witness.metric, since)
    return new Map(
      spans.map(({ clusterId, oldest, newest }) => [
        clusterId,
        { oldest: oldest.getTime() / 1_000, newest: newest.getTime() / 1_000 },
      ]),
    )
  }

  #spanOf(clusterId: ClusterId): Span {
    return this.#spans?.get(clusterId) ?? { oldest: 0, newest: 0 }
  }

  #widen(clusterId: ClusterId, wider: { readonly oldest?: number; readonly newest?: number }): void {
    const { oldest, newest } = this.#spanOf(clusterId)
    this.#spans?.set(clusterId, {
      oldest: Math.min(oldest, wider.oldest ?? oldest),
      newest: Math.max(newest, wider.newest ?? newest),
    })
  }

  #groups(): Named[][] {
    const { clustersAtOnce } = this.#options.tuning
    const all = [...this.#clusters]
      .map(([value, clusterId]) => ({ value, clusterId }))
      .sort((one, other) => (one.clusterId < other.clusterId ? -1 : 1))
    return Array.from({ length: Math.ceil(all.length / clustersAtOnce) }, (_, n) =>
      all.slice(n * clustersAtOnce, (n + 1) * clustersAtOnce),
    )
  }

  #asked(clusters: readonly string[] | null): Asked {
    const { definition } = this.#options
    const clusterLabel = 'clusterLabel' in definition ? definition.clusterLabel : null
    return { clusterLabel, clusters, matchers: definition.matchers }
  }

  /** Which clusters the store tells of now. Those it told of before stay: their silence is a gap. */
  async #discover(until: number, signal: AbortSignal): Promise<void> {
    const { definition, client, tools, tuning } = this.#options
    const values = new Set<string>()
    if ('cluster' in definition) values.add('')
    else {
      const window = { start: until - discoverySeconds, end: until, step: tuning.liveStep }
      const series = await client.range({ query: queryOf(witness, this.#asked(null)), ...window }, signal)
      let strays = 0
      for (const { labels } of series) {
        const value = labels.get(definition.clusterLabel) ?? ''
        if (value === '') strays += 1
        else values.add(value)
      }
      this.#tellStrays(definition.clusterLabel, strays, values.size)
    }
    for (const value of values) if (!this.#clusters.has(value)) await this.#meet(value, until)
    tools.report.clusters([...this.#clusters.values()].sort())
  }

  #tellStrays(label: string, strays: number, named: number): void {
    const { report } = this.#options.tools
    const subject = `label ${label}`
    if (strays === 0 && named > 0) {
      report.clear(subject)
      return
    }
    const says =
      strays > 0
        ? `${strays} series of ${witnessName} bear no label ${label}; whose they are is not known and they are left out`
        : `it holds no series ${witnessName}${named === 0 ? '' : ` with a label ${label}`}`
    report.trouble({
      kind: 'configuration',
      says,
      steps: [
        'Say in clusterLabel which label names the cluster (external_labels of each Prometheus), or in cluster the one that all series are of; and see that API servers are scraped.',
      ],
      subject,
    })
  }

  async #meet(value: string, until: number): Promise<void> {
    const { definition, tools, tuning } = this.#options
    const { report } = tools
    const subject = `cluster ${value}`
    const suggested = 'cluster' in definition ? definition.cluster : (definition.clusterNames[value] ?? value)
    const suggestedId = clusterIdSchema.safeParse(suggested).data
    const identified =
      suggestedId === undefined
        ? { ok: false as const, says: `${JSON.stringify(value.slice(0, 100))} is no id of a cluster` }
        : await tools.inventory.identify({ suggestedId, aliases: [], sourceId: tools.sourceId })
    const twin = identified.ok && [...this.#clusters.values()].includes(identified.clusterId)
    if (!identified.ok || twin) {
      const why = identified.ok
        ? `${identified.clusterId} is named by another value of the label`
        : identified.says
      this.#refused.add(value)
      report.trouble({
        kind: 'conflict',
        says: `${why}; its series are left out`,
        steps: ['Give it an id under clusterNames: the value of the label, and the id of the cluster.'],
        subject,
      })
      return
    }
    if (this.#refused.delete(value)) report.clear(subject)
    const { clusterId } = identified
    this.#clusters.set(value, clusterId)
    const begin = until - tuning.liveSeconds
    if (!this.#spans?.has(clusterId)) this.#spans?.set(clusterId, { oldest: begin, newest: begin })
  }

  /** False when some of it must be asked again. */
  async #catchUp(group: readonly Named[], until: number, signal: AbortSignal): Promise<boolean> {
    const { liveSeconds, liveStep, pastStep, chunkSeconds, historySeconds } = this.#options.tuning
    const newest = Math.min(...group.map(({ clusterId }) => this.#spanOf(clusterId).newest))
    let from = Math.max(newest, until - historySeconds)
    while (from < until) {
      const isPast = until - from > liveSeconds
      const step = isPast ? pastStep : liveStep
      const end = isPast ? Math.min(from + chunkSeconds, aligned(until - liveSeconds, step) + step) : until
      if (!(await this.#read(group, { start: aligned(from, step), end, step }, signal))) return false
      for (const { clusterId } of group) this.#widen(clusterId, { newest: end })
      from = end
    }
    return true
  }

  /** All metrics of some clusters. False when a metric was answered in part or not for now. */
  async #read(group: readonly Named[], window: Window, signal: AbortSignal): Promise<boolean> {
    const { report } = this.#options.tools
    let isWhole = true
    for (const names of metricsAsked) {
      const [first] = names as [Family]
      // They are read last, and say how far all of it was read.
      if (isWitness(first) && !isWhole) return false
      try {
        await this.#readMetric(names, group, window, signal)
        report.clear(first.name)
      } catch (error) {
        if (!(error instanceof QueryRefused)) throw error
        report.trouble({
          ...error.trouble,
          says: `${first.name}: ${error.trouble.says}`,
          subject: first.name,
        })
        if (error instanceof Partial || error.trouble.kind === 'throttled') isWhole = false
        else await this.#tellRefused(first, group, window)
      }
    }
    return isWhole
  }

  /** Nobody reads it there, though others of its server were read: without this it would stand at zero. */
  async #tellRefused(
    { metric }: Family,
    group: readonly Named[],
    { start, end, step }: Window,
  ): Promise<void> {
    const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, n) => start + n * step)
    const samples = group.flatMap(({ clusterId }) =>
      times.map((seconds) => ({
        clusterId,
        metric: refusedMetric,
        labels: refusedLabels(metric),
        at: new Date(seconds * 1_000),
        value: 1,
      })),
    )
    await this.#put(samples)
  }

  /** By the newest name for those that have it, by an older one for the others. */
  async #readMetric(
    names: readonly Family[],
    group: readonly Named[],
    window: Window,
    signal: AbortSignal,
  ): Promise<void> {
    let without = group
    for (const family of names) {
      if (without.length === 0) return
      const found = await this.#readFamily(family, without, window, signal)
      without = without.filter(({ clusterId }) => !found.has(clusterId))
    }
  }

  /** Clusters that have it. A question too large is asked in halves: of clusters, then of time. */
  async #readFamily(
    family: Family,
    group: readonly Named[],
    window: Window,
    signal: AbortSignal,
  ): Promise<ReadonlySet<ClusterId>> {
    const { client } = this.#options
    const asked = this.#asked(group.map(({ value }) => value))
    let series: readonly RangeSeries[]
    try {
      series = await client.range({ query: queryOf(family, asked), ...window }, signal)
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
      const parts = halves(group, window)
      if (parts === undefined) throw error
      const found = new Set<ClusterId>()
      for (const [some, part] of parts)
        for (const clusterId of await this.#readFamily(family, some, part, signal)) found.add(clusterId)
      return found
    }
    return this.#store(family, series, group)
  }

  async #store(
    family: Family,
    series: readonly RangeSeries[],
    group: readonly Named[],
  ): Promise<ReadonlySet<ClusterId>> {
    const { definition, tools } = this.#options
    const ids = new Map(group.map(({ value, clusterId }) => [value, clusterId]))
    const label = 'clusterLabel' in definition ? definition.clusterLabel : null
    const clusterOf = (labels: ReadonlyMap<string, string>) =>
      ids.get(label === null ? '' : (labels.get(label) ?? ''))
    const { samples, leftOut } = samplesOf(family, series, tools.sourceId, clusterOf)
    if (leftOut > 0) tools.report.count('seriesLeftOut', leftOut)
    await this.#put(samples)
    tools.report.count('samples', samples.length)
    return new Set(samples.map(({ clusterId }) => clusterId))
  }

  async #put(samples: readonly MetricSample[]): Promise<void> {
    const { tools, tuning } = this.#options
    for (let from = 0; from < samples.length; from += tuning.batchSize)
      await tools.inventory.putSamples(samples.slice(from, from + tuning.batchSize))
  }
}

const aligned = (seconds: number, step: number): number => Math.floor(seconds / step) * step

function halves(group: readonly Named[], window: Window): [readonly Named[], Window][] | undefined {
  if (group.length > 1) {
    const middle = Math.ceil(group.length / 2)
    return [
      [group.slice(0, middle), window],
      [group.slice(middle), window],
    ]
  }
  const { start, end, step } = window
  const middle = start + aligned((end - start) / 2, step)
  if (middle <= start || middle >= end) return undefined
  return [
    [group, { start, end: middle, step }],
    [group, { start: middle + step, end, step }],
  ]
}
