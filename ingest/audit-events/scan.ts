// Finds where one JSON object ends, looking at every byte once and building nothing. It proves that
// the bytes are one balanced object whose strings no parser could read differently: only then may
// they go to the store unparsed. It does not check grammar (commas, numbers): the store does.
// Work can stop at any byte and go on later, so that a body of 64 MiB blocks nobody.

/** Top-level names that are ours: whoever could set them would write into another cluster. */
export const reservedNames: ReadonlySet<string> = new Set(['_c', '_b', '_l', '_lo', '_hi'])

/** 'list': the items of an EventList begin at `at`; whoever has taken them goes on from their end. */
export type ScanState = 'more' | 'done' | 'broken' | 'list'

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openList = 0x5b
const backslash = 0x5c
const openObject = 0x7b
const closeObject = 0x7d
const newline = 0x0a

/** Past this no depth is believed; the store refuses far less. */
const maxDepth = 1 << 20
const depthOfStore = 500

// What a byte outside strings means. Whatever JSON does not know is illegal: single quotes, slashes
// and the like could open a string or a comment in a lenient parser.
const plain = 0
const structure = 1
const illegal = 2
const lineEnd = 3

function meanings(): Uint8Array {
  const table = new Uint8Array(256).fill(illegal)
  for (const sign of ' \t\r0123456789+-.eEtrufalsn') table[sign.charCodeAt(0)] = plain
  for (const sign of '"{}[],:') table[sign.charCodeAt(0)] = structure
  table[newline] = lineEnd
  return table
}
const meaning = meanings()

function escapable(): Uint8Array {
  const table = new Uint8Array(256)
  for (const sign of '"\\/bfnrt') table[sign.charCodeAt(0)] = 1
  return table
}
const isEscapable = escapable()

/** Names that say there are events further in: an Azure diagnostic record, a Google Cloud log entry. */
const wrapperNames: ReadonlySet<string> = new Set(['properties', 'protoPayload'])

/** By first letter the lengths (as bits) of the names that matter here; text is made for those alone. */
const lengthsOfNames = new Uint32Array(256)
for (const name of [...reservedNames, ...wrapperNames, 'kind', 'items', 'records']) {
  const first = name.charCodeAt(0)
  lengthsOfNames[first] = (lengthsOfNames[first] as number) | (1 << name.length)
}
/** Of `protoPayload`, every letter written as an escape of six bytes. */
const longestNameOfOurs = 72

function isHexAt(bytes: Uint8Array, at: number): boolean {
  const c = bytes[at] as number
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66)
}

export class ObjectScan {
  /** Next byte to look at; after 'done' the one behind the object. */
  at = 0
  /** Why the object must not be stored although its end is known; the first reason found. */
  fault: string | undefined
  /** Where the top-level `items` list opens, or -1. */
  itemsAt = -1
  /** Where the top-level `records` list opens, or -1. */
  recordsAt = -1
  /** Whether the top level says `"kind":"EventList"`. */
  isList = false
  /** Whether the top level has a name that may hold an event further in. */
  isWrapped = false

  readonly #bytes: Buffer
  #end = 0
  #acrossLines = false
  #depth = 0
  #open: Uint8Array = new Uint8Array(64)
  #inString = false
  #isEscaped = false
  #stringAt = 0
  /** Last structural byte outside strings: after `{` or `,` at depth 1 a string is a name. */
  #last = 0
  #name = ''

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** `at` must be a `{` or a `[`. Within one line a newline ends everything; across lines it is white space. */
  begin(at: number, end: number, acrossLines: boolean): void {
    this.at = at
    this.fault = undefined
    this.itemsAt = -1
    this.recordsAt = -1
    this.isList = false
    this.isWrapped = false
    this.#end = end
    this.#acrossLines = acrossLines
    this.#depth = 0
    this.#inString = false
    this.#isEscaped = false
    this.#last = 0
    this.#name = ''
  }

