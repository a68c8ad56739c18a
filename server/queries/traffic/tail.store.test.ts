// A live tail over the real store: what it shows and counts against what was written, filter and scope included.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import type { TailStep } from '../../../domain/model/tail.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { tail, tailInput } from './tail.ts'

const now = new Date('2026-11-24T12:00:30Z')
let stores: TestStores
let watched: AbortController
const server = new AbortController()

const contextOf = (clusters: 'all' | string[] = 'all') =>
  ({
    viewer: { ...openViewer, clusters },
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    signal: watched.signal,
    stopping: server.signal,
    collecting: { sources: () => [] },
    owners: ownerRules([]),
  }) as unknown as QueryContext

beforeAll(async () => {
  stores = await openTestStores()
  for (const id of ['one', 'two'])
    await registerCluster(stores.relational, { id, region: null, accountId: null, now })
})
afterAll(() => stores.close())

async function send(
  ids: readonly string[],
  more: { cluster?: string; verb?: string; at?: string; stage?: string } = {},
) {
  const {
    cluster = 'one',
    verb = 'list',
    at = '2026-11-24T12:00:10.000000Z',
    stage = 'ResponseComplete',
  } = more
  const bounds = { _c: cluster, _b: 1, _l: 1, _lo: 1_700_000_000, _hi: 1_900_000_000 }
  const lines = ids.map((auditID) =>
    JSON.stringify({
      ...{ ...bounds, auditID, stage, verb, requestURI: '/api/v1/pods?limit=500' },
      ...{ objectRef: { resource: 'pods', apiVersion: 'v1' } },
      ...{ requestReceivedTimestamp: at, stageTimestamp: at },
    }),
  )
  await insertAudit(stores.events, Buffer.from(lines.join('\n')))
}

/** Steps until what arrived since the first reaches this; fails by running out of the test's time. */
function watching(input: object, clusters: 'all' | string[] = 'all') {
  watched = new AbortController()
  const steps = tail(contextOf(clusters), tailInput.parse(input))
  const next = async (): Promise<{ id: string; step: TailStep }> => {
    const { value } = await steps.next()
    if (value === undefined) throw new Error('the tail has ended')
    return { id: value[0], step: value[1] }
  }
  const until = async (arrived: number) => {
    const seen: TailStep[] = []
    let id = ''
    while (seen.reduce((sum, step) => sum + step.arrived, 0) < arrived) {
      const more = await next()
      id = more.id
      seen.push(more.step)
    }
    return { id, seen, rows: seen.flatMap((step) => step.rows.map((row) => row.auditId)) }
  }
  return { next, until, steps }
}

test('what stands there is shown at first, then what comes in, each once, with what is not shown counted', async () => {
  await send(['old-1', 'old-2', 'old-3'])
  await send(['before'], { at: '2026-11-24T11:30:00.000000Z' })
  const { next, until } = watching({ limit: 2 })
  const { step: first } = await next()
  expect(first).toMatchObject({ isFirst: true, arrived: 0, notShown: 0, missed: null })
  expect(first.rows).toHaveLength(2)
  await send(['new-1', 'old-1'])
  // Stages that do not count, and requests of long before, are no arrivals.
  await send(['half'], { stage: 'RequestReceived' })
  await send(['late'], { at: '2026-11-24T11:00:00.000000Z' })
  expect((await until(1)).rows).toEqual(['new-1'])
  await send(['new-2', 'new-3', 'new-4'], { cluster: 'two' })
  const { id, seen, rows } = await until(3)
  expect(rows.length + seen.reduce((sum, step) => sum + step.notShown, 0)).toBe(3)
  for (const row of rows) expect(['new-2', 'new-3', 'new-4']).toContain(row)
  watched.abort()
  // Another tail with the id of the last step knows what came in between.
  await send(['missed-1', 'missed-2'])
  const again = await watching({ lastEventId: id }).next()
  expect(again.step).toMatchObject({ isFirst: true, missed: 2 })
})

test('filters, scope and grant hold, and nothing is told once the viewer is gone', async () => {
  const verbs = watching({ where: { verb: ['delete'], resource: ['pods'] } })
  expect((await verbs.next()).step.rows).toEqual([])
  await send(['no'], { verb: 'get' })
  await send(['yes'], { verb: 'delete' })
  const { rows } = await verbs.until(1)
  expect(rows).toEqual(['yes'])
  watched.abort()
  expect(await verbs.steps.next()).toMatchObject({ done: true })
  const granted = await watching({}, ['two']).next()
  expect(new Set(granted.step.rows.map((row) => row.clusterId))).toEqual(new Set(['two']))
  const scoped = await watching({ scope: { clusters: ['one'] } }).next()
  expect(new Set(scoped.step.rows.map((row) => row.clusterId))).toEqual(new Set(['one']))
})

test('a server that stops says so to whoever watches', async () => {
  const { next, steps } = watching({})
  await next()
  const waiting = steps.next()
  server.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'Unavailable' })
})
