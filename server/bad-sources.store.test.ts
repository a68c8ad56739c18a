// Sources that are wrong in every way we know of, beside one that is well, in one periplus.yaml: each says on
// Sources how it stands, why and what to do, and nothing else suffers. One server over real stores, real
// collectors before API servers over real HTTP.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { StandIn, type StandInOptions } from '../ingest/kube-client/stand-in.ts'
import type { WorldObject } from '../ingest/kube-client/stand-in-world.ts'
import { createContext } from './context.ts'
import { readSettings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { type RunningServer, startServer } from './start.ts'

const fixtures = path.join(import.meta.dirname, '../ingest/kube-client/fixtures')
const tlsFile = (name: string) => path.join(fixtures, 'tls', name)
const itemsOf = (file: string): WorldObject[] =>
  JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')).items
const token = 'token-of-the-rig'
const [nodesPath, podsPath] = ['/api/v1/nodes', '/api/v1/pods'] as const

let folder: string
let server: RunningServer
const standIns: StandIn[] = []

async function openCluster(uid: string, options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await StandIn.open({
    tokens: () => [token],
    metrics: () => 'apiserver_storage_size_bytes 1\n',
    ...options,
  })
  standIns.push(standIn)
  standIn.world.put('/api/v1/namespaces', {
    metadata: { name: 'kube-system', uid, creationTimestamp: '2026-01-01T00:00:00Z' },
    status: { phase: 'Active' },
  })
  standIn.world.load(nodesPath, itemsOf('nodelist.json'), 502)
  return standIn
}

const pod = (name: string, metadata: object, container: object = {}): WorldObject => ({
  metadata: { name, namespace: 'a', uid: name, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { containers: [{ name: 'c', ...container }] },
})

/** A kubeconfig with contexts of these names, each its own cluster and user. */
function kubeconfig(file: string, contexts: Record<string, { cluster: object; user: object }>): string {
  const place = path.join(folder, file)
  const of = (what: 'cluster' | 'user') =>
    Object.entries(contexts).map(([name, given]) => ({ name, [what]: given[what] }))
  const named = Object.keys(contexts).map((name) => ({ name, context: { cluster: name, user: name } }))
  writeFileSync(
    place,
    JSON.stringify({ kind: 'Config', clusters: of('cluster'), users: of('user'), contexts: named }),
  )
  return place
}

async function openWorld() {
  const certificate = { key: readFileSync(tlsFile('server.key')) }
  const [good, twin, html, odd, late] = await Promise.all([
    openCluster('uid-good'),
    openCluster('uid-twin'),
    openCluster('uid-html'),
    openCluster('uid-odd'),
    openCluster('uid-late', { skewMs: -90_000 }),
  ])
  const expired = await openCluster('uid-expired', {
    tls: { ...certificate, cert: readFileSync(tlsFile('server-expired.crt')) },
  })
  html.fault({ do: 'html' }, () => true, Number.POSITIVE_INFINITY)
  good.world.load(podsPath, itemsOf('cluster-1.31-pods.json'), 766)
  odd.world.put(podsPath, pod('no-labels', { labels: null }))
  odd.world.put(podsPath, pod('huge-annotation', { annotations: { blob: 'x'.repeat(12 << 20) } }))
  odd.world.put(podsPath, pod('no-instant', { creationTimestamp: null }))
  odd.world.put(podsPath, pod('huge-itself', {}, { env: [{ name: 'A', value: 'x'.repeat(9 << 20) }] }))
  return { good, twin, html, odd, late, expired }
}

function sourcesOf(world: Awaited<ReturnType<typeof openWorld>>): object[] {
  const user = { token }
  const at = (name: string, standIn: StandIn) => ({
    ...{ kind: 'kube-api', name, server: standIn.url, credential: 'rig' },
  })
  const config = kubeconfig('contexts', {
    'twin-a': { cluster: { server: world.twin.url }, user },
    'twin-b': { cluster: { server: world.twin.url }, user },
    'no-authority': {
      cluster: { server: 'https://10.0.0.1:6443', 'certificate-authority': 'gone.crt' },
      user,
    },
    'expired-client': {
      cluster: { server: 'https://10.0.0.1:6443', 'certificate-authority': tlsFile('ca.crt') },
      user: { 'client-certificate': tlsFile('client-expired.crt'), 'client-key': tlsFile('client.key') },
    },
  })
  const context = (name: string) => ({ kind: 'kube-api', name, kubeconfig: config, context: name })
  return [
    ...(['good', 'html', 'odd', 'late', 'expired'] as const).map((name) => at(name, world[name])),
    ...['twin-a', 'twin-b', 'no-authority', 'expired-client'].map(context),
    { kind: 'kube-api', name: 'no-kubeconfig', kubeconfig: path.join(folder, 'nowhere'), context: 'x' },
  ]
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-bad-sources-'))
  const config = path.join(folder, 'periplus.yaml')
  const sources = sourcesOf(await openWorld())
  const credentials = [{ name: 'rig', token: { env: 'RIG_TOKEN' }, caFile: tlsFile('ca.crt') }]
  writeFileSync(config, JSON.stringify({ sources, credentials }))
  vi.stubEnv('RIG_TOKEN', token)
  const dataDir = path.join(folder, 'data')
  server = await startServer(
    readSettings({ PERIPLUS_DATA_DIR: dataDir, PERIPLUS_CONFIG: config, PORT: '0' }),
    {
      ...{ role: 'ingest', dev: false, root: path.join(import.meta.dirname, '..') },
      ...{ log: createLog('silent'), progress: () => undefined },
    },
  )
  await server.ready
})
afterAll(async () => {
  await server?.stop()
  for (const standIn of standIns) await standIn.close()
  rmSync(folder, { recursive: true, force: true })
})

const call = () => appRouter.createCaller(createContext('test'))
const rowOf = async (name: string) => {
  const { rows } = await call().sources.read({ limit: 500 })
  const row = rows.find((one) => one.name === name)
  if (row === undefined) throw new Error(`${name} is not on Sources`)
  return row
}
/** Once it stands so on Sources, with so many things to mend. */
const stands = (name: string, state: string, troubles = 1) =>
  vi.waitFor(
    async () => {
      const row = await rowOf(name)
      expect(row.state, `${name}: ${JSON.stringify(row.troubles)}`).toBe(state)
      expect(row.troubles).toHaveLength(troubles)
      expect(row.asOf === null).toBe(state === 'failing')
      return row
    },
    { timeout: 60_000, interval: 100 },
  )

describe('a source that is wrong', () => {
  it.each([
    [
      'no-authority',
      'configuration',
      /certificate authority of .*no-authority.* is missing: .*gone\.crt$/,
      /Put it there/,
    ],
    ['no-kubeconfig', 'configuration', /nowhere/, /\w/],
    ['expired-client', 'certificate', /client certificate of .* expired on 20/, /Renew it/],
    [
      'expired',
      'certificate',
      /certificate of 127\.0\.0\.1:\d+ is not accepted.*expired/,
      /Renew the API server/,
    ],
    ['html', 'not-kubernetes', /text\/html.*no answer of a Kubernetes API/, /Check the server address/],
  ] as const)('%s fails, says why, and what to do', async (name, kind, says, step) => {
    const { troubles, nextTryAt } = await stands(name, 'failing')
    expect(troubles[0]).toMatchObject({ kind, says: expect.stringMatching(says) })
    expect(troubles[0]?.steps.join('\n')).toMatch(step)
    expect(nextTryAt).not.toBeNull()
  })

  it('of two contexts of one cluster is a spare and names the other', async () => {
    const twins = await vi.waitFor(
      async () => {
        const rows = await Promise.all(['twin-a', 'twin-b'].map(rowOf))
        expect(rows.map(({ state }) => state).sort()).toEqual(['reading', 'spare'])
        return rows
      },
      { timeout: 60_000, interval: 100 },
    )
    const [reader, spare] = twins.sort((left) => (left.state === 'reading' ? -1 : 1))
    expect(spare?.clusterIds).toEqual(reader?.clusterIds)
    expect(spare?.troubles[0]).toMatchObject({
      kind: 'conflict',
      says: expect.stringContaining(`which the source ${reader?.name} reads already`),
      steps: [expect.stringContaining('Remove this source')],
    })
    expect(reader?.troubles).toEqual([])
    expect(standIns[1]?.watchesOf(podsPath)).toBe(1)
  })

  it('because clocks differ by 90 s is read, and says so', async () => {
    const { troubles, clockSkewMs } = await stands('late', 'partly')
    expect(troubles).toMatchObject([
      {
        kind: 'clock',
        says: expect.stringMatching(/^The clock of the API server is (89|9[01]) s behind ours$/),
      },
    ])
    expect(troubles[0]?.steps.join()).toContain('Synchronise both clocks')
    expect(Math.abs((clockSkewMs ?? 0) + 90_000)).toBeLessThan(2_000)
  })

  it('because of some objects is read without those: labels may be missing, annotations be huge', async () => {
    const { troubles } = await stands('odd', 'partly', 2)
    expect(troubles.map(({ subject }) => subject).sort()).toEqual(['oversized pods', 'unreadable pods'])
    for (const { says, steps } of troubles) {
      expect(says).toMatch(/too large and were passed over|creationTimestamp/)
      expect(steps.length).toBeGreaterThan(0)
    }
    const names = async () => {
      const { rows } = await call().fleet.objects({ clusterId: 'odd', kind: 'Pod', limit: 100 })
      return rows.map(({ name }) => name).sort()
    }
    expect(await names()).toEqual(['huge-annotation', 'no-labels'])
  })
})

describe('a source that is well beside them', () => {
  it('is read, exactly, and nothing is wrong with it', async () => {
    const { troubles } = await stands('good', 'reading', 0)
    expect(troubles).toEqual([])
    const { total } = await call().fleet.objects({ clusterId: 'good', kind: 'Pod', limit: 1 })
    expect(total).toBe(itemsOf('cluster-1.31-pods.json').length)
    const { byState } = await call().sources.read()
    expect(byState).toEqual({
      ...{ failing: 5, stale: 0, partly: 2, stopped: 0, spare: 1, waiting: 0, starting: 0, reading: 2 },
    })
  })
})
