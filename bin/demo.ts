// periplus demo, which npm start runs: a simulated fleet in a process of its own, and the server, which reads it
// as it would read a real one. Keeps to its own folder below the data folder and speaks of nothing real.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bootstrapToken } from '../server/bootstrap-token.ts'
import { demoFolder } from '../server/data-folder.ts'
import { readSettings, type Settings, settleNodeEnv } from '../server/env.ts'
import { inWords, say, serve } from '../server/serve.ts'
import { CommandError, usageError } from './command.ts'
import { sendAudit } from './demo/audit.ts'
import { courseOf, readPast } from './demo/first-reading.ts'
import { type Fleet, startFleet } from './demo/fleet.ts'
import { emptyDemo, putSources, sourcesFile } from './demo/folder.ts'
import { nodeTokenVariable, type Reading, sourcesText, tokenVariable } from './demo/sources.ts'
import { enterSimulation, setNames } from './env.ts'
import { type AskedWorld, worldArguments, worldHelp, worldOf } from './world-options.ts'

const help = `periplus demo: a simulated fleet, and the server that reads it; npm start is the same

${worldHelp}
  --reset                    begins anew: another world, and the demo's stores emptied
  --help

The world goes on from one start to the next; another one is refused without --reset. All of it lies in "demo"
below PERIPLUS_DATA_DIR and never meets what periplus serve keeps there. PORT, HOST, PERIPLUS_BASE_PATH and
PERIPLUS_LOG_LEVEL count as with serve. With npm: npm start -- --scale small
`

interface Asked {
  readonly world: AskedWorld
  readonly reset: boolean
  readonly isHelp: boolean
}

function readArguments(args: readonly string[]): Asked {
  try {
    const flags = { reset: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const { values } = parseArgs({ args: [...args], options: { ...worldArguments, ...flags } })
    return { world: worldOf(values, help), reset: values.reset ?? false, isHelp: values.help ?? false }
  } catch (error) {
    throw error instanceof CommandError ? error : usageError((error as Error).message, help)
  }
}

/** A simulated fleet in somebody's own stores could not be told from what is theirs. */
function refuseStores({ databaseUrl, clickhouseUrl }: Settings): void {
  const named = [
    ...(databaseUrl === undefined ? [] : ['DATABASE_URL']),
    ...(clickhouseUrl === undefined ? [] : ['CLICKHOUSE_URL']),
  ]
  if (named.length === 0) return
  throw new CommandError(
    `${named.join(' and ')}: the demo keeps to embedded stores of its own and would fill yours with a fleet that is not there.\n` +
      'Unset it for the demo, or start the server alone on your stores: npx periplus serve',
  )
}

/** Settings of the real world that a demo does not follow. */
const unheeded = ['PERIPLUS_CONFIG', 'PERIPLUS_KUBE_CONTEXTS', 'PERIPLUS_FOLLOW_AUDIT', 'PERIPLUS_CLOCK']

/** Of the server; it follows the fleet's clock until that is the wall's. */
function settingsOf(given: Settings, folder: string, clock: Settings['clock']): Settings {
  return {
    ...given,
    storesDir: folder,
    config: { file: path.join(folder, sourcesFile), required: true },
    readContexts: { inCluster: false, contexts: [] },
    followAudit: [],
    clock,
  }
}

const secrets = {
  AWS_ACCESS_KEY_ID: 'AKIASIMULATEDFLEET00',
  AWS_SECRET_ACCESS_KEY: 'opens-nothing-but-the-simulated-fleet',
  AWS_REGION: 'us-east-1',
  [tokenVariable]: 'simulated-fleet-reader',
  [nodeTokenVariable]: 'simulated-fleet-node-reader',
}

async function main(): Promise<void> {
  const { world, reset, isHelp } = readArguments(process.argv.slice(2))
  if (isHelp) {
    process.stdout.write(help)
    return
  }
  settleNodeEnv(false)
  const given = readSettings()
  refuseStores(given)
  for (const name of setNames(unheeded)) say(`${name} is not heeded by the demo; periplus serve follows it`)
  enterSimulation(secrets)
  const folder = demoFolder(given.dataDir)
  if (reset) emptyDemo(folder)
  const course = courseOf(folder)
  say('starting the simulated fleet')
  const [token, nodeToken] = [secrets[tokenVariable] as string, secrets[nodeTokenVariable] as string]
  const fleet = await startFleet({ ...world, folder, reset, course, token, nodeToken, say })
  try {
    await run(fleet, given, folder)
  } finally {
    await fleet.stop()
  }
}

interface Begun {
  readonly fleet: Fleet
  readonly given: Settings
  readonly folder: string
  /** Of the server. */
  readonly url: string
  readonly stopped: AbortSignal
}

const present: Reading = { day: undefined, addsUpLogs: true }

/** What the past was is read first; then the present comes in, audit logs too. */
async function begin({ fleet, given, folder, url, stopped }: Begun): Promise<void> {
  if (courseOf(folder) !== 'live') {
    await readPast({ fleet, folder, url, say, stopped })
    putSources(folder, sourcesText(fleet, present))
  }
  const taker = { url: `${url}${given.basePath}`, token: await bootstrapToken(given) }
  const count = await sendAudit(fleet, taker, Date.now())
  say(
    `of ${count} clusters the audit log is sent, from an hour ago on; of the others it is added up by the hour`,
  )
}

/** Until it is told to stop. */
async function run(fleet: Fleet, given: Settings, folder: string): Promise<void> {
  const course = courseOf(folder)
  putSources(
    folder,
    sourcesText(fleet, course === 'live' ? present : { day: course.day, isOrganisationAlone: true }),
  )
  say(`${fleet.clusters.length} clusters are simulated; your own are read by "npx periplus serve"`)
  say(`what should be found in them, for whoever wants to check: ${fleet.controlUrl}/_sim/truth`)
  const stopped = new AbortController()
  const clock: Settings['clock'] =
    course === 'live' ? { kind: 'system' } : { kind: 'follow', url: `${fleet.controlUrl}/_sim/clock` }
  try {
    await serve(settingsOf(given, folder, clock), {
      role: 'all',
      dev: false,
      firstPage: '/fleet',
      ended: fleet.ended,
      onReady: ({ url }) => {
        begin({ fleet, given, folder, url, stopped: stopped.signal }).catch((error: unknown) => {
          if (!stopped.signal.aborted)
            say(
              `the first reading was broken off: ${(error as Error).message}; the next start goes on with it`,
            )
        })
      },
    })
  } finally {
    stopped.abort()
  }
}

main().then(
  // Whatever library still holds a handle must not keep a stopped server alive.
  () => process.exit(0),
  (error: unknown) => {
    const isMeant = error instanceof CommandError
    say(isMeant ? error.message : inWords(error))
    process.exit(isMeant ? error.exitCode : 1)
  },
)
