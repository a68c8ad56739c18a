// S18: everything goes wrong on the wire while two clusters are read by the product's own source. Afterwards it has
// what is there, exactly; and while it cannot have it, it says so.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ObjectKind } from '../domain/model/kube-object.ts'
import { type Answer, differs, ScenarioRig } from './scenario-rig.ts'

const [large, small] = ['stream-use1-c1', 'svc-sec-use1'] as const
const metricOf = {
  DaemonSet: 'cluster.daemonsets',
  Deployment: 'cluster.deployments',
  Job: 'cluster.jobs',
  Namespace: 'cluster.namespaces',
  Node: 'cluster.nodes',
  Pod: 'cluster.pods',
  StatefulSet: 'cluster.statefulsets',
} as const satisfies Partial<Record<ObjectKind, string>>

/** What `aws eks get-token` prints: a signed question to STS, good for a quarter of an hour of the world's clock. */
const plugin = (controlUrl: string): string => `
const { now } = await (await fetch('${controlUrl}/_sim/clock')).json()
const query = new URLSearchParams({
  Action: 'GetCallerIdentity',
  'X-Amz-Date': now.slice(0, 19).replaceAll(/[-:]/g, '') + 'Z',
  'X-Amz-Signature': crypto.randomUUID(),
})
const token = 'k8s-aws-v1.' + Buffer.from('https://sts.us-east-1.amazonaws.com/?' + query).toString('base64url')
const apiVersion = 'client.authentication.k8s.io/v1'
console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } }))
`

let rig: ScenarioRig
beforeAll(async () => {
  rig = await ScenarioRig.open({
    simulator: { scenarios: ['S18'] },
    readsOrganization: false,
    reads: [large, small],
    kubeUser: ({ folder, simulator }) => {
      const file = path.join(folder, `token-${randomBytes(4).toString('hex')}.mjs`)
      writeFileSync(file, plugin(simulator.controlUrl))
      const apiVersion = 'client.authentication.k8s.io/v1'
      return { exec: { apiVersion, command: process.execPath, args: [file], interactiveMode: 'Never' } }
    },
  })
})
afterAll(() => rig?.close())

type Row = Answer<'fleet.clusters'>['rows'][number]
async function rowOf(name: string): Promise<Row> {
  const { rows } = await rig.ask('fleet.clusters', { find: name })
  const row = rows.find((known) => known.name === name)
  if (row === undefined) throw new Error(`no cluster is called ${name} yet`)
  return row
}

async function sourceOf(name: string) {
  const { rows } = await rig.ask('sources.read', { find: name })
  const source = rows.find((known) => known.name === name)
  if (source === undefined) throw new Error(`no source is called ${name} yet`)
  return source
}

async function truthOf(name: string): Promise<(metric: string) => number> {
  const truths = await rig.truths({ cluster: name })
  return (metric) => truths.find((truth) => truth.metric === metric)?.value ?? Number.NaN
}

interface Listed {
  readonly items: readonly { metadata: { uid: string; name: string }; status: { phase: string } }[]
}

const sorted = (pods: readonly (readonly [string, string, string | null])[]): string[] =>
  pods.map((pod) => pod.join(' ')).sort()

/** Of the face, asked by nothing of ours. */
async function podsThere(name: string): Promise<string[]> {
  const server = rig.clusters.find((known) => known.name === name)?.server
  const headers = { authorization: 'Bearer simulated-fleet-reader' }
  const { items } = (await (await fetch(`${server}/api/v1/pods`, { headers })).json()) as Listed
  return sorted(items.map(({ metadata, status }) => [metadata.uid, metadata.name, status.phase]))
}

async function podsTold({ clusterId }: Row): Promise<string[]> {
  const pods: (readonly [string, string, string | null])[] = []
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Answer<'fleet.objects'> = await rig.ask('fleet.objects', {
      clusterId,
      kind: 'Pod',
      limit: 500,
      cursor,
    })
    pods.push(...page.rows.map(({ uid, name, phase }) => [uid, name, phase] as const))
    cursor = page.nextCursor
  }
  return sorted(pods)
}

