// The pause between two answers of a question that is answered on and on.

/** Resolves after `ms`; rejects when either signal fires. */
export function rest(ms: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const given = signals.filter((signal) => signal !== undefined)
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new Error('no longer watched'))
    }
    const timer = setTimeout(() => {
      for (const signal of given) signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    for (const signal of given) signal.addEventListener('abort', stop, { once: true })
    if (given.some((signal) => signal.aborted)) stop()
  })
}
