// What changed between two tellings of the same thing, fact by fact. Values are compared by what they
// say: neither the order of keys nor that of lists means anything in what providers tell of clusters.

export interface FactChange {
  /** The fact's key: "version". */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** One text for all spellings of a JSON value. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${entries
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .sort()
    .join(',')}}`
}

export const isSameFact = (left: unknown, right: unknown): boolean => canonical(left) === canonical(right)

/**
 * Facts that both tellings know and that differ, in the order of `after`. A fact that only one of them
 * knows was learned or is not told any more; that is no change of the thing itself.
 */
export function changedFacts(before: object, after: object, noise: readonly string[] = []): FactChange[] {
  const known = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).flatMap(([field, value]) => {
    const old = known.get(field)
    if (noise.includes(field) || old === undefined || value === undefined || isSameFact(old, value)) return []
    return [{ field, before: old, after: value }]
  })
}

/** The facts of a thing that are worth telling of it when it appears or goes. */
export function factsWithout(facts: object, noise: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([field]) => !noise.includes(field)))
}