/** Nothing is missing, nothing too much, and nobody complains. */
async function isWhole(name: string): Promise<void> {
  const value = await truthOf(name)
  await rig.until(async () => {
    const row = await rowOf(name)
    const { clusterId, nodes, nodesReady, pods } = row
    const objects = Object.entries(metricOf).map(async ([kind, metric]) => {
      const { total } = await rig.ask('fleet.objects', { clusterId, kind: kind as ObjectKind, limit: 1 })
      return differs(`${kind}s of ${name}`, total, value(metric))
    })
    const { state, troubles } = await sourceOf(name)
    return [
      ...differs(`nodes of ${name}`, [nodes, nodesReady], Array(2).fill(value('cluster.nodes'))),
      ...differs(`pods of ${name}`, pods, value('cluster.pods')),
      ...(await Promise.all(objects)).flat(),
      ...differs(`source of ${name}`, [state, troubles, row.isStale], ['reading', [], false]),
    ]
  }, 240_000)
}

/** Pod by pod, by uid, name and phase. */
async function hasEveryPod(name: string): Promise<void> {
  const there = await podsThere(name)
  expect(there).toHaveLength((await truthOf(name))('cluster.pods'))
  await rig.until(async () => {
    const told = new Set(await podsTold(await rowOf(name)))
    const missing = there.filter((pod) => !told.has(pod))
    return [...missing.map((pod) => `missing: ${pod}`), ...differs('told', told.size, there.length)]
  })
}

interface Planned {
  readonly face: string
  readonly what: string
  readonly answer: string | number
  readonly fromMs: number
  readonly untilMs: number
  readonly timesLeft: number | null
}

/** Faults whose hour has come and that did not happen as often as they should. */
async function notMet(): Promise<string[]> {
  const { faults } = await rig.control<{ faults: Planned[] }>('/_sim/inject')
  const nowMs = await rig.nowMs()
  expect(faults.length).toBeGreaterThan(8)
  return faults
    .filter(({ fromMs, timesLeft }) => fromMs <= nowMs && timesLeft !== null && timesLeft > 0)
    .map(({ what, answer, timesLeft }) => `${what}: ${answer}, ${timesLeft} times more`)
}

it('is read whole over all that goes wrong while it is listed', async () => {
  await isWhole(small)
  await isWhole(large)
  await hasEveryPod(large)
  await rig.until(notMet)
  const { calls } = await rig.control<{
    calls: { face: string; what: string; code: number; count: number }[]
  }>('/_sim/calls')
  const asked = (what: string, code: number): number =>
    calls
      .filter((call) => call.face === `kube/${large}` && call.what === what && call.code === code)
      .reduce((sum, { count }) => sum + count, 0)
  const pages = Math.ceil((await truthOf(large))('cluster.pods') / 500)
  expect(pages).toBeGreaterThan(37)
  // 36 pages until the list was too old, all of them anew, and the one that we asked for.
  expect(asked('list pods', 200)).toBeGreaterThanOrEqual(36 + pages + 1)
  for (const code of [401, 410, 429]) expect(asked('GET /api/v1/pods', code)).toBeGreaterThan(0)
}, 600_000)

it('is so when watches were cut, an hour later', async () => {
  await rig.moveTo({ byMs: 3_600_000 })
  await isWhole(large)
  await isWhole(small)
  await rig.until(notMet)
}, 600_000)

