// For tests: a small world behind its ports, asked as anybody would ask it. Only tests import it.
import { defaultToken, openSimulator, type Simulator, type SimulatorOptions } from '../../main.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
export type Json = any

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

export class Rig {
  readonly simulator: Simulator

  private constructor(simulator: Simulator) {
    this.simulator = simulator
  }

  static async open(options: SimulatorOptions = {}): Promise<Rig> {
    return new Rig(await openSimulator({ scale: 'small', tickMs: 20, ...options }))
  }

  async close(): Promise<void> {
    await this.simulator.close()
  }

  async ask(path: string, init: RequestInit & { token?: string | null } = {}): Promise<Answered> {
    const { token = defaultToken, headers, ...rest } = init
    const answer = await fetch(`${this.simulator.url}${path}`, {
      ...rest,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    }
  }

  async control(path: string, body?: object): Promise<Json> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${this.simulator.controlUrl}${path}`, init)
    return { status: answer.status, ...((await answer.json()) as object) }
  }

  /** All pages of a list; `limit` 0: in one. */
  async pages(path: string, limit: number): Promise<Json[]> {
    const pages: Json[] = []
    let token = ''
    do {
      const query = new URLSearchParams({
        ...(limit === 0 ? {} : { limit: String(limit) }),
        ...(token === '' ? {} : { continue: token }),
      })
      const { json } = await this.ask(`${path}?${query}`)
      pages.push(json)
      token = json.metadata.continue ?? ''
    } while (token !== '')
    return pages
  }

  /** Frames of a watch as they come. */
  watch(path: string, accept = 'application/json'): Watch {
    return new Watch(`${this.simulator.url}${path}`, accept)
  }
}

export class Watch {
  readonly frames: Json[] = []
  readonly opened: Promise<Response>
  readonly ended: Promise<void>
  readonly #stop = new AbortController()

  constructor(url: string, accept: string) {
    const headers = { authorization: `Bearer ${defaultToken}`, accept }
    this.opened = fetch(url, { headers, signal: this.#stop.signal })
    this.ended = this.#read().catch(() => undefined)
  }

  async #read(): Promise<void> {
    const { body } = await this.opened
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() as string
      this.frames.push(...lines.map((line) => JSON.parse(line)))
    }
  }

  /** Resolves once this holds; rejects with what came instead. */
  async until(holds: (frames: readonly Json[]) => boolean, withinMs = 10_000): Promise<void> {
    const endMs = Date.now() + withinMs
    while (!holds(this.frames)) {
      if (Date.now() > endMs)
        throw new Error(`not seen within ${withinMs} ms among ${this.frames.length} frames`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.ended
  }
}
