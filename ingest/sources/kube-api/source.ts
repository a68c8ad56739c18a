// The source of clusters that are read from their API server: from a definition to credentials, whose
// cluster it is, and everything of it side by side until told to stop. Failure of one kind is told and
// leaves the others alone; what concerns all of them ends this try.
import { setMaxListeners } from 'node:events'
import { isPeriplusError } from '../../../domain/errors.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { objectKinds } from '../../../domain/model/kube-object.ts'
import type { Credential, KubeSource } from '../../../domain/model/source-definition.ts'
import { CollectionFailure, type Collector, type CollectorTools } from '../../collection.ts'
import { type Access, accessOf, type Environment } from '../../kube-client/access.ts'
import { Backoff } from '../../kube-client/backoff.ts'
import { KubeClient } from '../../kube-client/client.ts'
import { KubeFailure } from '../../kube-client/failure.ts'
import { Gate } from '../../kube-client/gate.ts'
import { SkewWatch } from './clock-skew.ts'
import { NodeMarks, type ServerVersion } from './cluster-facts.ts'
import { FactsTeller, versionNow } from './facts-teller.ts'
import { aliasesOf, clusterName, eksClusterOf, endpointHost, kubeSystemUid, suggestedId } from './identity.ts'
import { KindReader } from './kind-reader.ts'
import { endpointsOf, readMetricsForEver } from './metrics.ts'
import { kubeCalls } from './permissions.ts'
import { testCluster } from './probe.ts'
import { Progress } from './progress.ts'
import type { Reading } from './reading.ts'
import { defaultSettings, type KubeApiSettings } from './settings.ts'

export interface KubeCollectorOptions {
  /** Credentials of `periplus.yaml` by name. */
  credentialOf(name: string): Credential | undefined
  /** Where KUBECONFIG, HOME and what credential plugins need are found. */
  readonly environment: Environment
  /** Of Periplus, for the User-Agent. */
  readonly version: string
  /** Why an address must not be spoken to; undefined: it may. */
  readonly refuses?: (address: string) => string | undefined
  readonly serviceAccountFolder?: string
  readonly settings?: Partial<KubeApiSettings>
  /** From 0 to below 1. */
  readonly random?: () => number
}

/** Watches keep a socket each; lists, metrics and version share the rest. */
const mostSockets = objectKinds.length + 4

export function kubeCollector(options: KubeCollectorOptions): Collector<KubeSource> {
  const settings = { ...defaultSettings, ...options.settings }
  const open = (access: Access, onDate: (serverMs: number) => void, onCall: () => void) =>
    new KubeClient({
      access,
      environment: options.environment,
      allowed: kubeCalls,
      userAgent: `periplus/${options.version}`,
      mostSockets,
      refuses: options.refuses ?? (() => undefined),
      patience: settings.patience,
      onDate,
      onCall,
    })
  return {
    kind: 'kube-api',
    intervalMs: 60_000,
    run: async (definition, tools, signal) => {
      try {
        tools.report.state('starting')
        const access = await accessOf(definition, options)
        const skew = new SkewWatch(tools)
        const client = open(
          access,
          (ms) => skew.note(ms),
          () => tools.report.count('calls', 1),
        )
        try {
          await readCluster(
            { definition, access, client, tools, settings, random: options.random ?? Math.random },
            signal,
          )
        } finally {
          client.close()
        }
      } catch (error) {
        if (signal.aborted) return
        throw endOfTry(error)
      }
    },
    test: (definition, signal) =>
      testCluster({ definition, open, accessOf: () => accessOf(definition, options), settings }, signal),
  }
}

function endOfTry(error: unknown): unknown {
  if (!isPeriplusError(error) || error.code !== 'Unavailable') return error
  const trouble = { kind: 'store', says: error.message, steps: [], subject: '' } as const
  return new CollectionFailure(trouble, {
    retryAfterMs: (error.retryAfterSeconds ?? 2) * 1_000,
    cause: error,
  })
}

interface Opened {
  readonly definition: KubeSource
  readonly access: Access
  readonly client: KubeClient
  readonly tools: CollectorTools
  readonly settings: KubeApiSettings
  readonly random: () => number
}

/** Resolves once `signal` aborts; rejects with what ended it before. */
async function readCluster(opened: Opened, signal: AbortSignal): Promise<void> {
  const { definition, access, client, tools, settings, random } = opened
  const progress = new Progress(tools.report, nowMs)
  const { clusterId, version } = await tools.turn(() => meet(opened, progress, signal))
  tools.report.clusters([clusterId])
  await tools.claim(clusterId)
  const ended = new AbortController()
  const either = AbortSignal.any([signal, ended.signal])
  // Each kind, each request and each wait listens to it; none of them stays.
  setMaxListeners(0, either)
  const reading: Reading = {
    client,
    clusterId,
    tools,
    progress,
    settings,
    lists: new Gate(settings.listsAtOnce),
    signal: either,
    nowMs,
    random,
    fail: (error) => ended.abort(error),
  }
  const endpoint = endpointHost(access) === null ? null : access.server.origin
  const facts = new FactsTeller(reading, {
    name: clusterName(definition, access),
    host: access.server.hostname,
    endpoint,
    eks: eksClusterOf(access.contextName),
    version,
    marks: null,
  })
  const readers = openReaders(reading, facts)
  const tasks = [
    ...readers.map((reader) => reader.run()),
    ...endpointsOf(version).map((endpoint) => readMetricsForEver(reading, endpoint)),
    facts.run(),
  ]
  await Promise.all(tasks.map((task) => task.catch(reading.fail)))
  await Promise.all(readers.map((reader) => reader.drain()))
  if (!signal.aborted) throw ended.signal.reason
}

const nowMs = (): number => performance.now()

function openReaders(reading: Reading, facts: FactsTeller) {
  let marks = new NodeMarks()
  return objectKinds.map((kind) =>
    kind === 'Node'
      ? new KindReader(reading, kind, {
          onListed: (node) => marks.see(node),
          onComplete: () => {
            facts.nodesListed(marks)
            marks = new NodeMarks()
          },
        })
      : new KindReader(reading, kind),
  )
}

interface Met {
  readonly clusterId: ClusterId
  readonly version: ServerVersion | null
}

/** Asks the server who it is and the inventory whose cluster that is. */
async function meet(
  { definition, access, client, tools, settings, random }: Opened,
  progress: Progress,
  signal: AbortSignal,
): Promise<Met> {
  const backoff = () => new Backoff(settings.pace, random)
  const version = await orTrouble(progress, versionNow(client, signal))
  const uid = await orTrouble(progress, kubeSystemUid(client, signal, backoff()))
  const identified = await tools.inventory.identify({
    suggestedId: suggestedId(definition, access),
    aliases: aliasesOf(access, uid),
    sourceId: tools.sourceId,
  })
  if (identified.ok) return { clusterId: identified.clusterId, version }
  throw new CollectionFailure({
    kind: 'conflict',
    says: identified.says,
    steps: [
      'Remove one of the sources that name this cluster, or give this one an id of its own (cluster in periplus.yaml).',
    ],
    subject: '',
  })
}

/** What may not be read is told and done without; anything else ends this try. */
async function orTrouble<T>(progress: Progress, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    const isRefused = error instanceof KubeFailure && (error.status === 403 || error.status === 404)
    if (!isRefused) throw error
    progress.trouble(error.trouble)
    return null
  }
}
