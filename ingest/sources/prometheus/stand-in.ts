// A metrics store that tests write: series as functions of time, answered as the Prometheus HTTP API says, and
// whatever a test wants to go wrong. It understands the two forms of query this source asks. Only tests import it.
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoredSeries {
  /** With `__name__`. */
  readonly labels: Readonly<Record<string, string>>
  /** Undefined: no sample then. */
  readonly at: (seconds: number) => number | string | undefined
}

export interface Question {
  readonly query: string
  readonly name: string
  readonly start: number
  readonly end: number
  readonly step: number
  readonly authorization: string | undefined
}

type Fault = (question: Question, res: ServerResponse) => boolean

interface Matcher {
  readonly label: string
  readonly isMet: (value: string) => boolean
}

function matchersOf(text: string): Matcher[] {
  return [...text.matchAll(/(\w+)(=~|!~|=)("(?:[^"\\]|\\.)*")/g)].map(
    ([, label = '', sign, quotedValue = '""']) => {
      const value = JSON.parse(quotedValue) as string
      const whole = new RegExp(`^(?:${value})$`)
      if (sign === '=') return { label, isMet: (found) => found === value }
      return { label, isMet: (found) => whole.test(found) === (sign === '=~') }
    },
  )
}

const form = /^(?:sum by \(([^)]*)\) \()?([a-z_]+)(?:\{(.*)\})?\)?$/

export class StandInStore {
  readonly series: StoredSeries[] = []
  readonly questions: Question[] = []
  fault: Fault = () => false
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<StandInStore> {
    const server = createServer()
    const store = new StandInStore(server)
    server.on('request', (req, res) => {
      const url = new URL(req.url ?? '', 'http://store')
      if (url.pathname !== '/prefix/api/v1/query_range') {
        res.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found')
        return
      }
      const number = (name: string): number => Number(url.searchParams.get(name))
      const query = url.searchParams.get('query') ?? ''
      const question = {
        query,
        name: form.exec(query)?.[2] ?? '',
        start: number('start'),
        end: number('end'),
        step: number('step'),
        authorization: req.headers.authorization,
      }
      store.questions.push(question)
      if (!store.fault(question, res)) say(res, 200, store.#answer(question))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return store
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/prefix`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer({ query, start, end, step }: Question): object {
    const [, by, name, inner = ''] = form.exec(query) ?? []
    if (name === undefined || (end - start) / step > 11_000) {
      return { status: 'error', errorType: 'bad_data', error: `not understood: ${query}` }
    }
    const matchers = matchersOf(inner)
    const groups = new Map<string, { labels: Record<string, string>; values: Map<number, number | string> }>()
    for (const { labels, at } of this.series) {
      if (labels.__name__ !== name) continue
      if (!matchers.every(({ label, isMet }) => isMet(labels[label] ?? ''))) continue
      const kept =
        by === undefined
          ? labels
          : Object.fromEntries(
              by.split(', ').flatMap((label) => (label in labels ? [[label, labels[label] as string]] : [])),
            )
      const key = JSON.stringify(Object.entries(kept).sort())
      const group = groups.get(key) ?? { labels: kept, values: new Map() }
      groups.set(key, group)
      for (let second = start; second <= end; second += step) {
        const value = at(second)
        if (value === undefined) continue
        const before = group.values.get(second)
        group.values.set(second, before === undefined ? value : Number(before) + Number(value))
      }
    }
    const result = [...groups.values()]
      .filter(({ values }) => values.size > 0)
      .map(({ labels, values }) => ({
        metric: labels,
        values: [...values].map(([second, value]) => [second, String(value)]),
      }))
    return { status: 'success', data: { resultType: 'matrix', result } }
  }
}

export function say(res: ServerResponse, status: number, body: object | string): void {
  const isText = typeof body === 'string'
  res.writeHead(status, { 'Content-Type': isText ? 'text/html' : 'application/json' })
  res.end(isText ? body : JSON.stringify(body))
}
