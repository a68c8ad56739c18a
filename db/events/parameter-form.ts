// Long parameter lists of a statement as a form in the request's body: a URL holds only so much. The
// ClickHouse client does this for questions by itself, not for commands. Text form of values is that of
// the client: escaped at the top, quoted within arrays.
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** Longest list that travels in the URL; the client draws the same line for its questions. */
const longestInUrl = 4_096

const escapes: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', "'": "\\'", '\\': '\\\\' }
const escaped = (text: string): string => text.replaceAll(/[\t\n\r'\\]/g, (char) => escapes[char] ?? char)

function withinArray(value: unknown): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `'${escaped(value)}'` : parameterText(value)
}

/** Throws for what has no exact form: a Date loses its zone, a fraction of infinity its meaning. */
export function parameterText(value: unknown): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(withinArray).join(',')}]`
  throw new TypeError(
    `a parameter must be text, a number, a boolean or an array of them, not ${String(value)}`,
  )
}

export interface ParameterForm {
  readonly body: Readable
  readonly contentType: string
}

/** Undefined while the URL has room. */
export function parameterForm(params: Record<string, unknown>): ParameterForm | undefined {
  const texts = Object.entries(params).map(([name, value]) => [name, parameterText(value)] as const)
  const length = texts.reduce((sum, [name, text]) => sum + name.length + encodeURIComponent(text).length, 0)
  if (length <= longestInUrl) return undefined
  const boundary = `periplus-${randomUUID()}`
  const parts = texts.map(
    ([name, text]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="param_${name}"\r\n\r\n${text}\r\n`,
  )
  return {
    body: Readable.from([Buffer.from(`${parts.join('')}--${boundary}--\r\n`)], { objectMode: false }),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}
