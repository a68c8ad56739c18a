// One look at a cluster without storing anything: credentials, reachability, every permission of the closed
// list by using it once, the clock. Says what is missing and the manifest that grants it.

import { objectKinds } from '../../../domain/model/kube-object.ts'
import type { KubeSource } from '../../../domain/model/source-definition.ts'
import { CollectionFailure, type CollectionTest } from '../../collection.ts'
import type { Access } from '../../kube-client/access.ts'
import { Backoff } from '../../kube-client/backoff.ts'
import { type KubeCall, subjectOf, wordsOf } from '../../kube-client/call.ts'
import type { KubeClient } from '../../kube-client/client.ts'
import { KubeFailure } from '../../kube-client/failure.ts'
import { Gate } from '../../kube-client/gate.ts'
import { listAll } from '../../kube-client/list.ts'
import { isSkewed, skewOf, skewStep, skewWords } from './clock-skew.ts'
import type { ServerVersion } from './cluster-facts.ts'
import { versionNow } from './facts-teller.ts'
import { kubeSystemUid } from './identity.ts'
import { endpointsOf, offeredSince, scrape } from './metrics.ts'
import { listOf, rbacManifest, readVersion, watchOf } from './permissions.ts'
import type { KubeApiSettings } from './settings.ts'
import { unreadMembers } from './wire.ts'

type Check = CollectionTest['checks'][number]

export interface ProbeOptions {
  readonly definition: KubeSource
  accessOf(): Promise<Access>
  open(access: Access, onDate: (serverMs: number) => void, onCall: () => void): KubeClient
  readonly settings: KubeApiSettings
}

/** Permissions that are tried at once. */
const atOnce = 4

export async function testCluster(options: ProbeOptions, signal: AbortSignal): Promise<CollectionTest> {
  const checks: Check[] = []
  let clockSkewMs: number | null = null
  const access = await tried(checks, 'credentials', null, async () => {
    const found = await options.accessOf()
    return [found, `${found.origin}, ${found.server.origin}`] as const
  })
  if (access === undefined) return { checks, clockSkewMs }
  const client = options.open(
    access,
    (serverMs) => {
      clockSkewMs = skewOf(serverMs, Date.now())
    },
    () => undefined,
  )
  try {
    const version = await tried(checks, wordsOf(readVersion), grantOf([readVersion]), async () => {
      const found = await versionNow(client, signal)
      return [found, `${client.host} runs ${found.gitVersion}`] as const
    })
    // Without an answer there is nothing else to learn; a refusal of this one call is no reason to stop.
    if (version !== undefined || checks.at(-1)?.grant !== null)
      await tryAll(checks, client, { settings: options.settings, version: version ?? null }, signal)
  } finally {
    client.close()
  }
  if (clockSkewMs !== null) checks.push(clockCheck(clockSkewMs))
  return { checks, clockSkewMs }
}

const grantOf = (calls: readonly KubeCall[]): string =>
  rbacManifest({ kind: 'User', name: 'periplus' }, calls)

function clockCheck(ms: number): Check {
  const says = isSkewed(ms) ? `${skewWords(ms)}. ${skewStep}` : 'The clocks agree'
  return { what: 'clock', ok: !isSkewed(ms), says, grant: null }
}

async function tryAll(
  checks: Check[],
  client: KubeClient,
  { settings, version }: { readonly settings: KubeApiSettings; readonly version: ServerVersion | null },
  signal: AbortSignal,
): Promise<void> {
  const backoff = () => new Backoff(settings.pace, () => 0)
  await tried(checks, 'identity', null, async () => {
    const uid = await kubeSystemUid(client, signal, backoff())
    return [
      uid,
      uid === null ? 'There is no namespace kube-system' : `kube-system has the UID ${uid}`,
    ] as const
  })
  const gate = new Gate(atOnce)
  const tries = objectKinds.map((kind) => async (): Promise<Check> => {
    const own: Check[] = []
    await tried(own, subjectOf(listOf(kind)), grantOf([listOf(kind), watchOf(kind)]), async () => {
      const version = await listOne(client, kind, backoff(), signal)
      await watchBriefly(client, kind, version, signal)
      return [version, 'may be listed and watched'] as const
    })
    return own[0] as Check
  })
  checks.push(...(await Promise.all(tries.map((one) => gate.run(one)))))
  for (const endpoint of endpointsOf(version)) {
    const { call, component } = endpoint
    await tried(checks, wordsOf(call), grantOf([call]), async () => {
      try {
        const { readings } = await scrape(client, endpoint, signal)
        return [null, `${readings.length} series of what is shown`] as const
      } catch (error) {
        const isNotOffered = error instanceof KubeFailure && error.status === 404
        if (!isNotOffered || component === 'kube-apiserver') throw error
        return [null, `Not offered here: ${offeredSince}. Nothing is shown of the ${component}`] as const
      }
    })
  }
}

async function listOne(
  client: KubeClient,
  kind: (typeof objectKinds)[number],
  backoff: Backoff,
  signal: AbortSignal,
): Promise<string> {
  // One page proves the permission; the rest of the list is none of a test's business.
  const enough = new AbortController()
  let version = ''
  const call = listOf(kind)
  await listAll(client, call, {
    pageSize: 1,
    signal: AbortSignal.any([signal, enough.signal]),
    backoff,
    leaveOut: unreadMembers,
    onObjects: () => Promise.resolve(),
    onPage: (page) => {
      version = page.resourceVersion
      enough.abort(firstPage)
    },
  }).catch((error: unknown) => {
    if (error !== firstPage) throw error
  })
  return version
}

const firstPage = new Error('the first page is enough')

async function watchBriefly(
  client: KubeClient,
  kind: (typeof objectKinds)[number],
  resourceVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const query = { watch: '1', timeoutSeconds: '1', resourceVersion }
  const answer = await client.ask(watchOf(kind), { query, signal })
  answer.cancel()
}

/** Adds a check of what `work` does; undefined when it failed. A grant is told only for what was refused. */
async function tried<T>(
  checks: Check[],
  what: string,
  grant: string | null,
  work: () => Promise<readonly [T, string]>,
): Promise<T | undefined> {
  try {
    const [value, says] = await work()
    checks.push({ what, ok: true, says, grant: null })
    return value
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    const { kind, says, steps } = error.trouble
    const isForbidden = kind === 'forbidden'
    checks.push({
      what,
      ok: false,
      says: isForbidden ? says : [says, ...steps].join('\n'),
      grant: isForbidden ? grant : null,
    })
    return undefined
  }
}
