// Snapshots for reviews in the relational store, on the embedded PGlite and on a real PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../domain/model/scope.ts'
import { fakeCluster, fakeFinding, fakeFleet } from '../../domain/review/fake-fleet.ts'
import type { Review } from '../../domain/review/review.ts'
import { snapshotForm, snapshotSums } from '../../domain/review/snapshot.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import {
  getReviewSnapshot,
  getSealedReview,
  listReviewSnapshots,
  listSealedWeeks,
} from './read/review-snapshots.ts'
import { dropReviews, putReviewSnapshot, sealReview } from './write/review-snapshots.ts'

const engines = relationalEngines('snapshots for reviews', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const of = (clusters: Scope['clusters']): Scope => ({ clusters, namespaces: 'all' }) as unknown as Scope

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  const clusters = [
    fakeCluster({ clusterId: 'a', findings: [fakeFinding({ id: '1', owner: 'search', waived: true })] }),
    fakeCluster({ clusterId: 'b', version: null, addOns: null }),
  ]
  const put = (fleet: ReturnType<typeof fakeFleet>) =>
    putReviewSnapshot(store, { snapshot: fleet, sums: snapshotSums(fleet.clusters, new Set()) })
  const get = (day: string, scope: Scope['clusters'] = 'all') =>
    getReviewSnapshot(store, { day, scope: of(scope), limit: 100 })
  const days = async () => (await listReviewSnapshots(store, { limit: 100 })).map(({ day }) => day)

  it('are read as they were written, whole or the part in scope', async () => {
    const fleet = fakeFleet(clusters, '2026-11-25T10:00:00.000Z')
    await put(fleet)
    expect(await get('2026-11-25')).toEqual(fleet)
    expect((await get('2026-11-25', ['b']))?.clusters).toEqual([clusters[1]])
    expect((await get('2026-11-25', []))?.clusters).toEqual([])
    expect(await get('2026-11-24')).toBe(undefined)
    expect(await listReviewSnapshots(store, { limit: 1 })).toMatchObject([
      { day: '2026-11-25', takenAt: new Date(fleet.takenAt), sums: { clusters: 2, 'standard-support': 2 } },
    ])
  })

  it('take the place of the one before of their day, also when the clock was set back meanwhile', async () => {
    const later = fakeFleet([clusters[0] as (typeof clusters)[0]], '2026-11-25T23:00:00.000Z')
    await put(later)
    expect(await get('2026-11-25')).toEqual(later)
    const setBack = fakeFleet(clusters, '2026-11-25T22:59:59.100Z')
    await put(setBack)
    expect(await get('2026-11-25')).toEqual(setBack)
  })

  it('are written at once by two without a cluster too many', async () => {
    const one = fakeFleet(clusters, '2026-11-26T10:00:00.000Z')
    const other = fakeFleet([fakeCluster({ clusterId: 'c' })], '2026-11-26T10:00:01.000Z')
    await Promise.all([put(one), put(other)])
    expect([one, other]).toContainEqual(await get('2026-11-26'))
  })

  it('leave clusters alone of which nothing changed', async () => {
    const versions = async () =>
      (await store.pool.query(`SELECT cluster_id, xmin::text FROM review_clusters WHERE day = '2026-11-27'`))
        .rows
    await put(fakeFleet(clusters, '2026-11-27T10:00:00.000Z'))
    const first = await versions()
    await put(fakeFleet(clusters, '2026-11-27T11:00:00.000Z'))
    expect(await versions()).toEqual(first)
  })

  it('of another form are not there', async () => {
    await put(fakeFleet(clusters, '2026-11-28T10:00:00.000Z'))
    await store.pool.query(`UPDATE review_snapshots SET form = $1 WHERE day = '2026-11-28'`, [
      snapshotForm + 1,
    ])
    expect(await get('2026-11-28')).toBe(undefined)
    expect(await days()).not.toContain('2026-11-28')
  })

  it('go with their clusters, and reviews by the day they were sealed', async () => {
    const review = (week: string, title: string) =>
      ({ version: 1, week: { week, title } }) as unknown as Review
    const seal = (week: string, title: string, day: number) =>
      sealReview(store, { review: review(week, title), now: new Date(Date.UTC(2026, 10, day)) })
    await seal('2026-W46', 'first', 16)
    expect(await seal('2026-W46', 'second', 17)).toEqual(review('2026-W46', 'first'))
    await seal('2026-W47', 'first', 23)
    expect(await getSealedReview(store, { week: '2026-W46' })).toEqual(review('2026-W46', 'first'))
    expect(await listSealedWeeks(store, { limit: 9 })).toEqual(['2026-W47', '2026-W46'])
    await dropReviews(store, {
      days: ['2026-11-25', '2026-11-27'],
      sealedBefore: new Date(Date.UTC(2026, 10, 20)),
    })
    expect(await days()).toEqual(['2026-11-26'])
    expect((await store.pool.query('SELECT DISTINCT day FROM review_clusters ORDER BY 1')).rows).toEqual([
      { day: '2026-11-26' },
      { day: '2026-11-28' },
    ])
    expect(await listSealedWeeks(store, { limit: 9 })).toEqual(['2026-W47'])
  })
})
