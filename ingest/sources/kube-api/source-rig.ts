// A collector at work on an API server for tests, with settings that do not dawdle. Only tests import it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import type { KubeSource } from '../../../domain/model/source-definition.ts'
import { recordedMetrics } from '../../control-plane-metrics/recorded.ts'
import { StandIn, type StandInOptions } from '../../kube-client/stand-in.ts'
import type { WorldObject } from '../../kube-client/stand-in-world.ts'
import { openRig, type Rig, until } from './collector-rig.ts'
import type { KubeApiSettings } from './settings.ts'
import { kubeCollector } from './source.ts'

export const standInToken = 'stand-in-token'

const fixtures = path.resolve(import.meta.dirname, '../../kube-client/fixtures')
const tlsFile = (name: string): string => path.join(fixtures, 'tls', name)

/** What a real API server speaks: TLS, and HTTP/2 over it. */
export const secure = { cert: readFileSync(tlsFile('server.crt')), key: readFileSync(tlsFile('server.key')) }

const quick: Partial<KubeApiSettings> = {
  pageSize: 7,
  pace: { firstMs: 1, mostMs: 20 },
  leftOutMs: 20,
  giveUpMs: 2_000,
  metricsMs: 20,
  versionMs: 50,
  watchSilenceMs: 5_000,
  batchSize: 10,
  batchesUnderWay: 2,
  knownPage: 5,
}

export const collectorOf = (settings: Partial<KubeApiSettings> = {}) =>
  kubeCollector({
    credentialOf: (name) => ({ name, token: { env: 'STAND_IN_TOKEN' }, caFile: tlsFile('ca.crt') }),
    environment: { STAND_IN_TOKEN: standInToken },
    version: '0.0.0-test',
    settings: { ...quick, ...settings },
    random: () => 0.5,
  })

export const definitionOf = (server: StandIn): KubeSource => ({
  name: 'test',
  kind: 'kube-api',
  server: server.url,
  credential: 'stand-in',
})

export interface Running {
  /** What ended it by itself; undefined after `stop`. */
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

export function run(server: StandIn, rig: Rig, settings: Partial<KubeApiSettings> = {}): Running {
  const stopping = new AbortController()
  const ended = collectorOf(settings)
    .run(definitionOf(server), rig.tools, stopping.signal)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return {
    ended,
    stop: async () => {
      stopping.abort()
      const error = await ended
      if (error !== undefined) throw error
    },
  }
}

/** Text of a recorded answer. */
export const recorded = (file: string): string => readFileSync(path.join(fixtures, file), 'utf8')

export const recordedItems = (file: string): WorldObject[] => JSON.parse(recorded(file)).items

export const paths = {
  namespaces: '/api/v1/namespaces',
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
} as const

const kubeSystem: WorldObject = {
  metadata: { name: 'kube-system', uid: 'uid-of-kube-system', creationTimestamp: '2026-01-01T00:00:00Z' },
  status: { phase: 'Active' },
}

/** Servers and collectors that a test opens, to be closed after it. */
export class Opened {
  readonly #closing: (() => Promise<unknown>)[] = []

  /** Holds a namespace kube-system and lets in who has the token. */
  async server(options: StandInOptions = {}): Promise<StandIn> {
    const server = await StandIn.open({
      metrics: () => recordedMetrics,
      tokens: () => [standInToken],
      ...options,
    })
    this.#closing.push(() => server.close())
    server.world.put(paths.namespaces, kubeSystem)
    return server
  }

  /** A collector at work, at the time of now. */
  start(server: StandIn, settings: Partial<KubeApiSettings> = {}, rig: Rig = openRig()) {
    rig.clock.tick(Date.now() - rig.clock.now().getTime())
    const running = run(server, rig, settings)
    this.#closing.push(() => running.stop().catch(() => undefined))
    return { ...rig, running }
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close()
  }
}

export const isWatching = (server: StandIn, count: number = objectKinds.length): Promise<void> =>
  until(
    () => server.openWatches === count,
    () => `${server.openWatches} watches`,
  )

/** Waits until this trouble stands. */
export function told({ report }: Rig, kind: string, subject: string): Promise<void> {
  const key = `${kind} ${subject}`
  return until(
    () => report.troubles.has(key),
    () => `${key}, but ${[...report.troubles.keys()].join('; ')}`,
  )
}

/** Waits until no trouble stands. */
export const isWell = ({ report }: Rig): Promise<void> =>
  until(
    () => report.troubles.size === 0,
    () => [...report.troubles.keys()].join('; '),
  )

export const namesOf = (objects: readonly { readonly name: string }[]): string[] =>
  objects.map(({ name }) => name).sort()
