// Rounds of evaluation over both embedded stores: clusters told by hand through the product's own writers, findings
// as they are expected from what was told, worked out here.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertSamples, sampleLines } from '../../db/events/write/api-samples.ts'
import { insertAudit } from '../../db/events/write/audit.ts'
import { createSealer } from '../../db/events/write/seals.ts'
import { listCheckResults } from '../../db/relational/read/check-results.ts'
import { listFindingEvents } from '../../db/relational/read/finding-history.ts'
import { listFindings } from '../../db/relational/read/findings.ts'
import { tellClusterFacts, tellClusterGone } from '../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../../db/relational/write/clusters.ts'
import { putSourceHealth } from '../../db/relational/write/source-health.ts'
import { everything } from '../../db/store-tests/audit-events.ts'
import { store, tell, testState } from '../../db/store-tests/objects.ts'
import { openTestStores, type TestStores } from '../../db/store-tests/stores.ts'
import type { ClusterFacts } from '../../domain/model/cluster.ts'
import type { CollectionHealth } from '../../domain/model/collection.ts'
import type { ObjectKind } from '../../domain/model/kube-object.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import { evaluateRound } from './evaluate.ts'
import { startEvaluate } from './start.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const now = new Date('2026-11-23T12:00:00Z')
const ago = (minutes: number, from = now) => new Date(from.getTime() - minutes * 60_000)

interface Thing {
  readonly kind: ObjectKind
  readonly name: string
  readonly namespace?: string
  readonly labels?: Record<string, string>
  readonly owner?: readonly [string, string]
  readonly facts?: Record<string, unknown>
}

async function objects(clusterId: string, things: readonly Thing[], at = ago(60), isDeleted = false) {
  const states = things.map(({ kind, name, namespace, labels = {}, owner = ['', ''], facts = {} }) =>
    testState({
      ...{ clusterId, kind, name, labels, facts, isDeleted, observedAt: at },
      uid: `${clusterId} ${kind} ${namespace} ${name}`,
      ...(namespace === undefined ? {} : { namespace }),
      ...{ ownerKind: owner[0], ownerName: owner[1] },
    }),
  )
  await store(stores.events, tell(states))
}

const health = (sourceId: string, clusterId: string, over: Partial<CollectionHealth>): CollectionHealth => ({
  ...{ sourceId, state: 'watching', clusterIds: [clusterId], asOf: now, lastTriedAt: null, nextTryAt: null },
  ...{ intervalMs: 60_000, troubles: [], counts: {}, clockSkewMs: null, updatedAt: now },
  ...over,
})

/** A cluster that its API server and its provider told just now. */
async function told(id: string, facts: ClusterFacts, at = now, over: Partial<CollectionHealth> = {}) {
  const { relational } = stores
  await registerCluster(relational, { id, region: null, accountId: null, now: at })
  for (const kind of ['kube-api', 'eks-api'] as const) {
    const sourceId = `${kind}:${id}`
    const rank = kind === 'eks-api' ? 0 : 1
    await tellClusterFacts(relational, {
      clusterId: id,
      sourceId,
      rank,
      facts: { provider: 'eks', ...facts },
      now: at,
    })
    await putSourceHealth(relational, {
      rows: [{ kind, health: health(sourceId, id, { asOf: at, ...over }) }],
    })
  }
}

const tellParts = async (id: string, kinds: ('add-on' | 'insight' | 'node-group')[]) => {
  for (const kind of kinds) {
    await tellClusterParts(stores.relational, {
      clusterId: id,
      kind,
      parts: [],
      sourceId: `eks-api:${id}`,
      now,
    })
  }
}

const round = (at = now) => evaluateRound(stores, { now: at, notWithinMs: 60_000, batch: 2 })
const scopeOf = (id: string) => ({ ...everything, clusters: [id] })
const found = async (id: string, checkId: string) =>
  listFindings(stores.relational, {
    ...{
      scope: scopeOf(id),
      now,
      seenSince: ago(60 * 24 * 30),
      checkIds: [checkId],
      after: null,
      limit: 100,
    },
  })
const statuses = async (id: string) => {
  const rows = await listCheckResults(stores.relational, { scope: scopeOf(id), limit: 100 })
  return Object.fromEntries(rows.map(({ checkId, status }) => [checkId, status]))
}

const image = (name: string) => ({ images: [name], desired: 2 })

