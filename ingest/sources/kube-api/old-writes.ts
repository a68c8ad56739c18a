// By which version of its API each object was last written, and by whom: field managers say so, and what kubectl
// applied last. Reads a few small kinds now and then; keeps only versions that some Kubernetes no longer serves.
import { z } from 'zod'
import type { OldApiWrite } from '../../../domain/model/cluster.ts'
import { removalsByApi } from '../../../domain/support/api-lifecycle.ts'
import { shippedApiLifecycle } from '../../../domain/support/shipped-api-lifecycle.ts'
import { pause } from '../../kube-client/backoff.ts'
import { type ResourceCall, subjectOf } from '../../kube-client/call.ts'
import { Expired, KubeFailure } from '../../kube-client/failure.ts'
import { listAll } from '../../kube-client/list.ts'
import { short } from './bounds.ts'
import { oldWritesLists } from './permissions.ts'
import { backoffOf, type Reading } from './reading.ts'

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
/** Of kubectl's annotation, where no field manager is named. */
const applier = 'kubectl'
const mostWrites = 200

const objectSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
    managedFields: z
      .array(
        z.object({
          manager: z.string().nullish(),
          apiVersion: z.string().nullish(),
          time: z.string().nullish(),
        }),
      )
      .nullish(),
  }),
})

const appliedSchema = z.object({ apiVersion: z.string() })

/** The API server itself writes the objects it begins with, by the version it had then; its upgrade minds them. */
const isServersOwn = (manager: string): boolean =>
  /^(kube-apiserver|api-priority-and-fairness-config-)/.test(manager)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function instantOf(text: string | null | undefined): string | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

const removals = removalsByApi(shippedApiLifecycle)

/** Of one object as the API server lists it, one for each manager; none for what is no such object. */
export function oldWritesOf(
  { group, resource }: Pick<ResourceCall, 'group' | 'resource'>,
  text: string,
): OldApiWrite[] {
  const read = objectSchema.safeParse(jsonOf(text))
  if (!read.success) return []
  const { name, namespace, annotations, managedFields } = read.data.metadata
  const object = short(namespace ? `${namespace}/${name}` : name)
  const versionIn = (apiVersion: string | null | undefined): string | null => {
    const version = apiVersion?.startsWith(`${group}/`) ? apiVersion.slice(group.length + 1) : null
    return version !== null && removals.has(`${group}/${version} ${resource}`) ? version : null
  }
  const found = new Map<string, OldApiWrite>()
  for (const { manager, apiVersion, time } of managedFields ?? []) {
    const version = versionIn(apiVersion)
    if (version === null || !manager || isServersOwn(manager)) continue
    const at = instantOf(time)
    const before = found.get(manager)?.at ?? ''
    if (!found.has(manager) || (at ?? '') > before)
      found.set(manager, { group, version, resource, object, manager: short(manager), at })
  }
  if (found.size > 0) return [...found.values()]
  const applied = appliedSchema.safeParse(jsonOf(annotations?.[lastApplied] ?? ''))
  const version = applied.success ? versionIn(applied.data.apiVersion) : null
  return version === null ? [] : [{ group, version, resource, object, manager: applier, at: null }]
}

const leaveOut: ReadonlySet<string> = new Set()

/** Rejects as lists do. */
async function writesOf(reading: Reading, call: ResourceCall): Promise<OldApiWrite[]> {
  const { client, settings, signal, lists, tools } = reading
  const found: OldApiWrite[] = []
  await lists.run(() =>
    tools.turn(() =>
      listAll(client, call, {
        pageSize: settings.pageSize,
        signal,
        backoff: backoffOf(reading),
        leaveOut,
        onObjects: async (texts) => {
          for (const text of texts) if (found.length < mostWrites) found.push(...oldWritesOf(call, text))
        },
      }),
    ),
  )
  return found
}

/** Null: not read. What a server does not serve it has none of. */
async function triedWrites(reading: Reading, call: ResourceCall): Promise<OldApiWrite[] | null> {
  const { progress, signal } = reading
  try {
    const found = await writesOf(reading, call)
    progress.clear(subjectOf(call))
    return found
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Expired) return null
    if (!(error instanceof KubeFailure)) throw error
    if (error.status === 404) return []
    progress.trouble(error.trouble)
    return null
  }
}

/** Never resolves; rejects with the signal's reason once it aborts. */
export async function readOldWritesForEver(
  reading: Reading,
  onRead: (writes: readonly OldApiWrite[]) => void,
): Promise<never> {
  const { signal, settings, random } = reading
  // Not all clusters at the same second, and after what pages wait for.
  await pause(settings.metricsMs * random(), signal)
  for (;;) {
    const told: OldApiWrite[] = []
    let isWhole = true
    for (const call of oldWritesLists) {
      const found = await triedWrites(reading, call)
      isWhole &&= found !== null
      told.push(...(found ?? []))
    }
    // Half of it would pass for all of it.
    if (isWhole) onRead(told.slice(0, mostWrites))
    await pause(isWhole ? settings.oldWritesMs : settings.leftOutMs, signal)
  }
}
