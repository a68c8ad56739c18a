// What a query asks for: one vector selector, with its matchers. More of PromQL is not spoken here, and refused by name.
import type { MetricLabels } from '../kube/series.ts'

/** What Prometheus answers as bad_data, with 400. */
export class BadData extends Error {}

export interface Matcher {
  readonly label: string
  readonly operator: '!=' | '!~' | '=' | '=~'
  readonly value: string
  matches(value: string): boolean
}

export type Selector = readonly Matcher[]

const labelName = '[a-zA-Z_][a-zA-Z0-9_]*'
const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const quoted = `"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'|\`[^\`]*\``
const wholeSelector = new RegExp(
  `^\\s*(${metricName})?\\s*(?:\\{((?:\\s*${labelName}\\s*(?:=~|!~|!=|=)\\s*(?:${quoted})\\s*,?)*\\s*)\\})?\\s*$`,
)
const oneMatcher = new RegExp(`\\s*(${labelName})\\s*(=~|!~|!=|=)\\s*(${quoted})\\s*,?`, 'g')

/** What a query has that is PromQL, and is not spoken here; in the order in which they are looked for. */
const unspoken: readonly (readonly [string, RegExp])[] = [
  ['subqueries', /\[[^\]]*:[^\]]*\]/],
  ['range selectors', /\[[^\]]*\]/],
  ['the offset modifier', /\boffset\b/],
  ['the @ modifier', /@/],
  ['functions, and aggregations but sum by,', /\(/],
  ['operators between vectors', /[-+*/%^<>]|==|\b(and|or|unless|bool|on|ignoring|by|without)\b/],
]

function refusalOf(query: string): BadData {
  const bare = query.replaceAll(new RegExp(quoted, 'g'), '""')
  const [what] = unspoken.find(([, pattern]) => pattern.test(bare)) ?? []
  return new BadData(
    what === undefined
      ? `invalid parameter "query": 1:1: parse error: ${JSON.stringify(query)} is no vector selector`
      : `invalid parameter "query": ${what} are not supported here: ask for vector selectors, such as up{cluster="a"}, or sum by (cluster) (up)`,
  )
}

function textOf(literal: string): string {
  const inner = literal.slice(1, -1)
  if (literal.startsWith('`')) return inner
  const isDouble = literal.startsWith('"')
  try {
    const text = isDouble ? inner : inner.replaceAll("\\'", "'").replaceAll('"', '\\"')
    return JSON.parse(`"${text}"`) as string
  } catch {
    throw new BadData(`invalid parameter "query": 1:1: parse error: unknown escape sequence in ${literal}`)
  }
}

function matcherOf(label: string, operator: Matcher['operator'], value: string): Matcher {
  if (operator === '=') return { label, operator, value, matches: (told) => told === value }
  if (operator === '!=') return { label, operator, value, matches: (told) => told !== value }
  let pattern: RegExp
  try {
    // Anchored at both ends, as Prometheus does it.
    pattern = new RegExp(`^(?:${value})$`, 's')
  } catch {
    throw new BadData(`invalid parameter "query": error parsing regexp: ${JSON.stringify(value)}`)
  }
  const wants = operator === '=~'
  return { label, operator, value, matches: (told) => pattern.test(told) === wants }
}

/** Throws BadData. */
export function selectorOf(query: string): Selector {
  const [, name, inner = ''] = wholeSelector.exec(query) ?? []
  if (query.trim() === '' || !wholeSelector.test(query)) throw refusalOf(query)
  const matchers: Matcher[] = name === undefined ? [] : [matcherOf('__name__', '=', name)]
  for (const [, label = '', operator = '=', literal = '""'] of inner.matchAll(oneMatcher)) {
    matchers.push(matcherOf(label, operator as Matcher['operator'], textOf(literal)))
  }
  if (matchers.every(({ matches }) => matches(''))) {
    throw new BadData(
      'invalid parameter "query": 1:1: parse error: vector selector must contain at least one non-empty matcher',
    )
  }
  return matchers
}

export const fits = (selector: Selector, labels: MetricLabels): boolean =>
  selector.every(({ label, matches }) => matches(labels[label] ?? ''))