test('each check comes to what was told of the cluster', async () => {
  await told('well', { version: '1.35', deletionProtection: true, health: [] })
  await tellParts('well', ['add-on', 'insight', 'node-group'])
  await told('ill', { version: '1.32', deletionProtection: false, status: 'ACTIVE' })
  await tellParts('ill', ['add-on', 'insight', 'node-group'])
  await objects('ill', [
    {
      kind: 'Node',
      name: 'n1',
      facts: { kubeletVersion: 'v1.29.3', osImage: 'Amazon Linux 2', nodeGroup: 'core' },
    },
    {
      kind: 'Node',
      name: 'n2',
      facts: { kubeletVersion: 'v1.29.9', osImage: 'Amazon Linux 2', nodeGroup: 'core' },
    },
    {
      kind: 'Node',
      name: 'n3',
      facts: { kubeletVersion: 'v1.32.1', osImage: 'Amazon Linux 2023.9', nodeGroup: 'new' },
    },
    {
      kind: 'DaemonSet',
      name: 'kube-proxy',
      namespace: 'kube-system',
      facts: image('eks/kube-proxy:v1.29.1-eksbuild.2'),
    },
    {
      kind: 'Deployment',
      name: 'ingress',
      namespace: 'edge',
      facts: image('registry.k8s.io/ingress-nginx/controller:v1.12.1'),
    },
    { kind: 'Namespace', name: 'shop', labels: { team: 'shop' } },
    { kind: 'Deployment', name: 'cart', namespace: 'shop', facts: { desired: 1, hasProbes: false } },
    { kind: 'Deployment', name: 'web', namespace: 'shop', facts: { desired: 3 } },
    { kind: 'Deployment', name: 'asleep', namespace: 'shop', facts: { desired: 0, hasProbes: false } },
    {
      kind: 'PodDisruptionBudget',
      name: 'cart',
      namespace: 'shop',
      facts: {
        expectedPods: 1,
        currentHealthy: 1,
        desiredHealthy: 1,
        disruptionsAllowed: 0,
        maxUnavailable: '0',
      },
    },
    {
      kind: 'PodDisruptionBudget',
      name: 'web',
      namespace: 'shop',
      facts: {
        expectedPods: 3,
        currentHealthy: 3,
        desiredHealthy: 2,
        disruptionsAllowed: 1,
        minAvailable: '2',
      },
    },
  ])
  await round()
  // Its provider told no insight on add-ons, and nobody read an audit log or metrics: the empty list of
  // insights is what is known of calls to APIs that go.
  expect(await statuses('well')).toEqual({
    ...{ 'add-on-compatibility': 'unknown', 'amazon-linux-2': 'passing', 'api-removals': 'passing' },
    ...{ 'cluster-health': 'passing', 'control-plane-steps': 'passing', 'deletion-protection': 'passing' },
    ...{ 'drain-safety': 'passing', 'ingress-nginx': 'passing', 'kube-proxy-skew': 'passing' },
    ...{ 'ipvs-mode': 'passing', 'kubelet-skew': 'passing', 'missing-probes': 'passing' },
    ...{ 'single-replicas': 'passing', 'subnet-addresses': 'passing', 'support-end': 'passing' },
  })
  expect(await statuses('ill')).toMatchObject({
    ...{ 'amazon-linux-2': 'error', 'control-plane-steps': 'warning', 'deletion-protection': 'warning' },
    ...{
      'drain-safety': 'warning',
      'ingress-nginx': 'warning',
      'kube-proxy-skew': 'error',
      'kubelet-skew': 'error',
    },
    ...{ 'missing-probes': 'warning', 'single-replicas': 'warning', 'support-end': 'passing' },
  })
  expect(await found('ill', 'kubelet-skew')).toMatchObject([
    {
      subjectKind: 'NodeGroup',
      subjectName: 'core',
      about: 'kubelet 1.29',
      evidence: [{ count: 2, names: ['n1', 'n2'] }],
    },
  ])
  expect(await found('ill', 'amazon-linux-2')).toMatchObject([
    { subjectName: 'core', evidence: [{ count: 2 }] },
  ])
  expect(await found('ill', 'single-replicas')).toMatchObject([
    {
      subjectName: 'shop',
      summary: '1 of 2 workloads run a single pod.',
      evidence: [{ names: ['Deployment cart'] }],
      ownerHint: { namespaceLabels: { team: 'shop' } },
    },
  ])
  expect(await found('ill', 'drain-safety')).toMatchObject([{ subjectName: 'cart' }])
})

