// Posts one message to a webhook, once. Says whether it arrived, surely did not, or nobody knows: from the moment the
// connection stands, only an answer tells. Follows no redirect, verifies TLS, and reads no more than a few kilobytes.
import http from 'node:http'
import https from 'node:https'
import { type Outcome, retryAfterMs } from '../../domain/delivery/outcome.ts'
import type { OutgoingRule } from '../outgoing/address-rule.ts'
import { guardedLookup } from '../outgoing/guarded-lookup.ts'
import { withoutSecrets, wordsOf } from './failure-words.ts'

export interface WebhookPost {
  /** A secret: who knows it may post. */
  readonly url: string
  readonly token: string | undefined
  /** PEM; undefined: the machine's own trust. */
  readonly ca: string | undefined
  readonly body: string
  readonly contentType: string
  /** The same for each try of one message. */
  readonly key: string
  readonly userAgent: string
}

export interface SendLimits {
  readonly connectMs: number
  /** From the begin to the head of the answer, or to the end of a mail's session. */
  readonly answerMs: number
}

export interface SendDeps {
  readonly rule: OutgoingRule
  readonly limits: SendLimits
  readonly now: () => Date
  /** The server is stopping. */
  readonly signal: AbortSignal
}

export const sendLimits: SendLimits = { connectMs: 10_000, answerMs: 60_000 }

const mostAnswerBytes = 4_096
const answerBodyMs = 5_000

/** A gateway between us and the receiver that does not know either. */
const unknownStatuses = new Set([502, 504, 520, 524])
const laterStatuses = new Set([408, 425, 429])

export async function sendWebhook(post: WebhookPost, deps: SendDeps): Promise<Outcome> {
  const refusal = deps.rule.refusalOfUrl(post.url)
  if (refusal !== undefined) return refused(`Not connected: ${refusal}.`, { isFinal: false })
  const url = new URL(post.url)
  const clean = (text: string) => withoutSecrets(text, secretsOf(url, post))
  const answer = await ask(url, post, deps)
  if ('error' in answer) {
    const words = clean(wordsOf(answer.error))
    return answer.isConnected
      ? { kind: 'unknown', says: `${url.host} was sent it and did not answer: ${words}` }
      : refused(`${url.host} was not reached: ${words}`, { isFinal: false })
  }
  return judged(answer, { host: url.host, clean, now: deps.now() })
}

/** The address is one, whole and in parts; short parts are words like "hooks". */
function secretsOf(url: URL, post: WebhookPost): string[] {
  const parts = [...url.pathname.split('/'), ...url.searchParams.values()].filter(({ length }) => length > 8)
  return [post.url, `${url.pathname}${url.search}`, url.pathname, ...parts, post.token ?? '']
}

const refused = (says: string, rest: { isFinal: boolean; retryAfterMs?: number | undefined }): Outcome => ({
  kind: 'refused',
  says,
  ...rest,
})

type Answer =
  | { readonly status: number; readonly retryAfter: string | undefined; readonly text: string }
  | { readonly error: unknown; readonly isConnected: boolean }

function judged(
  { status, retryAfter, text }: Extract<Answer, { status: number }>,
  { host, clean, now }: { host: string; clean: (text: string) => string; now: Date },
): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent', says: null }
  const words = clean(text)
  const said = `${host} answered ${status}${words === '' ? '' : `: ${words}`}`
  if (unknownStatuses.has(status)) return { kind: 'unknown', says: said }
  if (status >= 300 && status < 400) {
    return refused(`${host} answered ${status}: redirects are not followed`, { isFinal: true })
  }
  const isFinal = status < 500 && !laterStatuses.has(status)
  return refused(said, { isFinal, retryAfterMs: retryAfterMs(retryAfter, now) })
}

/** Never rejects. */
function ask(url: URL, post: WebhookPost, { rule, limits, signal }: SendDeps): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? https : http
  const body = Buffer.from(post.body)
  return new Promise((resolve) => {
    let isConnected = false
    const sent = request(url, {
      method: 'POST',
      agent: false,
      signal,
      lookup: guardedLookup(rule),
      ...(post.ca !== undefined && { ca: post.ca }),
      minVersion: 'TLSv1.2',
      headers: {
        'content-type': post.contentType,
        'content-length': body.length,
        'idempotency-key': post.key,
        'user-agent': post.userAgent,
        ...(post.token !== undefined && { authorization: `Bearer ${post.token}` }),
      },
    })
    const cut = (words: string) => () => sent.destroy(new Error(words))
    const connecting = setTimeout(cut(`no connection within ${limits.connectMs} ms`), limits.connectMs)
    const answering = setTimeout(cut(`no answer within ${limits.answerMs} ms`), limits.answerMs)
    const end = (answer: Answer) => {
      clearTimeout(connecting)
      clearTimeout(answering)
      resolve(answer)
    }
    sent.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isConnected = true
        clearTimeout(connecting)
      })
    })
    sent.once('response', (answer) => {
      const { statusCode: status = 0, headers } = answer
      clearTimeout(answering)
      void beginningOf(answer).then((text) => {
        end({ status, retryAfter: headers['retry-after'], text })
        sent.destroy()
      })
    })
    sent.on('error', (error) => end({ error, isConnected }))
    sent.end(body)
  })
}

/** Never rejects: the status has been heard, and the words are not worth a failure. */
function beginningOf(answer: http.IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks).subarray(0, mostAnswerBytes).toString('utf8'))
    }
    const timer = setTimeout(end, answerBodyMs)
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= mostAnswerBytes) end()
    })
    answer.once('end', end)
    answer.once('close', end)
    answer.on('error', end)
  })
}
