// What the relational store holds of every cluster that is there, kept in this process and brought up to date by
// every question before it is answered: one statement tells what was written since, and only that is read anew
// (db/relational/read/touched-rows.ts). So it is never older than the question, whichever process wrote. Bounded by
// the clusters of an installation.
import type { Relational } from '../../../db/relational/client.ts'
import { type AccountRow, listAccounts } from '../../../db/relational/read/accounts.ts'
import { type ClusterFindings, findingsByCluster } from '../../../db/relational/read/check-results.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import {
  type FleetClusterRow,
  fleetClusters,
  type ToldBy,
  toldBy,
} from '../../../db/relational/read/fleet.ts'
import { listSourceHealth, type SourceHealthRow } from '../../../db/relational/read/source-health.ts'
import { type TouchedRows, touchedRows } from '../../../db/relational/read/touched-rows.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'

export const clusterLimit = 20_000
const toldLimit = 40_000
const sourceLimit = 20_000
const accountLimit = 20_000
const versionLimit = 1_000
/** Of more than these everything is read: that is cheaper than naming them. */
const mostNamed = 1_000

/** Replaced whole when any of it was written. */
export interface KeptCluster {
  readonly row: FleetClusterRow
  readonly told: readonly ToldBy[]
  /** Absent while it was never evaluated. */
  readonly findings: ClusterFindings | undefined
}

export interface KeptFleet {
  readonly clusters: ReadonlyMap<string, KeptCluster>
  readonly sources: ReadonlyMap<string, SourceHealthRow>
  /** As providers told it; the same array while they tell the same. */
  readonly versions: readonly ClusterVersion[]
  /** Clusters of which something was read anew since `changed` was last emptied by its reader. */
  readonly changed: Set<string>
}

interface Keeping extends KeptFleet {
  mark: string | null
  readAt: Date
  clusters: Map<string, KeptCluster>
  sources: Map<string, SourceHealthRow>
  accounts: Map<string, AccountRow>
  versions: readonly ClusterVersion[]
}

const byCluster = <Of extends { readonly clusterId: string }>(rows: readonly Of[]): Map<string, Of[]> => {
  const found = new Map<string, Of[]>()
  for (const row of rows) {
    const own = found.get(row.clusterId)
    if (own === undefined) found.set(row.clusterId, [row])
    else own.push(row)
  }
  return found
}

/** Undefined reads all of them, and forgets those that are not there any more. */
async function readClusters(
  relational: Relational,
  kept: Keeping,
  ids: readonly string[] | undefined,
  now: Date,
) {
  if (ids?.length === 0) return
  const among = ids === undefined ? {} : { among: ids }
  const [rows, told, findings] = await Promise.all([
    fleetClusters(relational, { ...among, goneAfter: null, limit: clusterLimit }),
    toldBy(relational, { ...among, limit: toldLimit }),
    findingsByCluster(relational, { ...among, now, limit: clusterLimit }),
  ])
  const toldOf = byCluster(told)
  const foundOn = new Map(findings.map((one) => [one.clusterId, one]))
  const here = new Map(rows.map((row) => [row.clusterId as string, row]))
  for (const id of ids ?? [...kept.clusters.keys(), ...here.keys()]) {
    const row = here.get(id)
    if (row === undefined) kept.clusters.delete(id)
    else kept.clusters.set(id, { row, told: toldOf.get(id) ?? [], findings: foundOn.get(id) })
    kept.changed.add(id)
  }
}

/** Clusters whose account is called otherwise, or lies elsewhere, than before. */
async function readAccounts(relational: Relational, kept: Keeping): Promise<string[]> {
  const before = kept.accounts
  const rows = await listAccounts(relational, { limit: accountLimit })
  kept.accounts = new Map(rows.map((row) => [row.accountId, row]))
  const isSame = (id: string): boolean => {
    const [old, fresh] = [before.get(id), kept.accounts.get(id)]
    return old?.name === fresh?.name && old?.ouPath === fresh?.ouPath
  }
  const changed = new Set([...before.keys(), ...kept.accounts.keys()].filter((id) => !isSame(id)))
  return [...kept.clusters.values()].flatMap(({ row }) =>
    row.accountId !== null && changed.has(row.accountId) ? row.clusterId : [],
  )
}

