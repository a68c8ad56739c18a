// Lets everything else on the event loop have its turn between two pieces of work on bodies. Setting work aside
// alone would not do it: what many bodies set aside in one turn of the loop would all go on in the next.

/**
 * A pause that is waited for in order. In one turn of the loop as many go on as keep within `shareMs` of work
 * together, at least one, so that a hundred small bodies hold it up no longer than one large body does.
 * `nowMs` is a monotonic clock.
 */
export function loopPause(shareMs: number, nowMs: () => number): () => Promise<void> {
  const waiting: (() => void)[] = []
  let isAwake = false
  const handOn = async (): Promise<void> => {
    const untilMs = nowMs() + shareMs
    while (waiting.length > 0 && nowMs() < untilMs) {
      waiting.shift()?.()
      // Comes after all that the one who goes on does before it waits again.
      await new Promise<void>((resolve) => process.nextTick(resolve))
    }
    isAwake = waiting.length > 0
    if (isAwake) setImmediate(handOn)
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (isAwake) return
      isAwake = true
      setImmediate(handOn)
    })
}
