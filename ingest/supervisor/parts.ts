// Which worker reads which source. Sources fall into a fixed number of parts by their id; of all workers
// alive, a part goes to the one it prefers, so that a worker that comes or goes moves no more than its share.
import { createHash } from 'node:crypto'

export const partCount = 64

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0)

const partsKnown = new Map<string, number>()

/** Asked at every beat for every source, so that it is worked out once. */
export function partOf(sourceId: string): number {
  const known = partsKnown.get(sourceId)
  if (known !== undefined) return known
  const part = numberOf(sourceId) % partCount
  if (partsKnown.size >= 100_000) partsKnown.clear()
  partsKnown.set(sourceId, part)
  return part
}

export const partLease = (part: number): string => `part:${part}`
export const workerLease = (worker: string): string => `worker:${worker}`

/** Parts that `worker` should hold while `workers` (itself among them or not) are alive. */
export function partsFor(worker: string, workers: readonly string[]): number[] {
  const others = workers.filter((other) => other !== worker)
  return Array.from({ length: partCount }, (_unused, part) => part).filter((part) => {
    const own = numberOf(`${part} ${worker}`)
    return others.every((other) => {
      const theirs = numberOf(`${part} ${other}`)
      return own > theirs || (own === theirs && worker > other)
    })
  })
}
