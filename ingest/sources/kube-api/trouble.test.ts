// What goes wrong around a collector at work: told where and how it is, and over when it is over, while the
// rest goes on.
import { afterEach, describe, expect, test } from 'vitest'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import { CollectionFailure } from '../../collection.ts'
import type { RecordedCall } from '../../kube-client/stand-in-answer.ts'
import type { WorldObject } from '../../kube-client/stand-in-world.ts'
import { openRig, until } from './collector-rig.ts'
import {
  isWatching,
  isWell,
  namesOf,
  Opened,
  paths,
  recorded,
  recordedItems,
  standInToken,
  told,
} from './source-rig.ts'

const opened = new Opened()
afterEach(() => opened.close())

describe('what goes wrong', () => {
  test('one kind that may not be read: told with the rule that grants it, the others go on', async () => {
    const server = await opened.server()
    server.world.load(paths.nodes, recordedItems('nodelist.json'), 502)
    const isPods = (call: RecordedCall) => call.path === paths.pods
    server.fault(
      { do: 'status', status: 403, body: recorded('status-403-anonymous.json') },
      isPods,
      Number.POSITIVE_INFINITY,
    )
    const rig = opened.start(server)
    await isWatching(server, objectKinds.length - 1)
    await told(rig, 'forbidden', 'pods')
    expect(rig.report.troubles.get('forbidden pods')?.steps.join()).toContain('resources: ["pods"]')
    expect(rig.inventory.alive('Node')).toHaveLength(3)
    await until(
      () => rig.report.completeAt !== undefined,
      () => 'complete without pods',
    )
    // Granted meanwhile: found out without a restart.
    server.faults.length = 0
    await isWatching(server)
    await isWell(rig)
  })

  test('nothing may be read: this try is over, with the whole manifest', async () => {
    const server = await opened.server()
    server.fault({ do: 'status', status: 403 }, ({ verb }) => verb !== 'get', Number.POSITIVE_INFINITY)
    const error = (await opened.start(server).running.ended) as CollectionFailure
    expect(error).toBeInstanceOf(CollectionFailure)
    expect(error.trouble).toMatchObject({ kind: 'forbidden', subject: '' })
    expect(error.trouble.steps.join()).toContain('kind: ClusterRoleBinding')
  })

  test('metrics that may not be read or are not there: told; nothing else waits', async () => {
    const server = await opened.server()
    server.fault(
      { do: 'status', status: 403 },
      ({ path: place }) => place === '/metrics',
      Number.POSITIVE_INFINITY,
    )
    const rig = opened.start(server)
    await isWatching(server)
    await told(rig, 'forbidden', '/metrics')
    expect(rig.report.troubles.get('forbidden /metrics')?.steps.join()).toContain(
      'nonResourceURLs: ["/metrics"]',
    )
    expect(rig.inventory.samples).toEqual([])
    server.faults.length = 0
    await until(
      () => rig.inventory.samples.length > 0,
      () => 'samples',
    )
    await isWell(rig)
  })

  test('what is no metrics is told and stored as nothing; what EKS does not offer is no trouble', async () => {
    let text = 'Sign in\nto go on'
    const server = await opened.server({ version: { gitVersion: 'v1.30.1-eks-1' }, metrics: () => text })
    const rig = opened.start(server)
    await told(rig, 'not-kubernetes', '/metrics')
    expect(rig.report.troubles.get('not-kubernetes /metrics')?.says).toContain('without any metric we know')
    expect(rig.inventory.samples).toEqual([])
    text = 'apiserver_current_inflight_requests{request_kind="readOnly"} 3'
    await until(
      () => rig.inventory.samples.length > 0,
      () => 'samples',
    )
    await until(
      () => server.calls.filter(({ path: place }) => place.includes('metrics.eks')).length > 2,
      () => 'asked again',
    )
    await isWell(rig)
  })

  test('a resource that an old server does not have', async () => {
    const server = await opened.server()
    server.fault(
      { do: 'status', status: 404, body: '404 page not found' },
      ({ path: place }) => place.startsWith('/apis/policy/'),
      Number.POSITIVE_INFINITY,
    )
    const rig = opened.start(server)
    await isWatching(server, objectKinds.length - 1)
    await told(rig, 'not-found', 'poddisruptionbudgets.policy')
  })

  test.each([
    ['HTML instead of an answer', { do: 'html' } as const, 'not-kubernetes'],
    ['credentials that are refused', { do: 'status', status: 401 } as const, 'unauthorized'],
    ['an error', { do: 'status', status: 503 } as const, 'unreachable'],
  ])('%s at the very start', async (_, fault, kind) => {
    const server = await opened.server()
    server.fault(fault, () => true, 2)
    const error = (await opened.start(server).running.ended) as CollectionFailure
    expect(error).toBeInstanceOf(CollectionFailure)
    expect(error.trouble.kind).toBe(kind)
  })

  test('credentials that are refused while it is read: tried again, then this try is over', async () => {
    let valid = standInToken
    const server = await opened.server({ tokens: () => [valid] })
    const { running } = opened.start(server)
    await isWatching(server)
    valid = 'rotated'
    server.cut()
    const error = (await running.ended) as CollectionFailure
    expect(error.trouble.kind).toBe('unauthorized')
  })

  test('a server that is gone: told at once, given up after a while', async () => {
    const server = await opened.server()
    const rig = opened.start(server, { giveUpMs: 300 })
    await isWatching(server)
    await server.close()
    const error = (await rig.running.ended) as CollectionFailure
    expect(error.trouble.kind).toBe('unreachable')
    expect(
      rig.report.toldTroubles.some(({ kind, subject }) => kind === 'unreachable' && subject === 'pods'),
    ).toBe(true)
  })

  test('a clock 90 s off', async () => {
    const server = await opened.server({ skewMs: 90_000 })
    const rig = opened.start(server)
    await told(rig, 'clock', 'clock')
    expect(rig.report.troubles.get('clock clock')?.says).toMatch(
      /^The clock of the API server is (89|90|91) s ahead of ours$/,
    )
    expect(Math.abs((rig.report.skews.at(-1) ?? 0) - 90_000)).toBeLessThan(2_000)
  })

  test('an object that cannot be read is counted and left, its neighbours are not', async () => {
    const server = await opened.server()
    const pod = (name: string, more: object): WorldObject => ({
      metadata: { name, namespace: 'a', uid: name, creationTimestamp: '2026-01-01T00:00:00Z', ...more },
      spec: { containers: [] },
    })
    server.world.put(paths.pods, pod('bad', { creationTimestamp: null }))
    server.world.put(paths.pods, pod('no-labels', { labels: null }))
    server.world.put(paths.pods, pod('huge', { annotations: { blob: '\\"'.repeat(3_000_000) } }))
    const rig = opened.start(server)
    await isWatching(server)
    expect(namesOf(rig.inventory.alive('Pod'))).toEqual(['huge', 'no-labels'])
    expect(rig.report.counts.unreadable).toBe(1)
    expect(rig.report.troubles.get('internal unreadable pods')?.says).toContain('creationTimestamp')
    server.world.put(paths.pods, pod('huger', { annotations: { blob: 'x'.repeat(12 << 20) } }))
    await until(
      () => rig.inventory.alive('Pod').length === 3,
      () => 'the huger one',
    )
  })

  test('a store that is away while it is read: waited for, nothing is lost', async () => {
    const server = await opened.server()
    const rig = opened.start(server)
    await isWatching(server)
    rig.inventory.isAway = true
    server.world.load(paths.nodes, [], 0)
    for (const node of recordedItems('nodelist.json')) server.world.put(paths.nodes, node)
    await told(rig, 'store', 'storing nodes')
    expect(rig.inventory.alive('Node')).toEqual([])
    rig.inventory.isAway = false
    await until(
      () => rig.inventory.alive('Node').length === 3,
      () => 'nodes',
    )
    await isWell(rig)
  })

  test('aliases of two clusters: refused, not merged', async () => {
    const server = await opened.server()
    const rig = openRig()
    const identify = async () => ({ ok: false as const, says: 'its aliases belong to a and b' })
    const { running } = opened.start(
      server,
      {},
      { ...rig, tools: { ...rig.tools, inventory: Object.assign(rig.inventory, { identify }) } },
    )
    const error = (await running.ended) as CollectionFailure
    expect(error.trouble).toMatchObject({ kind: 'conflict', says: 'its aliases belong to a and b' })
    expect(error.trouble.steps.join()).toContain('Remove one of the sources')
  })
})
