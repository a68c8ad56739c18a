// A query: a vector selector, or the sum of one by labels, which is how a server's thousands of series are asked for.
import type { MetricLabels } from '../kube/series.ts'
import { type Selector, selectorOf } from './selector.ts'
import type { Stored, Targets } from './targets.ts'

export interface Query {
  readonly selector: Selector
  /** Undefined: not added up. */
  readonly by: readonly string[] | undefined
}

const labels = '([a-zA-Z0-9_,\\s]*)'
const forms = [
  new RegExp(`^\\s*sum\\s+by\\s*\\(${labels}\\)\\s*\\((.*)\\)\\s*$`, 's'),
  new RegExp(`^\\s*sum\\s*\\((.*)\\)\\s*by\\s*\\(${labels}\\)\\s*$`, 's'),
] as const

const namesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** Throws BadData. */
export function queryOf(text: string): Query {
  const [, before, inner] = forms[0].exec(text) ?? []
  if (before !== undefined && inner !== undefined) return { selector: selectorOf(inner), by: namesOf(before) }
  const [, summed, after] = forms[1].exec(text) ?? []
  if (summed !== undefined && after !== undefined) return { selector: selectorOf(summed), by: namesOf(after) }
  return { selector: selectorOf(text), by: undefined }
}

/** What is there of some series at an instant. */
const sumAt = (members: readonly Stored[], ms: number): number | undefined => {
  let sum: number | undefined
  for (const { at } of members) {
    const value = at(ms)
    if (value !== undefined) sum = (sum ?? 0) + value
  }
  return sum
}

/** The series that a query tells. */
export function* told(targets: Targets, { selector, by }: Query): Generator<Stored> {
  if (by === undefined) {
    yield* targets.select(selector)
    return
  }
  const groups = new Map<string, { labels: MetricLabels; members: Stored[] }>()
  for (const one of targets.select(selector)) {
    const kept = by.flatMap((name) => {
      const value = one.labels[name]
      return value === undefined || value === '' ? [] : [[name, value] as const]
    })
    const key = JSON.stringify(kept)
    const group = groups.get(key) ?? { labels: Object.fromEntries(kept), members: [] as Stored[] }
    group.members.push(one)
    groups.set(key, group)
  }
  for (const { labels: kept, members } of groups.values()) {
    yield { labels: kept, at: (ms) => sumAt(members, ms) }
  }
}
