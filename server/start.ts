// Composes one running server: port, clock, stores, tokens, ingest, pages, in that order, and takes
// it apart again in the reverse. The port opens first, so that a start can be watched; everything
// behind it is refused with 503 until the stores are open.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import path from 'node:path'
import { type OwnerRules, ownerRules } from '../domain/model/owner-rules.ts'
import { outgoingRule } from '../ingest/outgoing/address-rule.ts'
import { type Posting, startPosting } from '../ingest/posting/posting.ts'
import type { Repeated } from '../ingest/repeat.ts'
import { startReviewJob } from '../ingest/review-job.ts'
import { type Ingest, startIngest } from '../ingest/start.ts'
import { type RunningCollecting, type StartCollecting, startCollecting } from '../ingest/start-collecting.ts'
import { leaveAddress, removeAddress } from './address.ts'
import { createIngestTokens } from './auth/tokens.ts'
import type { Viewer } from './auth/viewer.ts'
import { bootstrapToken, tokenFileOf } from './bootstrap-token.ts'
import { type RunningClock, startClock } from './clock.ts'
import { environmentSources } from './config.ts'
import { openConfig, type WatchedConfig } from './config-watch.ts'
import { createContext } from './context.ts'
import { environment, type Settings } from './env.ts'
import { basePathOf } from './http/base-path.ts'
import { createDoor, type Door, type Readiness } from './http/door.ts'
import { hostRule } from './http/hosts.ts'
import { createHttpServer, listen, refuseBeyondLoopback, urlOf } from './http/listen.ts'
import { metricsText, processMetrics } from './http/metrics.ts'
import { openPages, type Pages } from './http/pages.ts'
import type { Log } from './log.ts'
import type { Metric } from './metric.ts'
import { orStopped, within } from './patience.ts'
import { composeDelivery } from './queries/review/compose.ts'
import { tendReviews } from './queries/review/take-snapshot.ts'
import { createQueryTimes } from './query-times.ts'
import { type Runtime, setRuntime } from './runtime.ts'
import { createStoreMetrics } from './store-metrics.ts'
import { openStores, type Progress, type Stores } from './stores.ts'
import { tokenStoreOf } from './token-store.ts'

export type ServerRole = 'all' | 'web' | 'ingest'

export interface StartOptions {
  readonly role: ServerRole
  /** Next's development mode. */
  readonly dev: boolean
  /** Folder that holds the app or its build. */
  readonly root: string
  readonly log: Log
  /** Told in words what is going on; for the person who started it. */
  readonly progress: Progress
  /** How often checks are run, where not as always: for tests. */
  readonly rhythm?: StartCollecting['rhythm']
}

export interface RunningServer {
  readonly url: string
  /** Resolves when everything is open; rejects with what went wrong. */
  readonly ready: Promise<void>
  isStopping(): boolean
  /** Drains and closes; resolves when nothing is left. Safe to call twice, and during the start. */
  stop(): Promise<void>
}

/**
 * How long open requests may go on after a stop was asked for, and how long what was taken may need to be
 * durable. With what the stores need to close, a stop takes less than 20 seconds, whatever anybody does.
 */
const drainMs = 7_000
const finishMs = 5_000
const idleCutEveryMs = 100

/** What has been opened so far. */
interface Opened {
  clock?: RunningClock
  stores?: Stores
  config?: WatchedConfig
  ingest?: Ingest
  collecting?: RunningCollecting
  posting?: Posting
  reviews?: Repeated
  /** Resolves to undefined when they could not be opened. */
  pages?: Promise<Pages | undefined> | undefined
  handlePage?: Pages['handle'] | undefined
  runtime?: Runtime
  storeMetrics?: () => Promise<Metric[]>
  complete: boolean
  stopping: boolean
  /** What is being waited for, in words. */
  waitingFor: string
}

/** Progress a person sees and the reason a probe gets are the same words. */
function announcer(opened: Opened, progress: Progress): Progress {
  return (line) => {
    opened.waitingFor = line
    progress(line)
  }
}

function startedOf(opened: Opened): Readiness {
  if (opened.stopping) return { ready: false, reason: 'Periplus is stopping' }
  return {
    ready: opened.complete,
    reason: opened.complete ? '' : `Periplus is starting: ${opened.waitingFor}`,
  }
}

