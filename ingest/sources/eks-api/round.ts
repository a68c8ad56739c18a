// One round over all accounts and regions: first which clusters there are, then their parts. Each account fails
// for itself, each region, each cluster; what was listed completely is compared with what was known, and only
// there can a cluster be gone.
import type { Account } from '../../../domain/model/account.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { Identity, Reach } from '../../aws-client/reach.ts'
import { roleAdvice } from '../../aws-client/role-advice.ts'
import { worded } from '../../aws-client/told.ts'
import type { ToldCluster } from '../../collection.ts'
import { type Backups, readBackups } from './backups.ts'
import type { Catalogue } from './catalogue.ts'
import type { RoundInventory } from './gentle-inventory.ts'
import { type ClusterMemory, type ClusterReading, readAllParts, tellCluster } from './read-cluster.ts'
import type { RoundTroubles } from './troubles.ts'
import type { EksTuning } from './tuning.ts'

export interface RoundOptions {
  readonly reach: Reach
  readonly identity: Identity
  /** The product's clock as it began. */
  readonly startedAt: Date
  readonly regions: readonly string[]
  /** Named in the definition: then one that is not enabled is worth a word. */
  readonly areRegionsNamed: boolean
  readonly inventory: RoundInventory
  readonly sourceId: string
  readonly catalogue: Catalogue
  readonly time: ProcessTime
  readonly tuning: EksTuning
}

/** What is kept between rounds. */
export class RoundMemory {
  /** By place, then by name. */
  readonly clusters = new Map<string, Map<string, ClusterMemory>>()
  /** Told before this process started and not seen since, by place. */
  readonly #told = new Map<string, ToldCluster[]>()
  readonly disabledUntilMs = new Map<string, number>()

  constructor(told: readonly ToldCluster[]) {
    for (const cluster of told) {
      const place = `${cluster.accountId}/${cluster.region}`
      this.#told.set(place, [...(this.#told.get(place) ?? []), cluster])
    }
  }

  clusterIds(): ClusterId[] {
    const read = [...this.clusters.values()].flatMap((clusters) => [...clusters.values()])
    const told = [...this.#told.values()].flat()
    return [...new Set([...read, ...told].map(({ clusterId }) => clusterId))]
  }

  /** Where it is read; undefined before it was. */
  find(clusterId: ClusterId): { readonly place: string; readonly memory: ClusterMemory } | undefined {
    for (const [place, clusters] of this.clusters) {
      for (const memory of clusters.values()) if (memory.clusterId === clusterId) return { place, memory }
    }
    return undefined
  }

  knows(place: string): boolean {
    return (this.clusters.get(place)?.size ?? 0) > 0 || (this.#told.get(place)?.length ?? 0) > 0
  }

  /** Those known at a place that its complete list does not name; they are forgotten here. */
  takeGone(place: string, listed: ReadonlySet<string>): ClusterId[] {
    const clusters = this.clusters.get(place) ?? new Map<string, ClusterMemory>()
    const gone = [...clusters.values(), ...(this.#told.get(place) ?? [])].filter(
      ({ name }) => !listed.has(name),
    )
    for (const { name } of gone) clusters.delete(name)
    const kept = (this.#told.get(place) ?? []).filter(({ name }) => listed.has(name) && !clusters.has(name))
    this.#told.set(place, kept)
    return [...new Set(gone.map(({ clusterId }) => clusterId))]
  }
}

export interface RoundOutcome {
  /** Places whose clusters were listed completely. */
  readonly listed: readonly Place[]
}

export async function readRound(
  accounts: readonly Account[],
  memory: RoundMemory,
  troubles: RoundTroubles,
  options: RoundOptions,
): Promise<RoundOutcome> {
  const found: Found[] = []
  options.reach.beginRound()
  await forEachOf(accounts, options.tuning.accountsAtOnce, async ({ accountId }) => {
    try {
      found.push(...(await readAccount(accountId, memory, troubles, options)))
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      troubles.say({
        subject: `account ${accountId}`,
        ...worded(error),
        ...roleAdvice(error, accountId, options),
      })
    }
  })
  // Which clusters there are stands before the many calls for their parts: a large account keeps no other waiting.
  await forEachOf(found, Math.max(1, found.length), async ({ met, reading }) => {
    await forEachOf(met, options.tuning.clustersAtOnce, (one) => readAllParts(one, reading))
  })
  return { listed: found.map(({ reading }) => reading.place) }
}

/** The clusters of one place, told and without their parts. */
interface Found {
  readonly met: readonly ClusterMemory[]
  readonly reading: ClusterReading
}

async function readAccount(
  accountId: string,
  memory: RoundMemory,
  troubles: RoundTroubles,
  options: RoundOptions,
): Promise<Found[]> {
  const { reach, identity, regions, areRegionsNamed, time, tuning } = options
  const session = await reach.session(accountId, identity)
  const listed: Found[] = []
  const strange: { readonly place: Place; readonly failure: AwsFailure }[] = []
  await forEachOf(regions, regions.length, async (region) => {
    const key = `${accountId}/${region}`
    if ((memory.disabledUntilMs.get(key) ?? 0) > time.nowMs()) return
    const place = reach.place(accountId, region, session)
    const backup = reach.regional('backup', { accountId, region }, session)
    try {
      listed.push(await readPlace({ place, backup }, memory, troubles, options))
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      if (isStranger(error)) strange.push({ place, failure: error })
      else troubles.place(place, error)
    }
  })
  const [first] = strange
  if (first !== undefined && listed.length === 0) {
    troubles.say({ subject: `account ${accountId}`, ...worded(first.failure) })
    return listed
  }
  for (const { place, failure } of strange) {
    // A region that is not enabled knows nobody of the account; where another one does, it is that.
    const key = `${accountId}/${place.region}`
    if (areRegionsNamed || memory.knows(key)) troubles.place(place, failure)
    else memory.disabledUntilMs.set(key, time.nowMs() + tuning.disabledRegionEveryMs)
  }
  return listed
}

const isStranger = ({ code }: AwsFailure): boolean => /^(UnrecognizedClient|InvalidClientTokenId)/.test(code)

async function readPlace(
  { place, backup }: { readonly place: Place; readonly backup: Place<'backup'> },
  memory: RoundMemory,
  troubles: RoundTroubles,
  options: RoundOptions,
): Promise<Found> {
  const { inventory, sourceId, catalogue, time, tuning, startedAt: at } = options
  // Registered clusters too.
  const names = await place.all('ListClusters', { include: ['all'] }, ({ clusters }) => clusters)
  const key = `${place.accountId}/${place.region}`
  const known = memory.clusters.get(key) ?? new Map<string, ClusterMemory>()
  if (names.length > 0) memory.clusters.set(key, known)
  const reading = { place, inventory, sourceId, catalogue, time, tuning, troubles }
  const met: ClusterMemory[] = []
  let asked: Promise<Backups> | undefined
  const backups = (): Promise<Backups> => {
    asked ??= readBackups(backup, troubles)
    return asked
  }
  await forEachOf(names, tuning.clustersAtOnce, async (name) => {
    const one = await tellCluster(name, known.get(name), reading, { at, backups })
    if (one === undefined) return
    known.set(name, one)
    met.push(one)
  })
  const gone = memory.takeGone(key, new Set(names))
  if (gone.length > 0) await inventory.tellGone(gone)
  return { met, reading }
}
