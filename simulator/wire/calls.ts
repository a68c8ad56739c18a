// What was asked of the faces, counted: by face, question, answer's code and user agent. For tests that
// compare what a reader asked with what its permissions say. Bounded: past that, new kinds count together.

export interface Call {
  readonly face: string
  /** "list pods", "get /metrics", "DescribeCluster" */
  readonly what: string
  readonly code: number
  readonly userAgent: string
}

const mostKinds = 20_000

export class Calls {
  readonly #counts = new Map<string, { call: Call; count: number }>()
  #others = 0

  note(call: Call): void {
    const key = JSON.stringify([call.face, call.what, call.code, call.userAgent])
    const known = this.#counts.get(key)
    if (known !== undefined) known.count += 1
    else if (this.#counts.size < mostKinds) this.#counts.set(key, { call, count: 1 })
    else this.#others += 1
  }

  counted(): { calls: (Call & { count: number })[]; others: number } {
    return {
      calls: [...this.#counts.values()].map(({ call, count }) => ({ ...call, count })),
      others: this.#others,
    }
  }
}