it('says what is old while nobody answers, and is whole once somebody does', async () => {
  await rig.moveTo({ byMs: 3_600_000 })
  const before = await rowOf(large)
  await rig.moveTo({ byMs: 600_000 })
  const lost = await truthOf(large)
  expect(
    (await rig.truths({ cluster: large, from: '2026-01-19T00:00:00Z' })).find(
      ({ metric }) => metric === 'apiServer.unansweredMs',
    )?.value,
  ).toBe(600_000)
  await rig.until(async () => {
    const row = await rowOf(large)
    const { told } = await rig.ask('fleet.cluster', { clusterId: row.clusterId })
    const { freshness } = await rig.ask('fleet.summary')
    const source = await sourceOf(large)
    return [
      ...differs('is old', row.isStale, true),
      ...differs(
        'as of before it was lost',
        (row.asOf?.getTime() ?? 0) <= Date.parse('2026-01-19T02:00:05Z'),
        true,
      ),
      ...differs(
        'old in the fleet',
        freshness.stale.map(({ clusterId }) => clusterId),
        [row.clusterId],
      ),
      ...differs('trouble on its source', source.troubles.length > 0, true),
      ...differs(
        'trouble on its page',
        told.some(({ troubles }) => troubles.length > 0),
        true,
      ),
      ...differs('the last that was known', row.nodes, before.nodes),
      ...differs('its neighbour is old', (await rowOf(small)).isStale, false),
    ]
  })
  expect(lost('cluster.nodes')).toBe(600)
  await rig.moveTo({ byMs: 600_000 })
  await isWhole(large)
  await hasEveryPod(large)
  await hasEveryPod(small)
  const { freshness } = await rig.ask('fleet.summary')
  expect(freshness.stale).toEqual([])
}, 600_000)

it('tells how far the clock of an API server is, and nothing of a node’s', async () => {
  await rig.moveTo({ byMs: 40 * 60_000 })
  const truths = await rig.truths({ cluster: small })
  const skew = truths.find(({ metric }) => metric === 'apiServer.clockSkewMs')
  expect(skew?.value).toBe(90_000)
  await rig.until(async () => {
    const { clockSkewMs, troubles } = await sourceOf(small)
    const off = Math.abs((clockSkewMs ?? 0) - (skew?.value ?? 0))
    return [
      ...(off <= (skew?.tol ?? 0) ? [] : [`${clockSkewMs} ms instead of ${skew?.value}`]),
      ...differs(
        'trouble',
        troubles.map(({ kind }) => kind),
        ['clock'],
      ),
    ]
  })
  const node = (await rig.truths({ cluster: large })).find(({ metric }) => metric === 'node.clockSkewMs')
  expect(node?.value).toBe(90_000)
  const { clusterId } = await rowOf(large)
  const { rows } = await rig.ask('fleet.objects', { clusterId, kind: 'Node', find: node?.subject ?? 'none' })
  expect(rows.map(({ name, phase }) => [name, phase])).toEqual([[node?.subject, 'Ready']])
  await rig.moveTo({ byMs: 3_600_000 })
  await isWhole(small)
  await isWhole(large)
}, 600_000)

it('counts every request of audit logs once, though batches come twice, late and by two ways', async () => {
  await isWhole(small)
  const nowMs = await rig.nowMs()
  const window = { from: new Date(nowMs - 300_000).toISOString(), to: new Date(nowMs).toISOString() }
  const truths = await rig.truths({ cluster: small, ...window })
  const count = truths.find(({ metric, subject }) => metric === 'api.requests' && subject === small)?.value
  const { clusterId } = await rowOf(small)
  const isCountedOnce = () =>
    rig.until(async () => {
      const { total } = await rig.ask('traffic.topTalkers', {
        ...{ scope: { clusters: [clusterId] }, window },
        groupBy: ['verb'],
      })
      return differs('requests', total.requests, count)
    })
  // Small batches, so that some of them go wrong.
  const posted = await rig.sendAudit(small, { form: 'webhook', ...window, waitMs: 5_000 })
  expect([posted.events, posted.duplicated > 0]).toEqual([count, true])
  await isCountedOnce()
  expect((await rig.sendAudit(small, { form: 'firehose', ...window })).events).toBe(count)
  await isCountedOnce()
}, 600_000)
