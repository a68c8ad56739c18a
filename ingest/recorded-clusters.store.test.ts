// Recorded answers of API servers, sent over real HTTP, read by the real collector into the real stores:
// exactly those nodes, pods and changes are there, now and at every instant of a script. What is expected is
// taken from the fixtures and from the script, not from our code.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectChanges } from '../db/events/read/object-changes.ts'
import { getCluster } from '../db/relational/read/cluster.ts'
import { everything } from '../db/store-tests/audit-events.ts'
import { StandIn } from './kube-client/stand-in.ts'
import type { WorldObject } from './kube-client/stand-in-world.ts'
import { clusterAt, eventually, ReadingRig, rigToken } from './reading-rig.ts'

const fixtures = path.join(import.meta.dirname, 'kube-client/fixtures')
const recorded = (file: string): string => readFileSync(path.join(fixtures, file), 'utf8')
const itemsOf = (file: string): WorldObject[] => JSON.parse(recorded(file)).items
const [nodesPath, podsPath, deploymentsPath] = [
  '/api/v1/nodes',
  '/api/v1/pods',
  '/apis/apps/v1/deployments',
] as const

/** Set by hand, so that instants of the past are known. */
let nowMs = Date.parse('2026-11-20T10:00:00Z')
let rig: ReadingRig
const servers: StandIn[] = []
beforeAll(async () => {
  rig = await ReadingRig.open({ now: () => new Date(nowMs) })
})
afterAll(async () => {
  await rig?.close()
  for (const server of servers) await server.close()
})

async function openServer(uid: string, version: object): Promise<StandIn> {
  const server = await StandIn.open({
    tokens: () => [rigToken],
    metrics: () => 'apiserver_storage_size_bytes 1\n',
    version,
  })
  servers.push(server)
  server.world.put('/api/v1/namespaces', {
    metadata: { name: 'kube-system', uid, creationTimestamp: '2026-01-01T00:00:00Z' },
    status: { phase: 'Active' },
  })
  return server
}

interface WirePod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string }
  readonly spec: { readonly nodeName?: string }
  readonly status: { readonly phase: string }
}
interface WireNode {
  readonly metadata: { readonly name: string; readonly uid: string; readonly labels: object }
  readonly status: {
    readonly allocatable: { readonly pods: string }
    readonly nodeInfo: { readonly kubeletVersion: string }
  }
}