function doorOf(opened: Opened, settings: Settings, options: StartOptions): Door {
  return {
    hosts: hostRule(settings.host, settings.allowedHosts),
    dev: options.dev,
    basePath: basePathOf(settings.basePath),
    log: options.log,
    started: () => startedOf(opened),
    ready: async () => {
      const started = startedOf(opened)
      return started.ready && opened.stores !== undefined ? opened.stores.ready() : started
    },
    metrics: async () => metricsText(await metricsOf(opened)),
    ingest: () => opened.ingest?.handle,
    onRefusedIngest: (req, refusal) => opened.ingest?.noteRefused(req, refusal),
    pages: () => opened.handlePage,
  }
}

async function metricsOf(opened: Opened): Promise<Metric[]> {
  const ready = opened.stores === undefined ? startedOf(opened) : await opened.stores.ready()
  return [
    {
      name: 'periplus_ready',
      help: '1 when both stores answer and their tables are up to date.',
      type: 'gauge',
      samples: [{ value: opened.complete && ready.ready ? 1 : 0 }],
    },
    ...(opened.ingest?.metrics() ?? []),
    ...(opened.collecting?.metrics() ?? []),
    ...(opened.posting?.metrics() ?? []),
    ...(opened.runtime?.queryTimes.metrics() ?? []),
    ...((await opened.storeMetrics?.()) ?? []),
    ...processMetrics(),
  ]
}

function ingestOf({ relational, events, clock, settings, log, tokens }: Runtime): Promise<Ingest> {
  return startIngest({
    relational,
    events,
    clock,
    settings,
    log: log.child({ room: 'ingest' }),
    authorize: tokens.authorize,
    register: tokenStoreOf(relational, clock).register,
  })
}

/** Snapshots are of the whole fleet, whoever may see how much of it. */
function reviewsOf({ clock, log }: Runtime): Repeated {
  const viewer: Viewer = { name: 'periplus', role: 'operator', clusters: 'all', namespaces: 'all' }
  return startReviewJob({
    clock,
    take: async () => (await tendReviews({ ...createContext('reviews'), viewer })) !== null,
    onFailure: (error) => log.warn({ err: error }, 'no snapshot for reviews was taken; it is tried again'),
  })
}

function configOf({ config }: Settings, log: Log): Promise<WatchedConfig> {
  return openConfig({
    ...config,
    onTaken: () => log.info({ file: config.file }, 'the changed configuration is taken over'),
    onProblem: (problem) =>
      log.error({ problem }, 'the configuration cannot be used; the last one still holds'),
  })
}

const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version

/** Sources that are read: by this process unless it only answers, and known to it either way. */
function collectingOf(
  {
    relational,
    events,
    clock,
    settings,
    log,
  }: Pick<Runtime, 'relational' | 'events' | 'clock' | 'settings' | 'log'>,
  config: WatchedConfig,
  { role, root, rhythm }: StartOptions,
): RunningCollecting {
  const collecting = startCollecting({
    relational,
    events,
    clock,
    log: log.child({ room: 'ingest' }),
    environment: environment(),
    version: versionOf(root),
    reads: role !== 'web',
    rhythm,
    configured: () => {
      const { sources, credentials, allowAddresses } = config.current()
      const named = environmentSources(settings.readContexts)
      return {
        file: sources,
        environment: named,
        credentials,
        allowAddresses,
        kubeconfig: settings.kubeconfig,
      }
    },
  })
  config.onChange(() => void collecting.look().catch(() => undefined))
  return collecting
}

/** Sends the weekly review; the question is put here, because the room that sends knows none. */
function postingOf(
  { relational, clock, log }: Runtime,
  config: WatchedConfig,
  { root }: StartOptions,
): Posting {
  return startPosting({
    relational,
    clock,
    log: log.child({ room: 'ingest' }),
    environment: environment(),
    version: versionOf(root),
    deliveries: () => config.current().deliveries,
    rule: () => outgoingRule(config.current().allowAddresses),
    compose: (delivery, week) => composeDelivery(createContext('delivery'), { delivery, week }),
  })
}

function pagesOf(settings: Settings, options: StartOptions, server: Server, url: string): Promise<Pages> {
  const { host, allowedHosts, basePath } = settings
  const { dev, root } = options
  const port = Number(new URL(url).port)
  return openPages({ dev, root, host, port, server, hosts: hostRule(host, allowedHosts), basePath })
}

/** Rules are read anew when the file has changed. */
function ownersOf(config: WatchedConfig): () => OwnerRules {
  let rules = ownerRules(config.current().owners)
  config.onChange(() => {
    rules = ownerRules(config.current().owners)
  })
  return () => rules
}

