// A query of Logs Insights cut into words, each with its place, so that a refusal can name the one that it did not
// understand. What the words mean together is `query-parser.ts`.

export interface Word {
  readonly kind: 'end' | 'name' | 'number' | 'pattern' | 'sign' | 'text'
  /** Of names, texts and patterns without their quotes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What is wrong with a query, and where. */
export class MalformedQuery extends Error {
  readonly start: number
  readonly end: number

  constructor(message: string, { start, end }: Pick<Word, 'end' | 'start'>) {
    super(message)
    this.start = start
    this.end = end
  }
}

const blank = /\s+|#[^\n]*/y
const forms: readonly { readonly kind: Word['kind']; readonly form: RegExp }[] = [
  { kind: 'number', form: /\d+(?:\.\d+)?(?![\w.])/y },
  { kind: 'name', form: /`([^`]*)`/y },
  // Fields of JSON have dots between their names: objectRef.resource, user.groups.0; a period of time is one too: 1h.
  { kind: 'name', form: /[@\w][\w.]*/y },
  { kind: 'text', form: /"((?:[^"\\]|\\.)*)"/y },
  { kind: 'text', form: /'((?:[^'\\]|\\.)*)'/y },
  { kind: 'sign', form: /[!<>]=|=~|~=|[|,()[\]=<>+*%-]/y },
]
const pattern = /\/((?:[^/\\\n]|\\.)+)\//y

function matched(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at
  return form.exec(text)
}

/** A slash divides after a value, and begins a pattern everywhere else, as in `parse @message /…/`. */
function divides(words: readonly Word[]): boolean {
  const last = words.at(-1)
  if (last === undefined) return false
  const command = words[words.findLastIndex(({ text, kind }) => kind === 'sign' && text === '|') + 1]
  if (command?.text.toLowerCase() === 'parse') return false
  return (
    (last.kind === 'name' && last.text.toLowerCase() !== 'like') ||
    last.kind === 'number' ||
    last.text === ')'
  )
}

/** Throws MalformedQuery. */
export function wordsOf(query: string): readonly Word[] {
  const words: Word[] = []
  for (let at = 0; at < query.length; ) {
    const skipped = matched(blank, query, at)
    if (skipped !== null) {
      at += skipped[0].length
      continue
    }
    const word = wordAt(query, at, words)
    words.push(word)
    at = word.end
  }
  words.push({ kind: 'end', text: 'the end', start: query.length, end: query.length })
  return words
}

function wordAt(query: string, at: number, words: readonly Word[]): Word {
  if (query[at] === '/') {
    const found = divides(words) ? null : matched(pattern, query, at)
    if (found !== null) return { kind: 'pattern', text: found[1] ?? '', start: at, end: at + found[0].length }
    return { kind: 'sign', text: '/', start: at, end: at + 1 }
  }
  for (const { kind, form } of forms) {
    const found = matched(form, query, at)
    if (found === null) continue
    const inner = found[1] ?? found[0]
    const text = kind === 'text' ? inner.replaceAll(/\\(.)/g, '$1') : inner
    return { kind, text, start: at, end: at + found[0].length }
  }
  throw new MalformedQuery(`unexpected symbol found ${query[at]} at position ${at}`, {
    start: at,
    end: at + 1,
  })
}
