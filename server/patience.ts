// Waiting with an end: until somebody says stop, or for so long and no longer. What is not waited for any
// more goes on by itself, and may be undone when it comes.
import { setTimeout as sleep } from 'node:timers/promises'

/** As `work`, or rejects at once when `stopped` fires first; `undo` then gets what came too late. */
export function orStopped<T>(
  work: Promise<T>,
  stopped: AbortSignal,
  undo: (late: T) => unknown = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => {
      reject(stopped.reason)
      // Nobody is left who could be told of a failure.
      work.then(undo).catch(() => undefined)
    }
    if (stopped.aborted) {
      onStop()
      return
    }
    stopped.addEventListener('abort', onStop, { once: true })
    work.then(resolve, reject).finally(() => stopped.removeEventListener('abort', onStop))
  })
}

/** Resolves with `work`, or with `otherwise` when it fails or takes longer. */
export async function within<T, U>(ms: number, work: Promise<T>, otherwise: U): Promise<T | U> {
  const late = new AbortController()
  const timeout = sleep(ms, otherwise, { signal: late.signal }).catch(() => otherwise)
  try {
    return await Promise.race([work.catch(() => otherwise), timeout])
  } finally {
    late.abort()
  }
}
