// A lane is a few sessions that take turns at queries of one kind: one query at a time each, a bounded
// queue behind them, and whoever has gone away meanwhile is passed over.

export interface Lane<T> {
  /** Rejects with LaneFull at once, or with the signal's reason when the caller goes before its turn. */
  use<R>(work: (item: T) => Promise<R>, signal?: AbortSignal): Promise<R>
  /** Runs once nobody works, and nobody else does meanwhile; those who come wait. Calls must not overlap. */
  still<R>(work: () => Promise<R>): Promise<R>
  /** Resolves when nobody works and nobody waits. */
  idle(): Promise<void>
}

export class LaneFull extends Error {}

interface Waiting<T> {
  readonly take: (item: T) => void
  readonly leave: (reason: unknown) => void
}

export function createLane<T>(items: readonly T[], longestQueue: number): Lane<T> {
  const free = [...items]
  const waiting = new Set<Waiting<T>>()
  const watchers: (() => void)[] = []

  function turn(signal: AbortSignal | undefined, most = longestQueue): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const item = free.pop()
    if (item !== undefined) return Promise.resolve(item)
    if (waiting.size >= most) return Promise.reject(new LaneFull(`${longestQueue} wait already`))
    return new Promise((resolve, reject) => {
      const entry: Waiting<T> = { take: resolve, leave: reject }
      waiting.add(entry)
      const leave = () => {
        if (waiting.delete(entry)) reject(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  function giveBack(item: T): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next.take(item)
      return
    }
    free.push(item)
    if (free.length === items.length) for (const tell of watchers.splice(0)) tell()
  }

  return {
    async use(work, signal) {
      const item = await turn(signal)
      try {
        return await work(item)
      } finally {
        giveBack(item)
      }
    },
    async still(work) {
      // All turns are asked for at once: whoever comes later waits.
      const held = await Promise.all(items.map(() => turn(undefined, Number.POSITIVE_INFINITY)))
      try {
        return await work()
      } finally {
        for (const item of held) giveBack(item)
      }
    },
    idle() {
      if (free.length === items.length) return Promise.resolve()
      return new Promise((resolve) => watchers.push(resolve))
    },
  }
}
