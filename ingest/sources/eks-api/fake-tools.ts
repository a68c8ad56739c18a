// What the supervisor and the inventory would give this source, kept in memory for tests: everything told is
// held to its schema, aliases never belong to two clusters. Only tests import it.

import type { Account } from '../../../domain/model/account.ts'
import { accountSchema } from '../../../domain/model/account.ts'
import { type ClusterAlias, type ClusterFacts, clusterFactsSchema } from '../../../domain/model/cluster.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import { type ClusterPart, type PartKind, partSchemas } from '../../../domain/model/cluster-part.ts'
import { type ClusterVersion, clusterVersionSchema } from '../../../domain/support/calendar.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import type {
  CollectionReport,
  CollectorTools,
  Identified,
  Inventory,
  RefreshCluster,
  ToldCluster,
} from '../../collection.ts'
import type { Told } from './troubles.ts'

export class FakeInventory {
  readonly clusters = new Map<string, ClusterFacts>()
  readonly aliases = new Map<string, string>()
  /** By `<cluster> <kind>`, then by name. */
  readonly parts = new Map<string, Map<string, ClusterPart['facts']>>()
  /** How often each kind of a cluster was told. */
  readonly tellings = new Map<string, number>()
  readonly gone: string[] = []
  accounts: readonly Account[] = []
  calendar: readonly ClusterVersion[] = []
  told: readonly ToldCluster[] = []
  /** Thrown by whatever is told next. */
  away: Error | undefined

  partsOf<Kind extends PartKind>(clusterId: string, kind: Kind) {
    const parts = this.parts.get(`${clusterId} ${kind}`) ?? new Map()
    return Object.fromEntries(parts) as Record<string, Extract<ClusterPart, { kind: Kind }>['facts']>
  }

  asInventory(): Inventory {
    const only =
      <Method extends keyof Inventory>(..._: Method[]) =>
      () =>
        Promise.reject(new Error('not for accounts'))
    return {
      identify: async ({ suggestedId, aliases }) => this.#identify(suggestedId, aliases),
      tellCluster: async (clusterId, facts) => {
        if (this.away) throw this.away
        this.clusters.set(clusterId, clusterFactsSchema.parse(facts))
      },
      tellParts: async (clusterId, kind, parts) => {
        const key = `${clusterId} ${kind}`
        this.tellings.set(key, (this.tellings.get(key) ?? 0) + 1)
        this.parts.set(key, new Map(parts.map(({ name, facts }) => [name, partSchemas[kind].parse(facts)])))
      },
      toldClusters: async () => this.told,
      tellAccounts: async (accounts) => {
        this.accounts = accounts.map((account) => accountSchema.parse(account))
      },
      tellCalendar: async (versions) => {
        this.calendar = versions.map((version) => clusterVersionSchema.parse(version))
      },
      tellGone: async (clusterIds) => {
        this.gone.push(...clusterIds)
        for (const clusterId of clusterIds) this.clusters.delete(clusterId)
      },
      knownObjects: only('knownObjects'),
      putObjects: only('putObjects'),
      putGone: only('putGone'),
      putSamples: only('putSamples'),
      sampleSpans: only('sampleSpans'),
    }
  }

  #identify(suggestedId: string, aliases: readonly ClusterAlias[]): Identified {
    const owners = aliases.flatMap(({ kind, value }) => this.aliases.get(`${kind} ${value}`) ?? [])
    const [clusterId = clusterIdSchema.parse(suggestedId), ...others] = new Set(owners)
    if (others.length > 0) return { ok: false, says: `${clusterId} and ${others[0]} share it` }
    for (const { kind, value } of aliases) this.aliases.set(`${kind} ${value}`, clusterId)
    return { ok: true, clusterId }
  }
}

export class FakeReport implements CollectionReport {
  readonly states: string[] = []
  readonly counts: Record<string, number> = {}
  readonly completed: Date[] = []
  readonly troubles = new Map<string, Told>()
  readonly cleared: string[] = []
  clusterIds: readonly string[] = []
  skewMs: number | undefined

  state(state: string): void {
    this.states.push(state)
  }
  clusters(clusterIds: readonly string[]): void {
    this.clusterIds = clusterIds
  }
  complete(at: Date): void {
    this.completed.push(at)
  }
  trouble(trouble: Told): void {
    this.troubles.set(`${trouble.subject} | ${trouble.kind}`, trouble)
  }
  clear(subject: string): void {
    this.cleared.push(subject)
    for (const [key, trouble] of this.troubles) if (trouble.subject === subject) this.troubles.delete(key)
  }
  count(name: string, by: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + by
  }
  clockSkew(ms: number): void {
    this.skewMs = ms
  }
}

export interface FakeTools {
  readonly inventory: FakeInventory
  readonly report: FakeReport
  readonly tools: CollectorTools
  /** What the source offered. */
  refresh(): RefreshCluster
}

export function fakeTools(): FakeTools {
  const inventory = new FakeInventory()
  const report = new FakeReport()
  let offered: RefreshCluster | undefined
  const tools: CollectorTools = {
    sourceId: 'eks-api:test',
    inventory: inventory.asInventory(),
    report,
    clock: fixedClock(new Date('2026-11-23T09:00:00Z')),
    turn: (work) => work(),
    claim: async () => undefined,
    offerRefresh: (refresh) => {
      offered = refresh
    },
  }
  const refresh = (): RefreshCluster => {
    if (offered === undefined) throw new Error('the source offers no refresh')
    return offered
  }
  return { inventory, report, tools, refresh }
}
