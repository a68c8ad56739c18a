// Which clusters AWS Backup protects and when it last backed them up, as far as a reader may know: one row a cluster that
// EKS runs, but of the account that refuses.
import { lastBackupMs, refusesBackup } from '../world/backups.ts'
import type { Cluster } from '../world/fleet.ts'
import type { World } from '../world/world.ts'
import { type Asked, type Fact, sum } from './fact.ts'

const isKnown = ({ site, account }: Cluster): boolean =>
  site.connector === undefined && account.name !== refusesBackup

/** Its last backup in Unix seconds where there is one. */
export function backupFacts(cluster: Cluster, { toMs }: Asked): Fact[] {
  if (!isKnown(cluster)) return []
  const lastMs = lastBackupMs(cluster, toMs)
  const of = (metric: string, value: number): Fact => ({
    metric,
    subject: cluster.name,
    value,
    derivation: 'drawn by rank; every day at an hour of its own',
  })
  return [
    of('cluster.backup.isProtected', lastMs === undefined ? 0 : 1),
    ...(lastMs === undefined ? [] : [of('cluster.backup.last', lastMs / 1_000)]),
  ]
}

export function fleetBackupFacts({ fleet: { clusters } }: World, { toMs }: Asked): Fact[] {
  const known = clusters.filter(isKnown)
  const backedUp = sum(known.map((cluster) => (lastBackupMs(cluster, toMs) === undefined ? 0 : 1)))
  const of = (subject: string, value: number): Fact => ({
    metric: 'fleet.clusters.byBackup',
    subject,
    value,
    derivation: 'exceptions among those of production and among all others',
  })
  return [
    of('protected', backedUp),
    of('unprotected', known.length - backedUp),
    of('unknown', clusters.length - known.length),
  ]
}
