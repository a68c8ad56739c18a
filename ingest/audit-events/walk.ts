// Where the members of a JSON object lie in its bytes, without building anything: for envelopes whose
// few fields are read and whose large ones are only stepped over. It does not prove the text to be JSON;
// what is taken out of an envelope is proven by `scan.ts` before any parser sees it.

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openList = 0x5b
const backslash = 0x5c
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

/** Values longer than this are not stepped over at one go, but taken for broken. */
const longestStep = 4 << 20

export function skipWhite(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end) {
    const c = bytes[at]
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break
    at += 1
  }
  return at
}

/** Where the closing quote stands of the text that begins at `from`, behind its opening one; -1: nowhere. */
export function endOfText(bytes: Buffer, from: number, end: number): number {
  let at = from
  for (;;) {
    const found = bytes.indexOf(quote, at)
    if (found === -1 || found >= end) return -1
    let slashes = 0
    while (found - slashes > from && bytes[found - slashes - 1] === backslash) slashes += 1
    if (slashes % 2 === 0) return found
    at = found + 1
  }
}

/** Behind the value that begins at `from`; -1 when it does not end within bounds. */
export function endOfValue(bytes: Buffer, from: number, limit: number): number {
  const end = Math.min(limit, from + longestStep)
  const first = bytes[from]
  if (from >= end) return -1
  if (first === quote) return endOfText(bytes, from + 1, end) + 1 || -1
  if (first !== openObject && first !== openList) return endOfScalar(bytes, from, end)
  let depth = 0
  for (let at = from; at < end; at += 1) {
    const c = bytes[at]
    if (c === quote) {
      at = endOfText(bytes, at + 1, end)
      if (at === -1) return -1
    } else if (c === openObject || c === openList) depth += 1
    else if (c === closeObject || c === closeList) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

function endOfScalar(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end) {
    const c = bytes[at] as number
    if (c <= 0x20 || c === comma || c === closeObject || c === closeList || c === colon || c === quote) break
    at += 1
  }
  return at === from ? -1 : at
}

/** Goes through the members of one object. Used again for the next one, so that none is made per object. */
export class Members {
  /** Between the quotes. */
  nameStart = 0
  nameEnd = 0
  /** First byte of the value. */
  valueAt = 0
  /** Behind the object, once `next` was false; -1 when it is broken. */
  end = -1
  readonly #bytes: Buffer
  #at = 0
  #limit = 0
  #isFirst = true

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** False when no object begins at `from`. */
  open(from: number, limit: number): boolean {
    this.#at = from + 1
    this.#limit = limit
    this.#isFirst = true
    this.end = -1
    return from < limit && this.#bytes[from] === openObject
  }

  /** True at a member; whoever reads its value says with `leave` where that ends. */
  next(): boolean {
    const bytes = this.#bytes
    const limit = this.#limit
    let at = skipWhite(bytes, this.#at, limit)
    if (at >= limit) return false
    if (bytes[at] === closeObject) {
      this.end = at + 1
      return false
    }
    if (!this.#isFirst) {
      if (bytes[at] !== comma) return false
      at = skipWhite(bytes, at + 1, limit)
    }
    this.#isFirst = false
    if (at >= limit || bytes[at] !== quote) return false
    this.nameStart = at + 1
    this.nameEnd = endOfText(bytes, at + 1, limit)
    if (this.nameEnd === -1) return false
    at = skipWhite(bytes, this.nameEnd + 1, limit)
    if (at >= limit || bytes[at] !== colon) return false
    this.valueAt = skipWhite(bytes, at + 1, limit)
    return this.valueAt < limit
  }

  /** Goes on behind the value; false when it has no end. */
  leave(valueEnd: number): boolean {
    if (valueEnd === -1) return false
    this.#at = valueEnd
    return true
  }

  skip(): boolean {
    return this.leave(endOfValue(this.#bytes, this.valueAt, this.#limit))
  }

  /** Names of envelopes are plain: one written with escapes is another name. */
  isNamed(name: string): boolean {
    if (this.nameEnd - this.nameStart !== name.length) return false
    for (let n = 0; n < name.length; n += 1) {
      if (this.#bytes[this.nameStart + n] !== name.charCodeAt(n)) return false
    }
    return true
  }

  /** The value when it is a text of at most `longest` bytes; goes on behind it only when it is one. */
  text(longest: number): string | undefined {
    const bytes = this.#bytes
    if (bytes[this.valueAt] !== quote) return undefined
    const end = endOfText(bytes, this.valueAt + 1, Math.min(this.#limit, this.valueAt + longest + 2))
    if (end === -1 || !this.leave(end + 1)) return undefined
    return parsedText(bytes.toString('utf8', this.valueAt, end + 1))
  }
}

function parsedText(source: string): string | undefined {
  if (!source.includes('\\')) return source.slice(1, -1)
  try {
    return String(JSON.parse(source))
  } catch {
    return undefined
  }
}
