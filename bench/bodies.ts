// Request bodies of a benchmark, written to one file before the clock starts, and sent from it by many
// senders at once. The file is also what a peer reads. Sends bytes; judges no answer but its status.
import { closeSync, createWriteStream, openSync, read } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type GeneratorOptions, linesOfCluster } from './audit-generator.ts'
import { deliveryOf, firehoseHeaders, isTaken } from './firehose-delivery.ts'

const readAt = promisify(read)

interface Body {
  readonly clusterId: string
  readonly number: number
  readonly offset: number
  readonly length: number
  readonly lines: number
}

export type Form = 'ndjson' | 'event-list' | 'firehose'

export interface Bodies {
  readonly file: string
  readonly form: Form
  readonly bodies: readonly Body[]
  readonly clusters: number
  readonly lines: number
  readonly bytes: number
  /** Requests that count: lines that do not repeat an earlier one. */
  readonly distinct: number
}

export interface BodiesOptions extends Omit<GeneratorOptions, 'linesPerCluster'> {
  readonly lines: number
  /** At most; a cluster sends whole bodies, and every one sends at least one. */
  readonly clusters: number
  readonly file: string
  readonly form: Form
  readonly linesPerBody: number
}

const listOpen = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":['

/** `number` tells the body from every other. */
const written: Record<Form, (lines: readonly string[], clusterId: string, number: number) => string> = {
  ndjson: (lines) => `${lines.join('\n')}\n`,
  'event-list': (lines) => `${listOpen}${lines.join(',')}]}\n`,
  firehose: deliveryOf,
}

export const clusterIdOf = (cluster: number): string => `bench-${String(cluster).padStart(4, '0')}`

/** Writes the bodies, clusters taking turns. */
export async function writeBodies(options: BodiesOptions): Promise<Bodies> {
  const count = Math.ceil(options.lines / options.linesPerBody)
  const clusters = Math.min(options.clusters, count)
  const linesPerCluster = Math.ceil(count / clusters) * options.linesPerBody
  const generator = { ...options, linesPerCluster }
  const sources = Array.from({ length: clusters }, (_, cluster) => linesOfCluster(generator, cluster))
  const out = createWriteStream(options.file, { highWaterMark: 8 * 1024 * 1024 })
  const bodies: Body[] = []
  let [offset, lineCount, distinct] = [0, 0, 0]
  for (let turn = 0; lineCount < options.lines; turn += 1) {
    const cluster = turn % clusters
    const next = sources[cluster] as (typeof sources)[number]
    const inBody = Math.min(options.linesPerBody, options.lines - lineCount)
    const lines = Array.from({ length: inBody }, () => next())
    const clusterId = clusterIdOf(cluster)
    const texts = lines.map(({ text }) => text)
    const bytes = Buffer.from(written[options.form](texts, clusterId, turn))
    bodies.push({ clusterId, number: turn, offset, length: bytes.length, lines: inBody })
    offset += bytes.length
    lineCount += inBody
    distinct += lines.filter(({ repeated }) => !repeated).length
    if (!out.write(bytes)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
  }
  await new Promise<void>((resolve, reject) => {
    out.once('error', reject)
    out.end(() => resolve())
  })
  return {
    file: options.file,
    form: options.form,
    bodies,
    clusters,
    lines: lineCount,
    bytes: offset,
    distinct,
  }
}

interface Answer {
  readonly status: number
  readonly text: string
  /** NaN when the answer names no time. */
  readonly retryAfterSeconds: number
}

interface Place {
  readonly url: string
  readonly headers: Record<string, string>
}

function placeOf({ form }: Bodies, body: Body, url: string, token: string): Place {
  if (form === 'firehose') {
    return { url: `${url}/api/ingest/v1/firehose`, headers: firehoseHeaders(token, body.number) }
  }
  const type = form === 'ndjson' ? 'application/x-ndjson' : 'application/json'
  return {
    url: `${url}/api/ingest/v1/clusters/${body.clusterId}/audit`,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': type },
  }
}

export function post(place: Place, body: Buffer, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...place.headers, 'Content-Length': body.length }
    const sent = request(place.url, { method: 'POST', agent, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).toString(),
          retryAfterSeconds: Number(answer.headers['retry-after']),
        }),
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

interface Answered {
  readonly accepted: number
  readonly rejected: number
  readonly errors: readonly { readonly line: number; readonly reason: string }[]
}

/** Firehose is told that all is durable, not how much that was: the caller counts. */
function answeredOf(form: Form, body: Body, text: string): Answered {
  if (form !== 'firehose') return JSON.parse(text) as Answered
  if (!isTaken(text, body.number)) throw new Error(`not an answer of Firehose's shape: ${text.slice(0, 300)}`)
  return { accepted: body.lines, rejected: 0, errors: [] }
}

export interface Sent {
  readonly seconds: number
  readonly accepted: number
  readonly rejected: number
  /** Why the first rejected line was; empty when none was. */
  readonly firstReason: string
  /** Answers 429 and 503; each was sent again after its Retry-After. */
  readonly refusals: number
}

/** Sends every body once, `senders` at a time and no faster than `bodiesPerSecond`, until all are acknowledged. */
export async function sendBodies(
  bodies: Bodies,
  url: string,
  token: string,
  senders: number,
  bodiesPerSecond = Number.POSITIVE_INFINITY,
): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  const file = openSync(bodies.file, 'r')
  const total = { accepted: 0, rejected: 0, refusals: 0, firstReason: '' }
  let nextBody = 0
  const startedAt = performance.now()
  const sendOne = async (body: Body) => {
    await sleep(Math.max(0, startedAt + (body.number * 1_000) / bodiesPerSecond - performance.now()))
    const buffer = Buffer.allocUnsafe(body.length)
    await readAt(file, buffer, 0, body.length, body.offset)
    const place = placeOf(bodies, body, url, token)
    for (;;) {
      const { status, text, retryAfterSeconds } = await post(place, buffer, agent)
      if (status === 200) {
        const answer = answeredOf(bodies.form, body, text)
        total.accepted += answer.accepted
        total.rejected += answer.rejected
        total.firstReason ||= answer.errors[0]?.reason ?? ''
        return
      }
      if (status !== 429 && status !== 503)
        throw new Error(`ingest answered ${status}: ${text.slice(0, 300)}`)
      total.refusals += 1
      await sleep((retryAfterSeconds || 1) * 1_000)
    }
  }
  const sender = async () => {
    for (let body = bodies.bodies[nextBody++]; body; body = bodies.bodies[nextBody++]) await sendOne(body)
  }
  try {
    await Promise.all(Array.from({ length: senders }, sender))
  } finally {
    agent.destroy()
    closeSync(file)
  }
  return { seconds: (performance.now() - startedAt) / 1_000, ...total }
}

export interface Watch {
  /** Longest wait for /healthz in milliseconds: how long the server's event loop did not answer. */
  stop(): Promise<number>
}

/** Asks /healthz every few milliseconds until stopped. */
export function watchStalls(url: string): Watch {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let [running, longestMs] = [true, 0]
  const once = () =>
    new Promise<void>((resolve) => {
      const startedAt = performance.now()
      const done = () => {
        longestMs = Math.max(longestMs, performance.now() - startedAt)
        resolve()
      }
      request(`${url}/healthz`, { agent }, (answer) => answer.resume().once('end', done))
        .once('error', done)
        .end()
    })
  const loop = (async () => {
    while (running) {
      await once()
      await sleep(5)
    }
  })()
  return {
    stop: async () => {
      running = false
      await loop
      agent.destroy()
      return longestMs
    },
  }
}
