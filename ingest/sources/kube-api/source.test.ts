// The collector from end to end before a real HTTP server: recorded clusters come out exactly, and every
// call is one of the closed list.
import { afterEach, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { type ApiSampleMetric, componentOf } from '../../../domain/model/api-sample.ts'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import { pathOf } from '../../kube-client/call.ts'
import type { RecordedCall } from '../../kube-client/stand-in-answer.ts'
import { until } from './collector-rig.ts'
import { kubeCalls, oldWritesLists, rbacManifest } from './permissions.ts'
import { isWatching, namesOf, Opened, paths, recorded, recordedItems } from './source-rig.ts'

const opened = new Opened()
afterEach(() => opened.close())

describe('recorded clusters', () => {
  test('yield exactly those nodes and pods', async () => {
    const server = await opened.server({ version: JSON.parse(recorded('version.json')) })
    const nodes = recordedItems('nodelist.json')
    const pods = [...recordedItems('podlist-limit2.json'), ...recordedItems('cluster-1.31-pods.json')]
    server.world.load(paths.nodes, nodes, 502)
    server.world.load(paths.pods, pods, 766)
    const rig = opened.start(server)
    await isWatching(server)
    const alive = rig.inventory.alive('Pod')
    expect(namesOf(rig.inventory.alive('Node'))).toEqual(namesOf(nodes.map(({ metadata }) => metadata)))
    expect(namesOf(alive)).toEqual(namesOf(pods.map(({ metadata }) => metadata)))
    for (const item of pods) {
      const wire = item as unknown as {
        metadata: { uid: string }
        spec: { nodeName?: string }
        status: { phase: string }
      }
      const state = alive.find(({ uid }) => uid === wire.metadata.uid)
      expect([state?.nodeName, state?.phase]).toEqual([wire.spec.nodeName ?? '', wire.status.phase])
    }
    await until(
      () => rig.report.states.at(-1) === 'watching',
      () => String(rig.report.states),
    )
    expect(rig.report.states).toEqual(['starting', 'listing', 'watching'])
    expect([...rig.report.troubles.keys()]).toEqual([])
    expect(rig.report.completeAt).toEqual(rig.clock.now())
  })

  test('and exactly those changes: annotations and versions are none', async () => {
    const server = await opened.server()
    const nodes = recordedItems('nodelist.json')
    server.world.load(paths.nodes, nodes, 499)
    const rig = opened.start(server)
    await isWatching(server)
    const stored = rig.inventory.history.length
    const frames = recorded('watch-nodes-modified.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const frame of frames) if (frame.type !== 'BOOKMARK') server.world.replay(paths.nodes, frame)
    server.bookmark()
    await until(
      () => (rig.report.counts.frames ?? 0) >= 2 + objectKinds.length,
      () => JSON.stringify(rig.report.counts),
    )
    expect(rig.inventory.history.length).toBe(stored)
    const cordoned = structuredClone(frames.at(-2).object)
    cordoned.spec.unschedulable = true
    server.world.put(paths.nodes, cordoned)
    await until(
      () => rig.inventory.history.length === stored + 1,
      () => 'one more state',
    )
    expect(rig.inventory.history.at(-1)?.state).toMatchObject({
      name: 'ip-10-0-10-86.ec2.internal',
      facts: { isUnschedulable: true },
    })
  })

  test('say what they are: version, provider, region', async () => {
    const server = await opened.server({
      version: { major: '1', minor: '33+', gitVersion: 'v1.33.5-eks-113cf36' },
    })
    server.world.load(paths.nodes, recordedItems('nodelist.json'), 502)
    const rig = opened.start(server)
    await until(
      () => rig.inventory.facts.get('test')?.region !== undefined,
      () => JSON.stringify([...rig.inventory.facts]),
    )
    expect(rig.inventory.facts.get('test')).toEqual({
      name: 'test',
      provider: 'eks',
      region: 'us-east-1',
      version: '1.33',
      gitVersion: 'v1.33.5-eks-113cf36',
    })
    expect([...rig.inventory.aliases]).toEqual([['kube-system uid-of-kube-system', 'test']])
    expect(rig.report.clusterIds).toEqual(['test'])
  })
})

describe('calls', () => {
  const wordsOf = ({ verb, path: place }: Pick<RecordedCall, 'verb' | 'path'>) => `${verb} ${place}`
  const allowed = kubeCalls.map((call) => {
    if ('path' in call) return `${call.verb} ${call.path}`
    const resource = call.resource.replace('/metrics', '/container/metrics')
    return `${call.verb} ${call.group === '' ? '/api' : `/apis/${call.group}`}/${call.version}/${resource}`
  })

  const lastOldWrites = pathOf(oldWritesLists.at(-1) as (typeof oldWritesLists)[number])

  test('are exactly those of the closed list', async () => {
    const server = await opened.server({
      version: { gitVersion: 'v1.33.5-eks-113cf36' },
      componentMetrics: (name) => (name === 'ksh' ? 'scheduler_pending_pods 1' : 'workqueue_depth 1'),
    })
    const { inventory } = opened.start(server)
    await isWatching(server)
    await until(
      () =>
        new Set(inventory.samples.map(({ metric }) => componentOf(metric as ApiSampleMetric))).size === 3 &&
        server.calls.some(({ path }) => path === lastOldWrites),
      () => 'samples of three components, and old writes',
    )
    expect([...new Set(server.calls.map(wordsOf))].sort()).toEqual([...allowed].sort())
    expect(new Set(server.calls.map(({ userAgent }) => userAgent))).toEqual(new Set(['periplus/0.0.0-test']))
    expect(server.calls.filter(({ verb, query }) => verb === 'list' && query.limit === undefined)).toEqual([])
  })

  test('and exactly those that the manifest grants', () => {
    const [role, binding] = parseAllDocuments(
      rbacManifest({ kind: 'ServiceAccount', namespace: 'periplus', name: 'periplus' }),
    ).map((document) => document.toJS())
    const granted = role.rules.flatMap((rule: Record<string, string[]>) =>
      (rule.verbs ?? []).flatMap((verb) => [
        ...(rule.nonResourceURLs ?? []).map((url) => `${verb} ${url}`),
        ...(rule.apiGroups ?? []).flatMap((group) =>
          (rule.resources ?? []).map((resource) => `${verb} ${group} ${resource}`),
        ),
      ]),
    )
    const used = kubeCalls.map((call) =>
      'path' in call ? `get ${call.path}` : `${call.verb} ${call.group} ${call.resource}`,
    )
    expect(granted.sort()).toEqual(used.sort())
    expect(JSON.stringify(role)).not.toMatch(/\*|secrets|create|update|patch|delete|impersonate/)
    expect(binding).toMatchObject({
      kind: 'ClusterRoleBinding',
      roleRef: { name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'periplus', namespace: 'periplus' }],
    })
  })
})

describe('stopping', () => {
  test('ends every call and stores what was read', async () => {
    const server = await opened.server()
    const rig = opened.start(server)
    await isWatching(server)
    for (const node of recordedItems('nodelist.json')) server.world.put(paths.nodes, node)
    await until(
      () => (rig.report.counts.frames ?? 0) >= 3,
      () => JSON.stringify(rig.report.counts),
    )
    await rig.running.stop()
    expect(rig.inventory.alive('Node')).toHaveLength(3)
    await until(
      () => server.openWatches === 0,
      () => 'watches',
    )
    const calls = server.calls.length
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(server.calls.length).toBe(calls)
  })
})
