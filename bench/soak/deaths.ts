// The process of the embedded stores is killed as soon as it is up again, over and over, under load: it is
// started again every time, readiness tells the truth, what was acknowledged counts once, nothing piles up.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomBits } from '../audit-generator.ts'
import { childrenOf, type Installation, ownResidentBytes, startInstallation } from '../installation.ts'
import { bodyMaker } from './bodies.ts'
import { closedLoad } from './load.ts'
import {
  becomes,
  counted,
  type Finding,
  judged,
  never,
  type Phase,
  type PhaseContext,
  total,
} from './phase.ts'

const fullSeconds = 60
const linesPerBody = 200
/** Connections of both pools that may be open or not at the moment of a look. */
const filesOfPools = 80

/** NaN where the system does not tell. */
function openFiles({ pid }: Installation): number {
  const folder = `/proc/${pid}/fd`
  return existsSync(folder) ? readdirSync(folder).length : Number.NaN
}

async function run(context: PhaseContext): Promise<Finding[]> {
  const { root, work, scale, round, say } = context
  const bits = randomBits(round + 100)
  const server = await startInstallation({ root, dataDir: path.join(work, `deaths-${round}`) })
  try {
    const maker = bodyMaker({ lines: linesPerBody, fromMs: Date.now() - 3_600_000, toMs: Date.now() })
    const target = { url: server.url, token: server.token, clusterId: `deaths-${round}` }
    const load = closedLoad(() => target, maker, 8)
    await sleep(2_000)
    const before = { files: openFiles(server), bytes: ownResidentBytes(server.pid) }
    let [deaths, longestSeconds] = [0, 0]
    for (const until = performance.now() + fullSeconds * scale * 1_000; performance.now() < until; ) {
      await sleep(bits() % 2_000)
      for (const { pid } of childrenOf(server.pid)) process.kill(pid, 'SIGKILL')
      deaths += 1
      const noticed = await becomes(server.url, 503)
      longestSeconds = Math.max(longestSeconds, noticed + (await becomes(server.url, 200)))
      say(`deaths: ${deaths}, ready again; ${load.books.taken * linesPerBody} events acknowledged`)
    }
    await load.stop()
    const files = openFiles(server) - before.files
    return [
      total('deaths: of the stores, one after another', deaths, 'deaths'),
      { what: 'deaths: longest until ready again', value: longestSeconds, unit: 's', over: 'most' },
      ...(await judged('deaths', load.books, maker, counted(server.url, target.clusterId))),
      never('deaths: processes of stores that piled up', childrenOf(server.pid).length - 1, 'processes'),
      ...(Number.isNaN(files)
        ? []
        : [never('deaths: files and sockets that piled up', Math.max(0, files - filesOfPools), 'files')]),
      {
        what: 'deaths: server grown by',
        value: (ownResidentBytes(server.pid) - before.bytes) / 1e6,
        unit: 'MB',
        over: 'most',
      },
    ]
  } finally {
    await server.stop()
  }
}

export const storeDeaths: Phase = { name: 'deaths', run }
