// A cluster read over TLS as real API servers speak it: HTTP/2, everything over one socket, which may be cut,
// asked to move elsewhere or be dead without saying so.
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import type { StandIn } from '../../kube-client/stand-in.ts'
import type { WorldObject } from '../../kube-client/stand-in-world.ts'
import { openRig, type Rig, until } from './collector-rig.ts'
import { isWatching, isWell, namesOf, Opened, paths, recordedItems, secure } from './source-rig.ts'

const opened = new Opened()
afterEach(() => opened.close())

const node = (name: string): WorldObject => ({
  metadata: { name, uid: `uid-${name}`, creationTimestamp: '2026-01-01T00:00:00Z' },
})
const arrived = ({ inventory }: Rig, name: string) =>
  until(
    () => namesOf(inventory.alive('Node')).includes(name),
    () => `${name}, but ${namesOf(inventory.alive('Node'))}`,
  )

async function open(isOld = false) {
  const server = await opened.server({ tls: secure, isOld })
  const nodes = recordedItems('nodelist.json')
  server.world.load(paths.nodes, nodes, 502)
  server.world.load(paths.pods, recordedItems('cluster-1.31-pods.json'), 766)
  return { server, nodes }
}

describe('sockets', () => {
  test('of a server that speaks HTTP/2: one, with all that is read of it', async () => {
    const { server, nodes } = await open()
    const rig = opened.start(server)
    await isWatching(server)
    expect(namesOf(rig.inventory.alive('Node'))).toEqual(namesOf(nodes.map(({ metadata }) => metadata)))
    expect(rig.inventory.alive('Pod')).toHaveLength(recordedItems('cluster-1.31-pods.json').length)
    expect(await server.openSockets).toBe(1)
  })

  test('of one that does not: one for each watch, and a bounded number of others', async () => {
    const { server } = await open(true)
    const rig = opened.start(server)
    await isWatching(server)
    server.world.put(paths.nodes, node('late'))
    await arrived(rig, 'late')
    expect(await server.openSockets).toBeGreaterThanOrEqual(objectKinds.length)
    expect(await server.openSockets).toBeLessThanOrEqual(objectKinds.length + 4)
  })

  test('that are cut are opened anew, and what happened meanwhile is read', async () => {
    const { server } = await open()
    const rig = opened.start(server)
    await isWatching(server)
    server.cut()
    server.world.put(paths.nodes, node('while-cut'))
    await arrived(rig, 'while-cut')
    await isWatching(server)
    await isWell(rig)
    expect(await server.openSockets).toBe(1)
  })

  test('that the server asks to leave are left for another, and nothing is lost or said', async () => {
    const { server } = await open()
    const rig = opened.start(server)
    await isWatching(server)
    server.goAway()
    server.world.put(paths.nodes, node('after'))
    await arrived(rig, 'after')
    const calls = server.calls.length
    await until(
      () => server.calls.length > calls + 3,
      () => 'calls over the new connection',
    )
    expect([...rig.report.troubles.keys()]).toEqual([])
  })
})

/** Stands between a collector and a server, and may fall silent: packets then go nowhere. */
async function silentProxy(server: StandIn) {
  const state = { isSilent: false, connections: 0 }
  const sockets = new Set<net.Socket>()
  const proxy = net.createServer((near) => {
    state.connections += 1
    const far = net.connect(Number(new URL(server.url).port), '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => state.isSilent || to.write(bytes))
      from.on('error', () => undefined)
      from.on('close', () => state.isSilent || to.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as net.AddressInfo
  const close = () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  }
  return { state, close, url: `https://127.0.0.1:${port}` }
}

test('a connection that is dead without saying so is found out, whatever watches may be silent for', async () => {
  const { server } = await open()
  const proxy = await silentProxy(server)
  const settings = { watchSilenceMs: 60_000, giveUpMs: 60_000, patience: { answerMs: 400 } }
  const through = Object.assign(Object.create(server), { url: proxy.url }) as StandIn
  try {
    const rig = opened.start(through, settings, openRig())
    await isWatching(server)
    expect(proxy.state.connections).toBe(1)
    proxy.state.isSilent = true
    server.world.put(paths.nodes, node('unheard'))
    await until(
      () => rig.report.toldTroubles.some(({ kind }) => kind === 'unreachable'),
      () => 'unreachable',
    )
    proxy.state.isSilent = false
    await arrived(rig, 'unheard')
    await isWell(rig)
  } finally {
    await opened.close()
    proxy.close()
  }
})
