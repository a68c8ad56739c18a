// Whose troubles a cluster's page tells: all of a source that reads this cluster alone, of one that reads many
// only what concerns it or the whole source.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { putSourceHealth } from '../../../db/relational/write/source-health.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import type { CollectionHealth, Trouble } from '../../../domain/model/collection.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { fleetCluster } from './cluster.ts'

const now = new Date('2026-11-24T12:00:00Z')

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const trouble = (subject: string): Trouble => ({
  ...{ kind: 'forbidden', says: `about ${subject}`, steps: [], since: now },
  subject,
})

const health = (sourceId: string, clusterIds: string[], troubles: Trouble[]): CollectionHealth => ({
  ...{ sourceId, clusterIds, troubles, state: 'watching', asOf: now, lastTriedAt: now, nextTryAt: null },
  ...{ intervalMs: 60_000, counts: {}, clockSkewMs: null, updatedAt: now },
})

test('a server that hands out no metrics is told on its own page only', async () => {
  for (const id of ['harbour', 'cove']) {
    await registerCluster(stores.relational, { id, region: null, accountId: null, now })
    for (const sourceId of [`kube-api:${id}`, 'eks-api:all']) {
      await tellClusterFacts(stores.relational, { clusterId: id, sourceId, rank: 1, facts: {}, now })
    }
  }
  const all = [trouble('cluster cove'), trouble(''), trouble('eu-west-1')]
  await putSourceHealth(stores.relational, {
    rows: [
      { kind: 'kube-api', health: health('kube-api:harbour', ['harbour'], [trouble('/metrics')]) },
      { kind: 'kube-api', health: health('kube-api:cove', ['cove'], []) },
      { kind: 'eks-api', health: health('eks-api:all', ['harbour', 'cove'], all) },
    ],
  })
  const ctx = {
    viewer: openViewer,
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    owners: ownerRules([]),
    collecting: { sources: () => [] },
  } as unknown as QueryContext
  const toldOf = async (clusterId: string) => {
    const { told } = await fleetCluster(ctx, { clusterId })
    return Object.fromEntries(
      told.map(({ sourceId, troubles }) => [sourceId, troubles.map((one) => one.subject)]),
    )
  }
  expect(await toldOf('harbour')).toEqual({ 'kube-api:harbour': ['/metrics'], 'eks-api:all': [''] })
  expect(await toldOf('cove')).toEqual({ 'kube-api:cove': [], 'eks-api:all': ['cluster cove', ''] })
})