test('what falls silent is unknown, what was found stands, and it is closed when it is mended', async () => {
  const node: Thing = { kind: 'Node', name: 'n', facts: { kubeletVersion: 'v1.30.0', nodeGroup: 'core' } }
  await told('silent', { version: '1.33' })
  await objects('silent', [node])
  await round(ago(20))
  // Told at noon, evaluated at 11:40: newer than the look, not silent.
  const [first] = await found('silent', 'kubelet-skew')
  expect(first).toMatchObject({ status: 'error' })

  const later = new Date(now.getTime() + 10 * 60_000)
  await round(later)
  expect(await statuses('silent')).toMatchObject({ 'kubelet-skew': 'unknown', 'support-end': 'unknown' })
  expect(await found('silent', 'kubelet-skew')).toMatchObject([{ id: first?.id, status: 'error' }])

  const mended = new Date(now.getTime() + 15 * 60_000)
  await told('silent', { version: '1.33' }, mended)
  await objects('silent', [{ ...node, facts: { kubeletVersion: 'v1.33.0', nodeGroup: 'core' } }], mended)
  await round(mended)
  expect(await found('silent', 'kubelet-skew')).toEqual([])
  expect(await statuses('silent')).toMatchObject({ 'kubelet-skew': 'passing' })
  const events = await listFindingEvents(stores.relational, { findingId: first?.id ?? '', limit: 9 })
  expect(events.map(({ kind, at }) => [kind, at])).toEqual([
    ['opened', ago(20)],
    ['closed', mended],
  ])
})

test('a kind that may not be read is no kind without faults', async () => {
  const says = 'LIST poddisruptionbudgets.policy: 403'
  const subject = 'poddisruptionbudgets.policy'
  const troubles = [{ kind: 'forbidden', says, steps: [], subject, since: now }] as const
  await told('refused', { version: '1.35' }, now, { troubles })
  await round(now)
  const rows = await listCheckResults(stores.relational, { scope: scopeOf('refused'), limit: 100 })
  expect(rows.find(({ checkId }) => checkId === 'drain-safety')).toMatchObject({
    status: 'unknown',
    unreadBecause: `kube-api:refused: ${says}`,
    asOf: null,
  })
  expect(rows.find(({ checkId }) => checkId === 'kubelet-skew')).toMatchObject({ status: 'passing' })
})

test('callers of an API that goes: requests, marks and metrics make one finding of each caller', async () => {
  const user = 'system:serviceaccount:hpa:operator'
  await told('calls', { version: '1.31' })
  await objects('calls', [
    { kind: 'Namespace', name: 'hpa', labels: { team: 'ads' } },
    { kind: 'Deployment', name: 'legacy', namespace: 'hpa', labels: { app: 'legacy' } },
    { kind: 'ReplicaSet', name: 'legacy-1', namespace: 'hpa', owner: ['Deployment', 'legacy'] },
    {
      kind: 'Pod',
      name: 'legacy-1-a',
      namespace: 'hpa',
      owner: ['ReplicaSet', 'legacy-1'],
      facts: { serviceAccount: 'operator' },
    },
  ])
  const line = (n: number, at: Date, version: string, marked: boolean) =>
    JSON.stringify({
      ...{ _c: 'calls', _b: 1, _l: n, _lo: 1_700_000_000, _hi: 1_900_000_000, auditID: `id-${n}` },
      ...{
        stage: 'ResponseComplete',
        verb: 'list',
        userAgent: 'legacy-hpa-operator/1.4.2',
        user: { username: user },
      },
      requestURI: `/apis/flowcontrol.apiserver.k8s.io/${version}/flowschemas`,
      objectRef: { resource: 'flowschemas', apiGroup: 'flowcontrol.apiserver.k8s.io', apiVersion: version },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: at.toISOString(),
      stageTimestamp: at.toISOString(),
      ...(marked && { annotations: { 'k8s.io/deprecated': 'true', 'k8s.io/removed-release': '1.32' } }),
    })
  const old = [line(1, ago(60 * 24 * 3), 'v1beta3', true), line(2, ago(60 * 24 * 40), 'v1beta3', true)]
  const lately = [10, 20, 30].map((minutes, n) => line(10 + n, ago(minutes), 'v1beta3', n === 0))
  const fine = line(20, ago(1), 'v1', false)
  await insertAudit(stores.events, Buffer.from([...old, ...lately, fine].join('\n')))
  const sealer = createSealer(stores.events, () => Promise.resolve())
  for (const grain of ['minute', 'hour', 'day'] as const) {
    await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })
  }
  const labels =
    'group=flowcontrol.apiserver.k8s.io,instance=a,removed_release=1.32,resource=flowschemas,subresource=,version=v1beta3'
  const samples = [
    { metric: 'apiserver_requested_deprecated_apis', labels, value: 1 },
    { metric: 'apiserver_current_inflight_requests', labels: 'instance=a,request_kind=mutating', value: 1 },
  ].map((sample) => ({ ...sample, clusterId: 'calls', at: ago(1) }))
  await insertSamples(stores.events, Buffer.from(sampleLines(samples).join('\n')))
  await round(now)
  const [own, ...others] = await found('calls', 'api-removals')
  expect(others).toEqual([])
  expect(own).toMatchObject({
    ...{ subjectKind: 'ServiceAccount', subjectNamespace: 'hpa', subjectName: 'operator', status: 'error' },
    about: 'flowcontrol.apiserver.k8s.io/v1beta3 flowschemas',
    lastSeenAt: ago(10),
    ownerHint: { workloadLabels: { app: 'legacy' }, namespaceLabels: { team: 'ads' } },
  })
  // Four within 30 days; of those of the last hour one is marked.
  expect(own?.evidence.map(({ signal, count }) => `${signal} ${count}`)).toEqual([
    ...['audit-request 4', 'audit-annotation 1', 'api-server-metric null', 'cluster-object 1'],
  ])
  expect(own?.evidence.at(-1)?.names).toEqual(['Deployment hpa/legacy'])
})

