// Stores that are servers go away, fall silent and come back, one and both, under load: the server says so,
// refuses for now, finds each of them by itself, and counts what it acknowledged. The servers are the
// embedded stores of another installation, whose own process sleeps meanwhile, behind plugs that can be pulled.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Installation, startInstallation } from '../installation.ts'
import { bodyMaker } from './bodies.ts'
import { closedLoad } from './load.ts'
import {
  becomes,
  counted,
  type Finding,
  isAlive,
  judged,
  never,
  type Phase,
  type PhaseContext,
  total,
} from './phase.ts'
import { type Plug, plugBefore } from './plug.ts'

const fullSeconds = 15
const linesPerBody = 200

interface Absence {
  readonly words: string
  begin(): unknown
  end(): unknown
}

function absences(relational: Plug, events: Plug): Absence[] {
  const both = [relational, events]
  return [
    { words: 'PostgreSQL away', begin: () => relational.out(), end: () => relational.in() },
    { words: 'ClickHouse away', begin: () => events.out(), end: () => events.in() },
    {
      words: 'both away',
      begin: () => Promise.all(both.map((plug) => plug.out())),
      end: () => Promise.all(both.map((plug) => plug.in())),
    },
    { words: 'PostgreSQL silent', begin: () => relational.silence(), end: () => relational.speak() },
    { words: 'ClickHouse silent', begin: () => events.silence(), end: () => events.speak() },
  ]
}

async function livedThrough(
  { round, scale, say }: PhaseContext,
  server: Installation,
  [relational, events]: readonly [Plug, Plug],
): Promise<Finding[]> {
  const maker = bodyMaker({ lines: linesPerBody, fromMs: Date.now() - 3_600_000, toMs: Date.now() })
  const target = { url: server.url, token: server.token, clusterId: `away-${round}` }
  const load = closedLoad(() => target, maker, 8)
  let [times, longestSeconds] = [0, 0]
  for (const { words, begin, end } of absences(relational, events)) {
    await sleep(1_000)
    await begin()
    const noticed = await becomes(server.url, 503)
    await sleep(Math.max(2, fullSeconds * scale - noticed) * 1_000)
    await end()
    longestSeconds = Math.max(longestSeconds, await becomes(server.url, 200))
    times += 1
    say(`away: ${words}, and found again; ${load.books.taken * linesPerBody} events acknowledged`)
  }
  await load.stop()
  return [
    total('away: absences of stores', times, 'absences'),
    { what: 'away: longest until found again', value: longestSeconds, unit: 's', over: 'most' },
    ...(await judged('away', load.books, maker, counted(server.url, target.clusterId))),
    never('away: servers that ended over it', isAlive(server.pid) ? 0 : 1, 'servers'),
  ]
}

async function run(context: PhaseContext): Promise<Finding[]> {
  const { root, work, round } = context
  const stores = await startInstallation({ root, dataDir: path.join(work, `stores-${round}`) })
  const wake = () => process.kill(stores.pid, 'SIGCONT')
  process.once('exit', wake)
  process.kill(stores.pid, 'SIGSTOP')
  const socket = (name: string) => path.join(stores.dataDir, 'main/run', name)
  const plugs = [await plugBefore(socket('.s.PGSQL.5432')), await plugBefore(socket('events.sock'))] as const
  const env = {
    DATABASE_URL: `postgres://postgres@127.0.0.1:${plugs[0].port}/postgres`,
    CLICKHOUSE_URL: `http://127.0.0.1:${plugs[1].port}`,
  }
  try {
    const server = await startInstallation({ root, dataDir: path.join(work, `away-${round}`), env })
    try {
      return await livedThrough(context, server, plugs)
    } finally {
      await server.stop()
    }
  } finally {
    await Promise.all(plugs.map((plug) => plug.out()))
    wake()
    process.removeListener('exit', wake)
    await stores.stop()
  }
}

export const storesAway: Phase = { name: 'away', run }
