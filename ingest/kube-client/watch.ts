// One watch from a version on, frame by frame as they come, until the server ends it. Bookmarks are handed
// on like changes: they say how far everything is known. An expired version is told as Expired; where to go
// on after a cut is the caller's to know.
import { z } from 'zod'
import type { ResourceCall } from './call.ts'
import type { KubeClient } from './client.ts'
import { Expired, failureOfAnswer, KubeFailure } from './failure.ts'
import { BrokenStream, frameForm, PieceCutter } from './pieces.ts'

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly resourceVersion: string
  /** As JSON.parse gives it. */
  readonly object: unknown
}

export interface WatchOptions {
  readonly resourceVersion: string
  readonly signal: AbortSignal
  /** After which the server ends the watch by itself. */
  readonly timeoutSeconds: number
  /** Bookmarks come about once a minute: silence for much longer means that nobody is there. */
  readonly silenceMs: number
  readonly leaveOut: ReadonlySet<string>
  onOpen(): void
  /** Awaited before more is read. */
  onEvents(events: readonly WatchEvent[]): Promise<void>
  onOversized(count: number): void
}

const frameSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional() }),
})
const statusSchema = z.object({ code: z.number().optional(), reason: z.string().optional() })

/** Rejects with Expired, with KubeFailure, and with the signal's reason once it aborts. */
export async function watchFrom(
  client: KubeClient,
  call: ResourceCall,
  options: WatchOptions,
): Promise<void> {
  const { signal, silenceMs, timeoutSeconds, resourceVersion, leaveOut } = options
  const query = {
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(timeoutSeconds),
    resourceVersion,
  }
  const { chunks } = await client.ask(call, { query, signal, silenceMs }).catch((error: unknown) => {
    throw error instanceof KubeFailure && error.status === 410 ? new Expired(error.message) : error
  })
  options.onOpen()
  const cutter = new PieceCutter(frameForm, leaveOut)
  let oversized = 0
  for await (const chunk of chunks) {
    const frames = parsed(client, call, () => cutter.push(chunk))
    if (cutter.oversized > oversized) options.onOversized(cutter.oversized - oversized)
    oversized = cutter.oversized
    if (frames.length > 0) await take(client, call, frames, options)
  }
  parsed(client, call, () => {
    cutter.end()
    return []
  })
}

type Frame = z.infer<typeof frameSchema>

function parsed(client: KubeClient, call: ResourceCall, cut: () => readonly string[]): Frame[] {
  try {
    return cut().map(frameOf)
  } catch (error) {
    throw error instanceof BrokenStream ? client.failureOf(call, error) : error
  }
}

function frameOf(text: string): Frame {
  try {
    return frameSchema.parse(JSON.parse(text))
  } catch {
    throw new BrokenStream('a frame of the watch is none')
  }
}

/** What came before an error in the same chunk still counts. */
async function take(
  client: KubeClient,
  call: ResourceCall,
  frames: readonly Frame[],
  { onEvents }: WatchOptions,
): Promise<void> {
  const errorAt = frames.findIndex(({ type }) => type === 'ERROR')
  const good = errorAt === -1 ? frames : frames.slice(0, errorAt)
  const events = good.map(({ type, object }) => ({
    type: type as WatchEvent['type'],
    resourceVersion: object.metadata?.resourceVersion ?? '',
    object,
  }))
  if (events.length > 0) await onEvents(events)
  if (errorAt !== -1) throw refusal(client, call, frames[errorAt]?.object)
}

function refusal(client: KubeClient, call: ResourceCall, object: unknown): Error {
  const { code = 500, reason = '' } = statusSchema.catch({}).parse(object)
  if (code === 410 || reason === 'Expired' || reason === 'Gone') return new Expired('the watch is too old')
  return failureOfAnswer(call, client.host, {
    status: code,
    contentType: 'application/json',
    retryAfter: undefined,
    body: JSON.stringify(object),
  })
}