  /** Goes on until the object closes, breaks beyond repair, or `pauseAt` is reached. */
  run(pauseAt: number): ScanState {
    const bytes = this.#bytes
    const stop = Math.min(pauseAt, this.#end)
    let at = this.at
    if (this.#inString) at = this.#inside(at, stop)
    while (at < stop) {
      let c = bytes[at] as number
      at += 1
      if (c === quote) {
        // Most strings are short and hold no escape: straight to their end.
        this.#stringAt = at
        while (at < stop) {
          c = bytes[at] as number
          if (c === quote || c === backslash || c < 0x20) break
          at += 1
        }
        at = this.#inside(at, stop)
      } else if (c === comma || c === colon) this.#last = c
      else {
        const what = meaning[c] as number
        if (what === plain) continue
        if (what === structure) {
          if (!this.#bracket(c, at - 1)) return this.#leave(at, 'broken')
          if (this.#depth === 0) return this.#leave(at, 'done')
          if (this.#depth === 2 && this.itemsAt === at - 1 && this.isList) return this.#leave(at, 'list')
        } else if (what === illegal) this.#note('a byte that JSON does not know outside of strings')
        else if (!this.#acrossLines) return this.#breakBy('the line ends inside the object')
      }
    }
    if (at < this.#end) return this.#leave(at, 'more')
    return this.#breakBy('the text ends inside the object')
  }

  #leave(at: number, state: ScanState): ScanState {
    this.at = at
    return state
  }

  #note(fault: string): void {
    this.fault ??= fault
  }

  #breakBy(fault: string): ScanState {
    this.#note(fault)
    return 'broken'
  }

  #bracket(c: number, at: number): boolean {
    if (c === openObject || c === openList) {
      if (c === openList && this.#depth === 1 && this.#last === colon) {
        if (this.#name === 'items') this.itemsAt = at
        else if (this.#name === 'records') this.recordsAt = at
      }
      this.#push(c)
      this.#last = c
      return this.#depth <= maxDepth || this.#breakBy('nested too deep') !== 'broken'
    }
    const opened = c === closeObject ? openObject : openList
    if (this.#open[this.#depth] !== opened) {
      this.#note('brackets that do not match')
      return false
    }
    this.#depth -= 1
    this.#last = c
    return true
  }

  #push(c: number): void {
    this.#depth += 1
    if (this.#depth > depthOfStore) this.#note('nested too deep')
    if (this.#depth >= this.#open.length) {
      const wider = new Uint8Array(this.#open.length * 2)
      wider.set(this.#open)
      this.#open = wider
    }
    this.#open[this.#depth] = c
  }

  /** From inside a string to behind its end, or to `stop`. */
  #inside(from: number, stop: number): number {
    const bytes = this.#bytes
    let at = from
    this.#inString = true
    while (at < stop) {
      const c = bytes[at] as number
      if (c === quote) {
        if (this.#depth === 1) this.#topLevelString(at)
        this.#inString = false
        this.#isEscaped = false
        this.#last = quote
        return at + 1
      }
      if (c === backslash) at = this.#escape(at)
      else if (c >= 0x20) at += 1
      else {
        if (c === newline && !this.#acrossLines) {
          // Back to the main loop, which breaks at this byte.
          this.#inString = false
          return at
        }
        this.#note('a control character inside a string')
        at += 1
      }
    }
    return at
  }

  /** Steps over an escape. A short \u must not swallow the quote that another parser would see. */
  #escape(at: number): number {
    const bytes = this.#bytes
    const c = bytes[at + 1]
    this.#isEscaped = true
    if (c === 0x75) {
      const whole =
        isHexAt(bytes, at + 2) && isHexAt(bytes, at + 3) && isHexAt(bytes, at + 4) && isHexAt(bytes, at + 5)
      if (whole) return at + 6
    } else if (c !== undefined && isEscapable[c] === 1) return at + 2
    this.#note('an escape that JSON does not know')
    return at + 1
  }

  #topLevelString(closeAt: number): void {
    const length = closeAt - this.#stringAt
    if (this.#last === colon) {
      if (length === 9 && this.#name === 'kind' && this.#text(length) === 'EventList') this.isList = true
      return
    }
    this.#name = ''
    // Only short names can matter to us, however they are escaped; text is made for those alone.
    if (length > longestNameOfOurs) return
    if (this.#isEscaped) this.#name = unescaped(this.#text(length))
    else if (((lengthsOfNames[this.#bytes[this.#stringAt] as number] as number) >>> length) & 1) {
      this.#name = this.#text(length)
    }
    if (this.#name === '') return
    if (reservedNames.has(this.#name)) this.#note(`the name ${this.#name} is reserved`)
    else if (wrapperNames.has(this.#name)) this.isWrapped = true
  }

  #text(length: number): string {
    return this.#bytes.toString('latin1', this.#stringAt, this.#stringAt + length)
  }
}

function unescaped(name: string): string {
  try {
    return String(JSON.parse(`"${name}"`))
  } catch {
    return ''
  }
}
