// B8: the simulator at its largest: a cluster of 100,000 nodes listed page by page, and as many pods. Counted
// is what arrives, unread, over one connection: nodes a second by the wall and by the processor time that the
// simulator took, its memory, and whether what came is what its ledger says.
import http from 'node:http'
import { type BenchContext, type Benchmark, type Measurement, percentile } from './harness.ts'
import { cpuSeconds, residentBytes, stopProcess } from './installation.ts'
import { type Simulated, startSimulated, truthOf } from './simulated.ts'

const cluster = 'ultra-research'
const pageSize = 500

function get(url: string, agent: http.Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks)))
        answer.on('error', reject)
      })
      .on('error', reject)
  })
}

interface Listed {
  readonly objects: number
  readonly bytes: number
  readonly seconds: number
  readonly cpu: number
  readonly pageMs: readonly number[]
  readonly mostBytes: number
}

/** At most so many, or all of them. The first page says how many there are. */
async function listed({ pid, url }: Simulated, what: string, most: number): Promise<Listed> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const [startedAt, cpuBefore] = [performance.now(), cpuSeconds(pid)]
  const pageMs: number[] = []
  let [objects, bytes, mostBytes, token] = [0, 0, 0, '']
  do {
    const query = `limit=${pageSize}${token === '' ? '' : `&continue=${token}`}`
    const askedAt = performance.now()
    const page = await get(`${url}/k8s/${cluster}/api/v1/${what}?${query}`, agent)
    pageMs.push(performance.now() - askedAt)
    const head = page.toString('latin1', 0, 600)
    const [, next = ''] = /"continue":"([^"]+)"/.exec(head) ?? []
    objects += next === '' ? page.toString('latin1').split('{"metadata":{"name":').length - 1 : pageSize
    bytes += page.length
    token = next
    if (pageMs.length % 20 === 0) mostBytes = Math.max(mostBytes, residentBytes(pid))
  } while (token !== '' && objects < most)
  agent.destroy()
  const seconds = (performance.now() - startedAt) / 1_000
  return { objects, bytes, seconds, cpu: cpuSeconds(pid) - cpuBefore, pageMs, mostBytes }
}

function measured(
  what: string,
  { objects, bytes, seconds, cpu, pageMs }: Listed,
  atLeast: number,
): Measurement[] {
  return [
    { what: `${what} listed`, value: objects, unit: what, note: `${Math.round(bytes / 1e6)} MB` },
    { what: `${what} a second`, value: objects / seconds, unit: '1/s', atLeast },
    { what: `${what} a second of the simulator's processor time`, value: objects / cpu, unit: '1/s' },
    { what: `page of ${pageSize} ${what}, p50`, value: percentile(pageMs, 0.5), unit: 'ms' },
    { what: `page of ${pageSize} ${what}, p99`, value: percentile(pageMs, 0.99), unit: 'ms' },
  ]
}

async function run({ root, scale, say }: BenchContext): Promise<Measurement[]> {
  const simulated = await startSimulated(root, ['--scale', 'ultra'])
  try {
    const expected = await truthOf(simulated, cluster, 'cluster.nodes')
    say(`b8: listing ${scale < 1 ? `a ${scale} of ` : ''}${expected} nodes`)
    const nodes = await listed(simulated, 'nodes', Math.ceil(expected * scale))
    if (scale >= 1 && nodes.objects !== expected) {
      throw new Error(`${nodes.objects} nodes came, and the ledger says ${expected}`)
    }
    say('b8: listing as many pods')
    const pods = await listed(simulated, 'pods', Math.ceil(100_000 * scale))
    const mostMb = Math.max(nodes.mostBytes, pods.mostBytes, residentBytes(simulated.pid)) / 1e6
    return [
      ...measured('nodes', nodes, 25_000),
      ...measured('pods', pods, 25_000),
      { what: 'most memory of the simulator', value: mostMb, unit: 'MB', atMost: 300 },
    ]
  } finally {
    await stopProcess(simulated.child)
  }
}

export const simulatorBenchmark: Benchmark = {
  id: 'b8',
  title: 'the simulator: 100,000 nodes and as many pods listed, 500 a page',
  run,
}
