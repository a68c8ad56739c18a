// The part of the language of Logs Insights that is understood here: fields, filter, parse, stats, sort, limit and
// display, with the expressions below. Anything else is refused by its name, and never answered as if it were not there.
import { MalformedQuery, type Word, wordsOf } from './query-words.ts'

export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'pattern'; readonly value: RegExp }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  /** bin(1h) */
  | { readonly kind: 'bin'; readonly periodMs: number }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'in'; readonly of: Expression; readonly list: readonly Expression[] }
  | {
      readonly kind: 'pair'
      readonly sign: string
      readonly left: Expression
      readonly right: Expression
    }

export interface Named {
  readonly name: string
  readonly of: Expression
}

export interface Aggregation {
  readonly name: string
  readonly what: string
  /** Undefined: of count(*). */
  readonly of: Expression | undefined
}

export type Command =
  | { readonly do: 'fields'; readonly named: readonly Named[] }
  | { readonly do: 'display'; readonly names: readonly string[] }
  | { readonly do: 'filter'; readonly by: Expression }
  | {
      readonly do: 'parse'
      readonly of: Expression
      readonly pattern: RegExp
      /** Of the groups of the pattern. */
      readonly names: readonly string[]
    }
  | { readonly do: 'stats'; readonly aggregations: readonly Aggregation[]; readonly by: readonly Named[] }
  | { readonly do: 'sort'; readonly by: readonly { readonly of: Expression; readonly falls: boolean }[] }
  | { readonly do: 'limit'; readonly most: number }

export const aggregationNames: readonly string[] = ['avg', 'count', 'count_distinct', 'max', 'min', 'sum']
/** How many arguments each has. */
const functions: Readonly<Record<string, readonly [number, number]>> = {
  abs: [1, 1],
  ceil: [1, 1],
  coalesce: [1, 20],
  concat: [1, 20],
  floor: [1, 1],
  isblank: [1, 1],
  isempty: [1, 1],
  ispresent: [1, 1],
  strcontains: [2, 2],
  strlen: [1, 1],
  substr: [2, 3],
  tolower: [1, 1],
  tomillis: [1, 1],
  toupper: [1, 1],
}
const periods: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }
/** What binds least first. */
const signs: readonly (readonly string[])[] = [
  ['=', '!=', '<', '<=', '>', '>=', '=~', '~=', 'like'],
  ['+', '-'],
  ['*', '/', '%'],
]
const mostLimit = 100_000

/** Throws MalformedQuery. */
export const parseQuery = (query: string): readonly Command[] => new Parser(query).commands()

class Parser {
  readonly #query: string
  readonly #words: readonly Word[]
  #at = 0

  constructor(query: string) {
    this.#query = query
    this.#words = wordsOf(query)
  }

  commands(): readonly Command[] {
    const commands = [this.#command()]
    while (this.#takes('|')) commands.push(this.#command())
    if (this.#word.kind !== 'end') throw this.#unexpected()
    const stats = commands.filter((command) => command.do === 'stats')
    if (stats.length > 1) throw this.#refusal('more than one stats command', this.#word)
    return commands
  }

  get #word(): Word {
    return this.#words[this.#at] as Word
  }

  #refusal(message: string, word: Word): MalformedQuery {
    return new MalformedQuery(message, word)
  }

  #unexpected(): MalformedQuery {
    const { text, start } = this.#word
    return this.#refusal(`unexpected symbol found ${text} at position ${start}`, this.#word)
  }

