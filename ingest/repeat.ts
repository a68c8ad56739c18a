// Runs a job over and over until told to stop: never twice at once, later after a failure, and awake
// at once when it says there is more to do. Counts process time; the product's clock may stand still.

export interface Repeated {
  /** Resolves when a run that is under way has ended. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  readonly everyMs: number
  /** Before the first run; as between two unless given. */
  readonly firstMs?: number
  /** Longest wait after failures in a row. */
  readonly slowestMs: number
  /** Answers true when there is more to do right now. */
  run(): Promise<boolean>
  onFailure(error: unknown, failures: number): void
}

export function repeat({ everyMs, firstMs = everyMs, slowestMs, run, onFailure }: RepeatOptions): Repeated {
  let stopped = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const once = async (): Promise<void> => {
    let waitMs = everyMs
    try {
      const isMore = await run()
      failures = 0
      if (isMore) waitMs = 0
    } catch (error) {
      failures += 1
      waitMs = Math.min(slowestMs, everyMs * 2 ** Math.min(failures, 10))
      onFailure(error, failures)
    }
    if (!stopped) next(waitMs)
  }
  const next = (waitMs: number): void => {
    timer = setTimeout(() => {
      running = once()
    }, waitMs)
    timer.unref()
  }
  next(firstMs)
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