async function readSources(relational: Relational, kept: Keeping, ids: readonly string[] | undefined) {
  if (ids?.length === 0) return
  const named = ids === undefined ? {} : { sourceIds: ids }
  const rows = await listSourceHealth(relational, { ...named, limit: sourceLimit })
  const fresh = new Map(rows.map((row) => [row.health.sourceId, row]))
  const read = new Set(ids ?? [...kept.sources.keys(), ...fresh.keys()])
  for (const id of read) {
    const row = fresh.get(id)
    if (row === undefined) kept.sources.delete(id)
    else kept.sources.set(id, row)
  }
  for (const [id, { told }] of kept.clusters) {
    if (told.some(({ sourceId }) => read.has(sourceId))) kept.changed.add(id)
  }
}

async function readVersions(relational: Relational, kept: Keeping): Promise<void> {
  const versions = await listClusterVersions(relational, { limit: versionLimit })
  if (JSON.stringify(versions) !== JSON.stringify(kept.versions)) kept.versions = versions
}

const few = (ids: readonly string[]): readonly string[] | undefined =>
  ids.length > mostNamed ? undefined : ids

async function readTouched(relational: Relational, kept: Keeping, touched: TouchedRows, now: Date) {
  const isWhole = !touched.isKnown || now < kept.readAt
  const { accounts, versions, sources, clusters } = touched
  const moved =
    isWhole || accounts.isTouched || accounts.total !== kept.accounts.size
      ? await readAccounts(relational, kept)
      : []
  const over = [...kept.clusters.values()].flatMap(({ row, findings }) =>
    findings?.waivedUntil && findings.waivedUntil <= now ? row.clusterId : [],
  )
  const ids = [...new Set([...clusters.ids, ...moved, ...over])]
  await readClusters(relational, kept, isWhole ? undefined : few(ids), now)
  // One that came or went between the two statements is no reason to be wrong.
  if (!isWhole && kept.clusters.size !== clusters.total) await readClusters(relational, kept, undefined, now)
  await readSources(relational, kept, isWhole ? undefined : few(sources.ids))
  if (!isWhole && kept.sources.size !== sources.total) await readSources(relational, kept, undefined)
  if (isWhole || versions.isTouched || versions.total !== kept.versions.length) {
    await readVersions(relational, kept)
  }
}

async function refresh(relational: Relational, kept: Keeping, now: Date): Promise<void> {
  // What is written while it is read is told by the next question's statement.
  const touched = await touchedRows(relational, kept.mark)
  await readTouched(relational, kept, touched, now)
  kept.mark = touched.mark
  kept.readAt = now
}

interface Turns {
  readonly kept: Keeping
  running: Promise<unknown>
  /** One that has not begun yet: whoever asks now may share it. */
  waiting: Promise<void> | null
}
const turnsOf = new WeakMap<Relational, Turns>()

function turnsFor(relational: Relational): Turns {
  const known = turnsOf.get(relational)
  if (known !== undefined) return known
  const kept: Keeping = {
    ...{ mark: null, readAt: new Date(0), versions: [], changed: new Set<string>() },
    ...{ clusters: new Map(), sources: new Map(), accounts: new Map() },
  }
  const turns: Turns = { kept, running: Promise.resolve(), waiting: null }
  turnsOf.set(relational, turns)
  return turns
}

/** As the store holds it after this was asked. Questions that come together share a reading. */
export async function readKept(relational: Relational, now: () => Date): Promise<KeptFleet> {
  const turns = turnsFor(relational)
  if (turns.waiting === null) {
    const begin = (): Promise<void> => {
      turns.waiting = null
      return refresh(relational, turns.kept, now())
    }
    turns.waiting = turns.running.then(begin, begin)
    turns.running = turns.waiting
  }
  await turns.waiting
  return turns.kept
}