test('who calls by metrics alone is green once the last call lies before the window, and says when that was', async () => {
  await told('metered', { version: '1.31' })
  const api = 'group=flowcontrol.apiserver.k8s.io'
  const gauge = `${api},instance=a,removed_release=1.32,resource=flowschemas,subresource=,version=v1beta3`
  const counter = (instance: string) => `${api},instance=${instance},resource=flowschemas,version=v1beta3`
  const witness = {
    metric: 'apiserver_current_inflight_requests',
    labels: 'instance=a,request_kind=mutating',
  } as const
  const removed = 'apiserver_removed_api_request_total'
  const samples = [
    // Of one server the counter rises until three hours ago; the other was started anew and was asked once since.
    ...[300, 240, 180, 120, 1].map((minutes, n) => ({
      ...{ metric: removed, labels: counter('a'), at: ago(minutes) },
      value: [10, 12, 15, 15, 15][n] as number,
    })),
    ...[300, 240, 1].map((minutes, n) => ({
      ...{ metric: removed, labels: counter('b'), at: ago(minutes) },
      value: [7, 1, 1][n] as number,
    })),
    { metric: 'apiserver_requested_deprecated_apis', labels: gauge, at: ago(1), value: 1 },
    { ...witness, at: ago(1), value: 1 },
  ] as const
  const lines = sampleLines(samples.map((sample) => ({ ...sample, clusterId: 'metered' })))
  await insertSamples(stores.events, Buffer.from(lines.join('\n')))
  await round(now)
  const within = (hours: number) =>
    listFindings(stores.relational, {
      ...{ scope: scopeOf('metered'), now, seenSince: ago(60 * hours), checkIds: ['api-removals'] },
      ...{ after: null, limit: 10 },
    })
  for (const [hours, status] of [
    [24, 'error'],
    [4, 'error'],
    [2, 'passing'],
  ] as const) {
    expect(await within(hours)).toMatchObject([{ status, lastSeenAt: ago(180), subjectKind: 'Cluster' }])
  }
  const [own] = await within(24)
  // 5 of the one, and 1 of the other since it began anew.
  expect(own?.evidence.map(({ signal, count }) => [signal, count])).toEqual([['api-server-metric', 6]])
})

test('a cluster that is gone has nothing wrong with it, and one that was done lately is left alone', async () => {
  await told('short', { version: '1.35', deletionProtection: false })
  await round(now)
  expect(await found('short', 'deletion-protection')).toHaveLength(1)
  const again = await round(new Date(now.getTime() + 30_000))
  expect(again.clusters).toBe(0)
  // A process takes up again what it did itself, also while its clock stands.
  const own = { now: new Date(now.getTime() + 120_000), notWithinMs: 60_000, batch: 2, ours: new Map() }
  const first = await evaluateRound(stores, own)
  expect([first.clusters > 0, (await evaluateRound(stores, own)).clusters]).toEqual([true, first.clusters])
  expect((await evaluateRound(stores, { ...own, ours: new Map() })).clusters).toBe(0)
  for (const kind of ['kube-api', 'eks-api']) {
    await tellClusterGone(stores.relational, { clusterId: 'short', sourceId: `${kind}:short`, now })
  }
  await round(new Date(now.getTime() + 240_000))
  expect(await found('short', 'deletion-protection')).toEqual([])
  expect(await statuses('short')).toEqual({})
})

test('the job evaluates on its own clock and ends when told', async () => {
  await told('timed', { version: '1.35', deletionProtection: false }, ago(-60))
  const failures: unknown[] = []
  const job = startEvaluate({
    ...stores,
    clock: fixedClock(ago(-60)),
    everyMs: 10,
    onFailure: (error) => failures.push(error),
  })
  await expect.poll(() => found('timed', 'deletion-protection'), { timeout: 30_000 }).toHaveLength(1)
  await job.stop()
  expect(job.metrics().map(({ name }) => name)).toContainEqual(expect.stringMatching(/_evaluate_seconds$/))
  expect(failures).toEqual([])
})