describe('recorded clusters', () => {
  it('are stored as exactly those nodes and pods, and exactly those changes', async () => {
    const server = await openServer('uid-recorded', JSON.parse(recorded('version.json')))
    const nodes = itemsOf('nodelist.json')
    const pods = [...itemsOf('podlist-limit2.json'), ...itemsOf('cluster-1.31-pods.json')]
    server.world.load(nodesPath, nodes, 499)
    server.world.load(podsPath, pods, 499)
    await rig.read(clusterAt('recorded', server.url))
    await rig.isRead('recorded')

    const wireNodes = nodes as unknown as WireNode[]
    const storedNodes = await rig.objects('recorded', 'Node')
    const byUid = <T extends { uid: string }>(rows: T[]) => rows.sort((a, b) => (a.uid < b.uid ? -1 : 1))
    expect(
      byUid(
        storedNodes.map(({ uid, name, labels, facts }) => ({
          ...{ uid, name, labels },
          kubelet: facts.kubeletVersion,
          podCapacity: facts.podCapacity,
        })),
      ),
    ).toEqual(
      byUid(
        wireNodes.map(({ metadata: { uid, name, labels }, status }) => ({
          ...{ uid, name, labels },
          kubelet: status.nodeInfo.kubeletVersion,
          podCapacity: Number(status.allocatable.pods),
        })),
      ),
    )
    expect(
      byUid(
        (await rig.objects('recorded', 'Pod')).map(({ uid, name, namespace, nodeName, phase }) => ({
          ...{ uid, name, namespace, nodeName, phase },
        })),
      ),
    ).toEqual(
      byUid(
        (pods as unknown as WirePod[]).map(({ metadata: { uid, name, namespace }, spec, status }) => ({
          ...{ uid, name, namespace },
          nodeName: spec.nodeName ?? '',
          phase: status.phase,
        })),
      ),
    )
    expect(await rig.counts('recorded')).toMatchObject({ nodes: nodes.length, pods: pods.length })
    const { gitVersion } = JSON.parse(recorded('version.json'))
    await eventually(async () =>
      expect((await getCluster(rig.stores.relational, { id: 'recorded' }))?.facts).toMatchObject({
        gitVersion,
        region: 'us-east-1',
      }),
    )

    // The recorded frames only move annotations and heartbeats: no change. Then one that is.
    nowMs += 2 * 3_600_000
    const from = new Date(nowMs)
    const frames = recorded('watch-nodes-modified.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const frame of frames) if (frame.type !== 'BOOKMARK') server.world.replay(nodesPath, frame)
    const last = structuredClone(frames.findLast(({ type }) => type !== 'BOOKMARK').object)
    last.spec.unschedulable = true
    server.world.put(nodesPath, last)
    const gone = pods[0] as WorldObject
    server.world.remove(podsPath, gone)
    const changes = () =>
      objectChanges(rig.stores.events, {
        ...{ scope: everything, clusterId: 'recorded', kinds: ['Node', 'Pod'], after: null, limit: 100 },
        ...{ from, to: new Date(nowMs + 1) },
      })
    await eventually(async () => expect((await changes()).changes).toHaveLength(2))
    expect(
      (await changes()).changes
        .map(({ what, state: { name }, fields }) => ({ what, name, fields }))
        .sort((a, b) => (a.what < b.what ? -1 : 1)),
    ).toEqual([
      {
        what: 'changed',
        name: last.metadata.name,
        fields: [{ field: 'isUnschedulable', before: false, after: true }],
      },
      { what: 'deleted', name: gone.metadata.name, fields: [] },
    ])
    expect(await rig.counts('recorded')).toMatchObject({ pods: pods.length - 1 })
    expect(await rig.counts('recorded', new Date(from.getTime() - 1))).toMatchObject({ pods: pods.length })
    const { clusterIds, troubles = [] } = (await rig.health('recorded')) ?? {}
    expect(clusterIds).toEqual(['recorded'])
    // Our clock is set by hand here, the server's is not.
    expect(troubles.filter(({ kind }) => kind !== 'clock')).toEqual([])
  })
})

/** What a script says is there: name → uid and node. */
type Truth = Map<string, { readonly uid: string; readonly node: string }>

const nodeOf = (name: string): WorldObject => ({
  metadata: { name, uid: `node-${name}`, creationTimestamp: '2026-11-01T00:00:00Z' },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})
const podOf = (name: string, uid: string, node: string, mark = ''): WorldObject => ({
  metadata: {
    ...{ name, uid, namespace: 'shop', creationTimestamp: '2026-11-01T00:00:00Z' },
    labels: { mark },
  },
  spec: { containers: [{ name: 'c' }], ...(node === '' ? {} : { nodeName: node }) },
  status: { phase: node === '' ? 'Pending' : 'Running' },
})

describe('the past of a cluster', () => {
  it('equals its script at every instant: created, changed, deleted while away, made again, moved', async () => {
    const server = await openServer('uid-script', { gitVersion: 'v1.33.5' })
    const truth: Truth = new Map()
    const nodes = new Set<string>()
    const past: { at: Date; pods: Truth; nodes: number; workloads: number }[] = []
    let workloads = 0
    const definition = clusterAt('script', server.url)
    const put = (name: string, uid: string, node: string, mark = '') => {
      truth.set(name, { uid, node })
      server.world.put(podsPath, podOf(name, uid, node, mark))
    }
    const remove = (name: string) => {
      truth.delete(name)
      server.world.remove(podsPath, podOf(name, '', ''))
    }
    const podsAt = async (at?: Date): Promise<Truth> =>
      new Map(
        (await rig.objects('script', 'Pod', at)).map(({ name, uid, nodeName }) => [
          name,
          { uid, node: nodeName },
        ]),
      )
    /** What stands now is written down as true of this instant; the clock goes on. */
    const settle = async () => {
      await eventually(async () => {
        expect(await podsAt()).toEqual(truth)
        expect(await rig.counts('script')).toEqual({ nodes: nodes.size, pods: truth.size, workloads })
      })
      past.push({ at: new Date(nowMs), pods: new Map(truth), nodes: nodes.size, workloads })
      nowMs += 600_000
    }

    for (const name of ['a', 'b']) {
      nodes.add(name)
      server.world.put(nodesPath, nodeOf(name))
    }
    put('stays', 'u-stays', 'a')
    put('goes', 'u-goes', 'a')
    put('again', 'u-again-1', 'a')
    await rig.read(definition)
    await rig.isRead('script')
    await settle()
    put('created', 'u-created', '')
    await settle()
    put('created', 'u-created', 'b')
    workloads += 1
    server.world.put(deploymentsPath, {
      metadata: {
        ...{ name: 'shop', uid: 'u-shop', namespace: 'shop', creationTimestamp: '2026-11-01T00:00:00Z' },
      },
      spec: { replicas: 2 },
    })
    await settle()
    put('stays', 'u-stays', 'a', 'changed')
    await settle()
    await rig.leave()
    remove('goes')
    remove('again')
    put('again', 'u-again-2', 'b')
    put('while-away', 'u-away', 'b')
    nodes.delete('a')
    server.world.remove(nodesPath, nodeOf('a'))
    server.forget()
    await rig.read(definition)
    await settle()
    // A pod does not move: it is made again under its name on another node, and its watch is cut meanwhile.
    remove('stays')
    put('stays', 'u-moved', 'b')
    server.cut()
    await settle()
    for (const name of [...truth.keys()]) remove(name)
    await settle()

    expect(past).toHaveLength(7)
    for (const [index, { at, pods, ...counts }] of past.entries()) {
      for (const laterMs of [0, 599_999]) {
        const then = new Date(at.getTime() + laterMs)
        expect(await podsAt(then), `pods of step ${index} + ${laterMs} ms`).toEqual(pods)
        expect(await rig.counts('script', then)).toEqual({ ...counts, pods: pods.size })
      }
    }
    expect(await podsAt(new Date((past[0]?.at.getTime() ?? 0) - 1))).toEqual(new Map())
  })
})
