// Binds `{name:Type}` placeholders the way a ClickHouse server does: each becomes a conversion of a
// quoted literal, so that a value can only ever be a value. The engine's own binder takes one query at a
// time over all sessions, which would line up every read behind every other.

/** ClickHouse refuses a query with a placeholder that has no value (code 456). */
export class UnboundParameter extends Error {
  readonly clickhouseCode = 456
}

const escapes: Record<string, string> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
}

/** Undoes the Escaped format, in which a parameter of a plain type travels. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (_all, char: string) => escapes[char] ?? char)
}

function literal(text: string): string {
  const escaped = text.replaceAll(/[\\'\0]/g, (char) => (char === '\0' ? '\\0' : `\\${char}`))
  return `'${escaped}'`
}

const composite = /^(Array|Tuple|Map|Nested)\(/

function bound(type: string, value: string): string {
  if (value === '\\N') return `_CAST(NULL, ${literal(type)})`
  // A bare literal lets the engine use it for LIKE and keys; every other type keeps its width by a cast.
  if (type === 'String') return literal(unescaped(value))
  return `_CAST(${literal(composite.test(type) ? value : unescaped(value))}, ${literal(type)})`
}

// Quoted text and comments are passed over: what looks like a placeholder there is none.
const tokens =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`|--[^\n]*|\/\*[\s\S]*?\*\/|\{([A-Za-z_]\w*):([^{}]+)\}/g

/** The query with every placeholder bound. Throws UnboundParameter for one without a value. */
export function bindParams(query: string, params: ReadonlyMap<string, string>): string {
  return query.replaceAll(tokens, (token, name: string | undefined, type: string | undefined) => {
    if (name === undefined || type === undefined) return token
    const value = params.get(name)
    if (value === undefined) throw new UnboundParameter(`Query parameter '${name}' was not set`)
    return bound(type.trim(), value)
  })
}