/** Everything behind the port, in order. Throws when a stop was asked for on the way. */
async function openAll(
  opened: Opened,
  settings: Settings,
  options: StartOptions,
  server: Server,
  url: string,
  stopped: AbortSignal,
): Promise<void> {
  const announce = announcer(opened, options.progress)
  const { log, role } = options
  // Pages need nothing of the stores to be loaded, and the stores open in a process of their own.
  const pages = role === 'ingest' ? undefined : pagesOf(settings, options, server, url)
  opened.pages = pages?.catch(() => undefined)
  const config = await configOf(settings, log)
  opened.config = config
  opened.clock = await startClock(settings.clock, log, { stopped })
  const stores = await openStores(settings, log, announce, stopped)
  opened.stores = stores
  stopped.throwIfAborted()
  const { relational, events } = stores
  const { clock } = opened
  const tokens = createIngestTokens(await bootstrapToken(settings), tokenStoreOf(relational, clock))
  const collecting = collectingOf({ relational, events, clock, settings, log }, config, options)
  opened.collecting = collecting
  const runtime = {
    relational,
    events,
    clock,
    clockKind: clock.kind,
    settings,
    log,
    tokens,
    queryTimes: createQueryTimes(),
    owners: ownersOf(config),
    tokenFile: tokenFileOf(settings),
    collecting,
    configState: () => config.state(),
    deliveries: () => config.current().deliveries,
    lookAtDeliveries: (withinMs: number) =>
      within(withinMs, opened.posting?.look() ?? Promise.resolve(), undefined),
    intake: () => opened.ingest?.intake() ?? null,
    stopping: stopped,
    url,
  }
  opened.runtime = runtime
  opened.storeMetrics = createStoreMetrics(runtime)
  setRuntime(runtime)
  if (role !== 'web') opened.reviews = reviewsOf(runtime)
  if (role !== 'web') opened.posting = postingOf(runtime, config, options)
  if (role !== 'web') opened.ingest = await orStopped(ingestOf(runtime), stopped, (late) => late.stop())
  stopped.throwIfAborted()
  if (pages !== undefined)
    announce(options.dev ? 'starting the pages in development mode' : 'starting the pages')
  if (pages !== undefined) opened.handlePage = (await orStopped(pages, stopped)).handle
  stopped.throwIfAborted()
  await leaveAddress(settings.storesDir, url)
  opened.complete = true
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A client that keeps its line would send its next request, and the next.
  const cut = setInterval(() => server.closeIdleConnections(), idleCutEveryMs)
  // Event streams and stuck peers never end by themselves.
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(cut)
  clearTimeout(timer)
}

async function closePages(opened: Opened): Promise<void> {
  const pages = await opened.pages
  await pages?.close()
}

async function closeAll(opened: Opened, servers: readonly Server[], log: Log): Promise<void> {
  await Promise.all(servers.map(closeServer))
  opened.config?.stop()
  const { reviews, posting, ingest, collecting } = opened
  const ends = [reviews, posting, ingest, collecting].map((part) => part?.stop())
  ends.push(closePages(opened))
  const finishing = Promise.all(ends).then(() => true)
  if (!(await within(finishMs, finishing, false))) {
    log.warn({}, 'stopped without waiting any longer for what does not end; nothing acknowledged is lost')
  }
  if (opened.runtime !== undefined) setRuntime(undefined)
  await opened.stores?.close()
  opened.clock?.stop()
}

/** Rejects when the port cannot be opened; `ready` tells of everything after that. */
export async function startServer(settings: Settings, options: StartOptions): Promise<RunningServer> {
  refuseBeyondLoopback(settings.host)
  const opened: Opened = { complete: false, stopping: false, waitingFor: 'opening the stores' }
  const door = doorOf(opened, settings, options)
  const server = createHttpServer(createDoor(door))
  const url = urlOf(settings.host, await listen(server, settings.host, settings.port))
  const servers = [server]
  if (settings.metricsPort !== undefined) {
    const metricsServer = createHttpServer(createDoor(door, ['healthz', 'metrics']))
    servers.push(metricsServer)
    await listen(metricsServer, settings.host, settings.metricsPort)
  }
  options.log.info({ url, role: options.role }, 'listening')
  const stop = new AbortController()
  const ready = openAll(opened, settings, options, server, url, stop.signal)
  let stopping: Promise<void> | undefined
  return {
    url,
    ready,
    isStopping: () => opened.stopping,
    stop: () => {
      opened.stopping = true
      stop.abort(new Error('the server is stopping'))
      stopping ??= ready
        .catch(() => undefined)
        .then(() => removeAddress(settings.storesDir, url))
        .then(() => closeAll(opened, servers, options.log))
      return stopping
    },
  }
}
