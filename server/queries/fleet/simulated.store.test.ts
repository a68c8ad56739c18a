// Where a source is labelled as made up, every answer that speaks of its clusters says so, and no other does.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellClusterFacts, tellClusterGone } from '../../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { fleetCluster } from './cluster.ts'
import { readFleet } from './fleet-rows.ts'
import { simulatedClusters } from './freshness.ts'

const now = new Date('2026-11-24T12:00:00Z')
const madeUp = 'kube-api:made-up'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
  const told = { real: ['eks-api:all'], false: [madeUp], both: ['eks-api:all', madeUp] }
  for (const [id, sources] of Object.entries(told)) {
    await registerCluster(stores.relational, { id, region: null, accountId: null, now })
    for (const sourceId of sources) {
      await tellClusterFacts(stores.relational, { clusterId: id, sourceId, rank: 1, facts: {}, now })
    }
  }
})
afterAll(() => stores.close())

const contextOf = (labelled: readonly string[]) =>
  ({
    viewer: openViewer,
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    owners: ownerRules([]),
    collecting: {
      sources: () => [
        { sourceId: 'eks-api:all' },
        ...labelled.map((sourceId) => ({ sourceId, simulated: true as const })),
      ],
    },
  }) as unknown as QueryContext

test('it is said of the clusters it tells of, and of whatever covers one of them', async () => {
  const ctx = contextOf([madeUp])
  const isSimulated = async (...clusters: string[]) =>
    (await readFleet(ctx, clusters.length === 0 ? undefined : { clusters })).freshness.simulated
  expect([await isSimulated('real'), await isSimulated('false'), await isSimulated('both')]).toEqual([
    false,
    true,
    true,
  ])
  expect(await isSimulated()).toBe(true)
  expect([...(await simulatedClusters(ctx))].sort()).toEqual(['both', 'false'])
  expect((await fleetCluster(ctx, { clusterId: 'both' })).row.isSimulated).toBe(true)
  expect((await fleetCluster(ctx, { clusterId: 'real' })).row.isSimulated).toBe(false)
})

test('nothing is said where no source is labelled, and of a cluster that it tells of no more', async () => {
  expect((await readFleet(contextOf([]), undefined)).freshness.simulated).toBe(false)
  expect((await simulatedClusters(contextOf([]))).size).toBe(0)
  await tellClusterGone(stores.relational, { clusterId: 'both', sourceId: madeUp, now })
  const { freshness } = await readFleet(contextOf([madeUp]), { clusters: ['both'] })
  expect(freshness.simulated).toBe(false)
})
