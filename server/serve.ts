// Serves from the first announcement to the last closed handle: starts the server, prints where it answers, and
// stops it in order when asked. JSON lines go to stdout, words for a person to stderr. Reads no arguments.
import { Console } from 'node:console'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { isPeriplusError } from '../domain/errors.ts'
import { ConfigError } from './config.ts'
import { type Settings, SettingsError } from './env.ts'
import { ListenError } from './http/listen.ts'
import { createLog, withoutSecrets } from './log.ts'
import { type RunningServer, type ServerRole, startServer } from './start.ts'
import { StoresError } from './stores.ts'

export interface ServeOptions {
  readonly role: ServerRole
  readonly dev: boolean
  /** Of the page to open first; the front door unless given. */
  readonly firstPage?: string
  /** Told once everything is open. */
  readonly onReady?: (server: RunningServer) => void
  /** Fires when the server is to stop although nobody sent a signal; it then counts as a failure, with these words. */
  readonly ended?: AbortSignal
}

/** The folder with the app or its build: the nearest above this file with a package.json. */
function projectRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder) {
    folder = path.dirname(folder)
  }
  return folder
}

export function say(line: string): void {
  process.stderr.write(`periplus: ${line}\n`)
}

const meant = [SettingsError, ConfigError, ListenError, StoresError]

/** Errors meant for a person are their message; the rest come with where they happened. */
export function inWords(error: unknown): string {
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

/** Rejects with why once it fires, when the server has stopped; never without it. */
function stopWhenEnded(server: RunningServer, ended: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onEnd = () => void server.stop().finally(() => reject(ended?.reason))
    if (ended?.aborted) onEnd()
    else ended?.addEventListener('abort', onEnd, { once: true })
  })
}

/**
 * Whoever read our words may be gone: a closed terminal, a supervisor that died. Unheard, that error counts as one
 * nobody caught, which is told on the same stream and fails again, without end.
 */
function speakToNobody(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** Resolves when it was asked to stop and nothing is left; rejects with what went wrong. */
export async function serve(settings: Settings, options: ServeOptions): Promise<void> {
  const { role, dev, firstPage = '', onReady, ended } = options
  speakToNobody()
  // Libraries talk to the console as they like; stdout is for JSON lines alone.
  globalThis.console = new Console(process.stderr, process.stderr)
  const log = createLog(settings.logLevel)
  const begun = startServer(settings, { role, dev, root: projectRoot(), log, progress: say })
  const stopped = stopOnSignals(begun)
  const server = await begun
  const failed = stopWhenEnded(server, ended)
  try {
    await Promise.race([server.ready, failed])
  } catch (error) {
    // A start that was broken off by a signal is no failure.
    if (server.isStopping() && !ended?.aborted) return await stopped
    log.error({ err: error }, 'start failed')
    await server.stop()
    throw error
  }
  log.info({ url: server.url }, 'ready')
  const { url } = server
  say(
    role === 'ingest'
      ? `ready: taking ingest at ${url}`
      : `ready: open ${url}${settings.basePath}${firstPage}`,
  )
  if (settings.clock.kind !== 'system') say(`the clock does not follow this machine: ${settings.clock.kind}`)
  onReady?.(server)
  await Promise.race([stopped, failed])
}
