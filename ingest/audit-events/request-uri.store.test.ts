// What the store keeps of addresses is what `request-uri.ts` would: the same patterns, and for any
// queries and paths the same texts.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '../../domain/units/clock.ts'
import { openRig, type Rig } from '../test-rig.ts'
import { redactedQuery, redactedUri, uriPatterns } from './request-uri.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ clock: fixedClock(new Date('2026-11-24T00:00:00Z')) })
})
afterAll(() => rig?.close())

const names = [
  'watch',
  'limit',
  'labelSelector',
  'container',
  'command',
  'token',
  'continue',
  'verbose',
  'a.b-c',
]
const values = [
  '',
  'true',
  '500',
  'app%3Dweb,tier%20in%20(a)',
  'hunter2',
  '32s',
  'A',
  'Exact',
  '-1',
  'x=y',
  '=',
]
const parameter = fc.oneof(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)).map(([name, value]) => `${name}=${value}`),
  fc.constantFrom(...names, 'hunter2', 'YWJj==', ''),
  fc.string({ unit: fc.constantFrom(...'aZ0=;?#%.&_-/é ') }),
)
const query = fc.array(parameter, { maxLength: 6 }).map((parameters) => parameters.join('&'))
const path = fc.array(fc.constantFrom('a', 'token=b', 'c;d', 'e%3Df', 'g.h'), { minLength: 1, maxLength: 4 })

interface Address {
  readonly query: string
  readonly path: string
  readonly isProxied: boolean
}
const address: fc.Arbitrary<Address> = fc.record({
  query,
  path: path.map((parts) => `/${parts.join('/')}`),
  isProxied: fc.boolean(),
})

const eventOf = ({ query: asked, path: way, isProxied }: Address, n: number) => ({
  auditID: String(n),
  stage: 'ResponseComplete',
  verb: 'get',
  requestURI: `${way}?${asked}`,
  ...(isProxied && { objectRef: { resource: 'pods', subresource: 'proxy' } }),
  requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  stageTimestamp: '2026-11-23T20:02:34.501436Z',
})

it('has the patterns of the migration', () => {
  const sql = readFileSync(
    new URL('../../db/events/migrations/0003_request-uris.sql', import.meta.url),
    'utf8',
  )
  for (const pattern of Object.values(uriPatterns)) expect(sql).toContain(`'${pattern}'`)
})

it('keeps of any address what the store keeps', async () => {
  const seed = Date.now()
  const addresses = fc.sample(address, { numRuns: 3_000, seed })
  const body = addresses.map((one, n) => JSON.stringify(eventOf(one, n))).join('\n')
  expect((await rig.post(body, { cluster: 'uris' })).body).toMatchObject({ accepted: addresses.length })
  const rows = await rig.rows(
    "SELECT audit_id, path, uri_query FROM audit_raw WHERE cluster_id = 'uris' ORDER BY toUInt32(audit_id)",
  )
  const kept = addresses.map(({ query: asked, path: way, isProxied }, n) => ({
    audit_id: String(n),
    path: isProxied ? '' : redactedUri(way),
    uri_query: redactedQuery(asked, isProxied),
  }))
  expect(rows, `seed ${seed}`).toEqual(kept)
})
