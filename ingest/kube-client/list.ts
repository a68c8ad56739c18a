// Reads all objects of a resource, page by page, handing them on as they come: never more than one of them
// and a chunk in memory here. A page that is cut or refused for the moment is asked for again; a list that
// expired half-way (410) is the caller's to start again.
import { z } from 'zod'
import type { Backoff } from './backoff.ts'
import type { ResourceCall } from './call.ts'
import type { KubeClient } from './client.ts'
import { Expired, failureOfContent, KubeFailure } from './failure.ts'
import { BrokenStream, listForm, PieceCutter } from './pieces.ts'

export interface ListOptions {
  readonly pageSize: number
  readonly signal: AbortSignal
  readonly backoff: Backoff
  /** Members that nobody reads, as "metadata.annotations". */
  readonly leaveOut: ReadonlySet<string>
  readonly fieldSelector?: string
  /** Whole objects as JSON text; awaited before more is read. Those of a page may come twice. */
  onObjects(texts: readonly string[]): Promise<void>
  onPage?(page: { readonly oversized: number; readonly resourceVersion: string }): void
  /** A page is asked for again after this. */
  onRetry?(failure: KubeFailure): void
}

const envelopeSchema = z.object({
  kind: z.string().regex(/List$/),
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().nullish() }),
})

const mostRetries = 3

/**
 * The version of the first page, at which all pages stand. Rejects with Expired, with KubeFailure, and with
 * the signal's reason once it aborts.
 */
export async function listAll(client: KubeClient, call: ResourceCall, options: ListOptions): Promise<string> {
  let resourceVersion: string | undefined
  let token = ''
  do {
    const page = await readPage(client, call, token, options)
    resourceVersion ??= page.resourceVersion
    token = page.continue ?? ''
  } while (token !== '')
  return resourceVersion
}

async function readPage(client: KubeClient, call: ResourceCall, token: string, options: ListOptions) {
  const { backoff, signal, onRetry } = options
  for (;;) {
    try {
      const page = await onePage(client, call, token, options)
      backoff.reset()
      return page
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof KubeFailure)) throw error
      if (error.status === 410) throw new Expired(error.message, { cause: error })
      if (!isPassing(error) || backoff.tries >= mostRetries) throw error
      onRetry?.(error)
      await backoff.wait(signal, error.retryAfterMs)
    }
  }
}

/** What may be better in a moment. */
const isPassing = ({ trouble: { kind } }: KubeFailure): boolean =>
  kind === 'unreachable' || kind === 'throttled'

async function onePage(client: KubeClient, call: ResourceCall, token: string, options: ListOptions) {
  const { pageSize, signal, leaveOut, fieldSelector, onObjects, onPage } = options
  const query = {
    limit: String(pageSize),
    ...(token === '' ? {} : { continue: token }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  }
  const { chunks } = await client.ask(call, { query, signal })
  const cutter = new PieceCutter(listForm, leaveOut)
  let envelope: string
  try {
    for await (const chunk of chunks) {
      const texts = cutter.push(chunk)
      if (texts.length > 0) await onObjects(texts)
    }
    envelope = cutter.end()
  } catch (error) {
    signal.throwIfAborted()
    // What `onObjects` threw goes through as it is.
    throw error instanceof BrokenStream ? client.failureOf(call, error) : error
  }
  const read = envelopeSchema.safeParse(jsonOf(envelope))
  if (!read.success) throw failureOfContent(call, client.host, 'JSON that is no list of objects')
  const { metadata } = read.data
  onPage?.({ oversized: cutter.oversized, resourceVersion: metadata.resourceVersion })
  return metadata
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
