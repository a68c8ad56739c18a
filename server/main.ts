// The one process of an installation: reads its arguments and settings, starts the server, prints
// where it answers, and stops it in order when asked. JSON lines go to stdout, words for a person to
// stderr. Exit code 0 after a stop that was asked for, 1 when something went wrong.

import { Console } from 'node:console'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isPeriplusError } from '../domain/errors.ts'
import { ConfigError } from './config.ts'
import { readSettings, SettingsError, settleNodeEnv } from './env.ts'
import { ListenError } from './http/listen.ts'
import { createLog, withoutSecrets } from './log.ts'
import { type RunningServer, type ServerRole, startServer } from './start.ts'
import { StoresError } from './stores.ts'

const roles: readonly ServerRole[] = ['all', 'web', 'ingest']

const help = `periplus serve: the server alone

  --role all|web|ingest   which part of the work this process takes (all)
  --dev                   development mode of the pages, from source
  --help

Settings come from the environment; .env.example lists them.
`

class UsageError extends Error {
  override readonly name = 'UsageError'
}

interface Arguments {
  readonly role: ServerRole
  readonly dev: boolean
  readonly help: boolean
}

function readArguments(args: readonly string[]): Arguments {
  let values: { role?: string; dev?: boolean; help?: boolean }
  try {
    values = parseArgs({
      args: [...args],
      options: { role: { type: 'string' }, dev: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${help}`)
  }
  const role = roles.find((known) => known === (values.role ?? 'all'))
  if (role === undefined) throw new UsageError(`--role is one of ${roles.join(', ')}`)
  return { role, dev: values.dev ?? false, help: values.help ?? false }
}

/** The folder with the app or its build: the nearest above this file with a package.json. */
function projectRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder) {
    folder = path.dirname(folder)
  }
  return folder
}

function say(line: string): void {
  process.stderr.write(`periplus: ${line}\n`)
}

/** Errors meant for a person are their message; the rest come with where they happened. */
function inWords(error: unknown): string {
  const meant = [UsageError, SettingsError, ConfigError, ListenError, StoresError]
  if (isPeriplusError(error) || meant.some((kind) => error instanceof kind)) return (error as Error).message
  return withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

/** First signal: stop in order, as soon as there is something to stop. Second: at once. */
function stopOnSignals(begun: Promise<RunningServer>): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1)
      asked = true
      say(`${signal}: finishing what was begun, then closing (again to quit at once)`)
      begun
        .then((server) => server.stop())
        .then(resolve, (error: unknown) => {
          say(inWords(error))
          process.exit(1)
        })
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  if (asked.help) {
    process.stdout.write(help)
    return
  }
  settleNodeEnv(asked.dev)
  // Libraries talk to the console as they like; stdout is for JSON lines alone.
  globalThis.console = new Console(process.stderr, process.stderr)
  const given = readSettings()
  const settings = { ...given, devPages: given.devPages || asked.dev }
  const log = createLog(settings.logLevel)
  const options = { role: asked.role, dev: asked.dev, root: projectRoot(), log, progress: say }
  const begun = startServer(settings, options)
  const stopped = stopOnSignals(begun)
  const server = await begun
  try {
    await server.ready
  } catch (error) {
    // A start that was broken off by a signal is no failure.
    if (server.isStopping()) {
      await stopped
      process.exit(0)
    }
    log.error({ err: error }, 'start failed')
    await server.stop()
    throw error
  }
  log.info({ url: server.url }, 'ready')
  say(
    asked.role === 'ingest'
      ? `ready: taking ingest at ${server.url}`
      : `ready: open ${server.url}${settings.basePath}`,
  )
  if (settings.clock.kind !== 'system') say(`the clock does not follow this machine: ${settings.clock.kind}`)
  await stopped
  // Whatever library still holds a handle must not keep a stopped server alive.
  process.exit(0)
}

main().catch((error: unknown) => {
  say(inWords(error))
  process.exit(1)
})
