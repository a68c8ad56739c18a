// A test of a source: what works, what is missing and what grants it, without storing anything.
import { afterEach, describe, expect, test } from 'vitest'
import { until } from './collector-rig.ts'
import { collectorOf, definitionOf, Opened, paths, recordedItems } from './source-rig.ts'

const opened = new Opened()
afterEach(() => opened.close())

describe('a test of the source', () => {
  const signal = () => new AbortController().signal

  test('finds everything in order, and stores nothing', async () => {
    const server = await opened.server()
    const { checks, clockSkewMs } = await collectorOf().test(definitionOf(server), signal())
    expect(checks.map(({ what, ok }) => `${what} ${ok}`)).toEqual([
      'credentials true',
      'GET /version true',
      'identity true',
      'cronjobs.batch true',
      'daemonsets.apps true',
      'deployments.apps true',
      'jobs.batch true',
      'namespaces true',
      'nodes true',
      'pods true',
      'poddisruptionbudgets.policy true',
      'replicasets.apps true',
      'statefulsets.apps true',
      'GET /metrics true',
      'clock true',
    ])
    expect(checks.every(({ grant }) => grant === null)).toBe(true)
    expect(Math.abs(clockSkewMs ?? Number.NaN)).toBeLessThan(5_000)
    await until(
      () => server.openWatches === 0,
      () => 'watches are let go',
    )
  })

  test('on EKS the scheduler and the controller manager are asked too: readable, not offered, or refused', async () => {
    const version = { gitVersion: 'v1.33.5-eks-113cf36' }
    const server = await opened.server({
      version,
      componentMetrics: () => 'scheduler_pending_pods{queue="active"} 1',
    })
    const path = (name: string) => `/apis/metrics.eks.amazonaws.com/v1/${name}/container/metrics`
    server.fault({ do: 'status', status: 403 }, ({ path: place }) => place === path('kcm'), 9)
    const { checks } = await collectorOf().test(definitionOf(server), signal())
    expect(checks.find(({ what }) => what === `GET ${path('ksh')}`)).toMatchObject({
      ok: true,
      says: '1 series of what is shown',
    })
    const refused = checks.find(({ what }) => what === `GET ${path('kcm')}`)
    expect(refused?.ok).toBe(false)
    expect(refused?.grant).toContain(
      'apiGroups: ["metrics.eks.amazonaws.com"]\n    verbs: ["get"]\n    resources: ["kcm/metrics"]',
    )
    const older = await opened.server({ version })
    const told = (await collectorOf().test(definitionOf(older), signal())).checks
    expect(told.find(({ what }) => what === `GET ${path('ksh')}`)).toMatchObject({
      ok: true,
      says: expect.stringMatching(/^Not offered here: .*eks\.10 of 1\.31/),
    })
  })

  test('says what is missing and what grants it', async () => {
    const server = await opened.server({ skewMs: -90_000 })
    server.world.load(paths.pods, recordedItems('cluster-1.31-pods.json'), 766)
    server.fault(
      { do: 'status', status: 403 },
      ({ verb, path: place }) => verb === 'watch' && place === paths.pods,
      9,
    )
    server.fault({ do: 'status', status: 403 }, ({ path: place }) => place === '/metrics', 9)
    const { checks } = await collectorOf().test(definitionOf(server), signal())
    const missing = checks.filter(({ ok }) => !ok)
    expect(missing.map(({ what }) => what)).toEqual(['pods', 'GET /metrics', 'clock'])
    expect(missing[0]?.grant).toContain('verbs: ["list", "watch"]\n    resources: ["pods"]')
    expect(missing[1]?.grant).toContain('nonResourceURLs: ["/metrics"]')
    expect(missing[2]?.says).toContain('behind ours')
  })

  test('stops at what makes the rest pointless', async () => {
    const server = await opened.server({ tokens: () => ['another'] })
    const { checks } = await collectorOf().test(definitionOf(server), signal())
    expect(checks.map(({ what, ok }) => `${what} ${ok}`)).toEqual([
      'credentials true',
      'GET /version false',
      'clock true',
    ])
    const unknown = { name: 'test', kind: 'kube-api', kubeconfig: '/nowhere', context: 'prod' } as const
    expect((await collectorOf().test(unknown, signal())).checks).toMatchObject([
      { what: 'credentials', ok: false },
    ])
  })
})