  #next(): Word {
    const word = this.#word
    this.#at += 1
    return word
  }

  /** A sign, or a word that stands for one. */
  #isAt(text: string): boolean {
    const { kind, text: here } = this.#word
    return (kind === 'sign' || kind === 'name') && here.toLowerCase() === text
  }

  #takes(text: string): boolean {
    if (!this.#isAt(text)) return false
    this.#at += 1
    return true
  }

  #needs(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected()
  }

  #name(): string {
    if (this.#word.kind !== 'name') throw this.#unexpected()
    return this.#next().text
  }

  #listed<Member>(read: () => Member): Member[] {
    const members = [read()]
    while (this.#takes(',')) members.push(read())
    return members
  }

  #command(): Command {
    const word = this.#word
    const commands: Readonly<Record<string, () => Command>> = {
      display: () => ({ do: 'display', names: this.#listed(() => this.#name()) }),
      fields: () => ({ do: 'fields', named: this.#listed(() => this.#named()) }),
      filter: () => ({ do: 'filter', by: this.#either() }),
      limit: () => this.#limit(),
      parse: () => this.#parse(),
      sort: () => ({ do: 'sort', by: this.#listed(() => this.#order()) }),
      stats: () => this.#stats(),
    }
    const command = word.kind === 'name' ? commands[word.text.toLowerCase()] : undefined
    if (command === undefined) throw this.#unexpected()
    this.#at += 1
    return command()
  }

  /** `expression as name`, or the expression's own text for a name. */
  #named(): Named {
    const begin = this.#at
    const of = this.#sum()
    return { of, name: this.#takes('as') ? this.#name() : this.#textSince(begin, of) }
  }

  #textSince(begin: number, of?: Expression): string {
    if (of?.kind === 'field') return of.name
    return this.#query.slice(this.#words[begin]?.start, this.#words[this.#at - 1]?.end)
  }

  #order(): { of: Expression; falls: boolean } {
    const of = this.#sum()
    if (this.#takes('asc')) return { of, falls: false }
    return { of, falls: this.#takes('desc') }
  }

  #limit(): Command {
    const word = this.#next()
    const most = Number(word.text)
    if (word.kind !== 'number' || !Number.isInteger(most) || most < 1 || most > mostLimit) {
      throw this.#refusal(`limit is from 1 to ${mostLimit}, not ${word.text}`, word)
    }
    return { do: 'limit', most }
  }

  #parse(): Command {
    const isWhole = this.#word.kind === 'text' || this.#word.kind === 'pattern'
    const of: Expression = isWhole
      ? { kind: 'field', name: '@message' }
      : { kind: 'field', name: this.#name() }
    const word = this.#next()
    if (word.kind === 'pattern') {
      const pattern = this.#pattern(word)
      const names = [...word.text.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name as string)
      if (names.length === 0) throw this.#refusal('a parsed pattern names its groups', word)
      return { do: 'parse', of, pattern, names }
    }
    if (word.kind !== 'text') throw this.#refusal(`unexpected symbol found ${word.text}`, word)
    this.#needs('as')
    const names = this.#listed(() => this.#name())
    const parts = word.text.split('*')
    if (parts.length !== names.length + 1)
      throw this.#refusal(`${word.text} has not as many * as names`, word)
    const source = parts.map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}/]/g, '\\$&'))
    const [first, ...rest] = source as [string, ...string[]]
    const last = rest.length - 1
    const holes = rest.map((part, n) => (n === last && part === '' ? '(.*)' : `(.*?)${part}`))
    return { do: 'parse', of, pattern: new RegExp(`${first}${holes.join('')}`, 's'), names }
  }

  #pattern(word: Word): RegExp {
    // As Java has them: (?i) at the beginning.
    const [, flag = '', source = ''] = /^(\(\?i\))?(.*)$/s.exec(word.text) ?? []
    try {
      return new RegExp(source, flag === '' ? '' : 'i')
    } catch (error) {
      throw this.#refusal((error as Error).message, word)
    }
  }

  #stats(): Command {
    const aggregations = this.#listed(() => this.#aggregation())
    const by = this.#takes('by') ? this.#listed(() => this.#named()) : []
    return { do: 'stats', aggregations, by }
  }

  #aggregation(): Aggregation {
    const begin = this.#at
    const word = this.#next()
    const what = word.text.toLowerCase()
    if (word.kind !== 'name' || !aggregationNames.includes(what)) {
      throw this.#refusal(`unexpected symbol found ${word.text} at position ${word.start}`, word)
    }
    this.#needs('(')
    const isAll = what === 'count' && (this.#takes('*') || this.#isAt(')'))
    const of = isAll ? undefined : this.#sum()
    this.#needs(')')
    return { what, of, name: this.#takes('as') ? this.#name() : this.#textSince(begin) }
  }

  #either(): Expression {
    let left = this.#both()
    while (this.#takes('or')) left = { kind: 'pair', sign: 'or', left, right: this.#both() }
    return left
  }

  #both(): Expression {
    let left = this.#negated()
    while (this.#takes('and')) left = { kind: 'pair', sign: 'and', left, right: this.#negated() }
    return left
  }

  #negated(): Expression {
    return this.#takes('not') ? { kind: 'not', of: this.#negated() } : this.#compared()
  }

  #compared(): Expression {
    const left = this.#sum()
    const isNegated = this.#takes('not')
    const otherwise = (found: Expression): Expression => (isNegated ? { kind: 'not', of: found } : found)
    if (this.#takes('in')) {
      this.#needs('[')
      const list = this.#listed(() => this.#single())
      this.#needs(']')
      return otherwise({ kind: 'in', of: left, list })
    }
    const sign = signs[0]?.find((one) => this.#isAt(one))
    if (sign === undefined) {
      if (isNegated) throw this.#unexpected()
      return left
    }
    this.#at += 1
    return otherwise({ kind: 'pair', sign, left, right: this.#sum() })
  }

  #sum(level = 1): Expression {
    const deeper = (): Expression => (level + 1 < signs.length ? this.#sum(level + 1) : this.#single())
    let left = deeper()
    for (;;) {
      const sign = signs[level]?.find((one) => this.#isAt(one))
      if (sign === undefined) return left
      this.#at += 1
      left = { kind: 'pair', sign, left, right: deeper() }
    }
  }

  #single(): Expression {
    const word = this.#next()
    if (word.kind === 'number') return { kind: 'number', value: Number(word.text) }
    if (word.kind === 'text') return { kind: 'text', value: word.text }
    if (word.kind === 'pattern') return { kind: 'pattern', value: this.#pattern(word) }
    if (word.text === '(') {
      const inner = this.#either()
      this.#needs(')')
      return inner
    }
    if (word.kind !== 'name') {
      this.#at -= 1
      throw this.#unexpected()
    }
    return this.#isAt('(') ? this.#call(word) : { kind: 'field', name: word.text }
  }

  #call(word: Word): Expression {
    const name = word.text.toLowerCase()
    this.#needs('(')
    if (name === 'bin') {
      const period = this.#next()
      const [, count, unit = ''] = /^(\d+)([a-z]+)$/.exec(period.text) ?? []
      const periodMs = Number(count) * (periods[unit] ?? Number.NaN)
      if (!(periodMs > 0)) throw this.#refusal(`${period.text} is no period of time`, period)
      this.#needs(')')
      return { kind: 'bin', periodMs }
    }
    const [least, most] = functions[name] ?? []
    if (least === undefined || most === undefined) {
      throw this.#refusal(`there is no function ${word.text}`, word)
    }
    const of = this.#isAt(')') ? [] : this.#listed(() => this.#either())
    this.#needs(')')
    if (of.length < least || of.length > most) {
      throw this.#refusal(`${word.text} does not take ${of.length} arguments`, word)
    }
    return { kind: 'call', name, of }
  }
}
