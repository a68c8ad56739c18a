// Four times what the server can take, offered whatever it answers: every body is answered one way or the
// other, what was taken counts, and the server's memory stays below what docs/operating.md states.
import path from 'node:path'
import { watchStalls } from '../bodies.ts'
import { ownResidentBytes, residentBytes, startInstallation } from '../installation.ts'
import { bodyMaker } from './bodies.ts'
import { closedLoad, openLoad } from './load.ts'
import { counted, type Finding, judged, never, type Phase, type PhaseContext, total } from './phase.ts'

/** As stated in docs/operating.md, for the server's own process. */
const statedBytes = 640_000_000
const linesPerBody = 500
const times = 4
const stallMetric = 'periplus_ingest_loop_stall_seconds'

function watchMemory(pid: number) {
  const most = { own: 0, all: 0 }
  const timer = setInterval(() => {
    most.own = Math.max(most.own, ownResidentBytes(pid))
    most.all = Math.max(most.all, residentBytes(pid))
  }, 500)
  return {
    stop: () => {
      clearInterval(timer)
      return most
    },
  }
}

async function sustainable(target: Parameters<typeof openLoad>[0], seconds: number): Promise<number> {
  const maker = bodyMaker({ lines: linesPerBody, fromMs: Date.now() - 3_600_000, toMs: Date.now() })
  const load = closedLoad(() => target, maker, 8)
  const startedAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  await load.stop()
  return load.books.taken / ((performance.now() - startedAt) / 1_000)
}

async function run(context: PhaseContext): Promise<Finding[]> {
  const { root, work, scale, round, say } = context
  const server = await startInstallation({ root, dataDir: path.join(work, `overload-${round}`) })
  try {
    const idleBytes = ownResidentBytes(server.pid)
    const target = { url: server.url, token: server.token, clusterId: `overload-${round}` }
    const rate = await sustainable({ ...target, clusterId: `sustained-${round}` }, Math.max(2, 10 * scale))
    say(`overload: ${Math.round(rate * linesPerBody)} events/s are taken; ${times} times that are offered`)
    await server.metric(stallMetric)
    const stalls = watchStalls(server.url)
    const memory = watchMemory(server.pid)
    const maker = bodyMaker({ lines: linesPerBody, fromMs: Date.now() - 3_600_000, toMs: Date.now() })
    const offered = await openLoad(target, maker, { perSecond: rate * times, seconds: 60 * scale })
    const most = memory.stop()
    const slowestMs = await stalls.stop()
    const stallMs = ((await server.metric(stallMetric)) ?? Number.NaN) * 1_000
    const { books, sent, held, seconds } = offered
    return [
      { what: 'overload: taken without it', value: rate * linesPerBody, unit: 'events/s', over: 'least' },
      { what: 'overload: offered, times that', value: sent / seconds / rate, unit: '×', over: 'least' },
      total('overload: offered', sent, 'bodies'),
      total('overload: due and not offered, too many without an answer', held, 'bodies'),
      ...(await judged('overload', books, maker, counted(server.url, target.clusterId))),
      never('overload: sent − taken − refused', sent - books.taken - books.refusals, 'bodies'),
      { what: 'overload: server idle before', value: idleBytes / 1e6, unit: 'MB', over: 'most' },
      {
        what: 'overload: server at most',
        value: most.own / 1e6,
        unit: 'MB',
        atMost: statedBytes / 1e6,
        promised: true,
        over: 'most',
      },
      { what: 'overload: server and stores at most', value: most.all / 1e6, unit: 'MB', over: 'most' },
      { what: 'overload: longest stall of the event loop', value: stallMs, unit: 'ms', over: 'most' },
      { what: 'overload: slowest answer of /healthz', value: slowestMs, unit: 'ms', over: 'most' },
    ]
  } finally {
    await server.stop()
  }
}

export const overload: Phase = { name: 'overload', run }
