// Turns the escaped text of a JSON string into the bytes it stands for, where it lies: what comes out
// is never longer. So an event that came as a text inside a text needs no memory and no string of its own.

const quote = 0x22
const backslash = 0x5c

/** By the byte behind the backslash the byte it stands for; 0 for those JSON does not know, and for u. */
const meant = new Uint8Array(256)
for (const [sign, byte] of [
  ['"', quote],
  ['\\', backslash],
  ['/', 0x2f],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
] as const) {
  meant[sign.charCodeAt(0)] = byte
}

function hexDigit(c: number | undefined): number {
  if (c === undefined) return -1
  if (c >= 0x30 && c <= 0x39) return c - 0x30
  const letter = c | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** The code unit of four hex digits, or -1. */
function unitAt(bytes: Buffer, at: number): number {
  let unit = 0
  for (let n = 0; n < 4; n += 1) {
    const digit = hexDigit(bytes[at + n])
    if (digit === -1) return -1
    unit = unit * 16 + digit
  }
  return unit
}

const replacement = 0xfffd

export class Unescape {
  /** Behind the last byte written. */
  to = 0
  /** Behind the closing quote. */
  end = 0

  /** `from` is behind the opening quote. False when the text does not end before `limit` or is no JSON. */
  run(bytes: Buffer, from: number, limit: number): boolean {
    let at = from
    // Up to the first escape nothing moves.
    while (at < limit && bytes[at] !== quote && bytes[at] !== backslash) at += 1
    let to = at
    while (at < limit) {
      const c = bytes[at] as number
      if (c === quote) {
        this.to = to
        this.end = at + 1
        return true
      }
      at += 1
      if (c !== backslash) {
        bytes[to] = c
        to += 1
        continue
      }
      const sign = bytes[at] as number
      at += 1
      if (at > limit) return false
      const byte = meant[sign] as number
      if (byte !== 0) {
        bytes[to] = byte
        to += 1
      } else {
        if (sign !== 0x75 || at + 4 > limit) return false
        const taken = this.#unit(bytes, at, limit)
        if (taken === -1) return false
        to = writeCode(bytes, to, this.#code)
        at += taken
      }
    }
    return false
  }

  #code = 0

  /** Reads four digits, or a pair of surrogates; returns how many bytes that took. Half a pair is replaced. */
  #unit(bytes: Buffer, at: number, limit: number): number {
    const high = unitAt(bytes, at)
    if (high === -1) return -1
    this.#code = high
    if (high < 0xd800 || high > 0xdfff) return 4
    this.#code = replacement
    if (high > 0xdbff || at + 10 > limit || bytes[at + 4] !== backslash || bytes[at + 5] !== 0x75) return 4
    const low = unitAt(bytes, at + 6)
    if (low < 0xdc00 || low > 0xdfff) return 4
    this.#code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
    return 10
  }
}

function writeCode(bytes: Buffer, at: number, code: number): number {
  let to = at
  if (code < 0x80) bytes[to++] = code
  else if (code < 0x800) {
    bytes[to++] = 0xc0 | (code >> 6)
    bytes[to++] = 0x80 | (code & 0x3f)
  } else if (code < 0x10000) {
    bytes[to++] = 0xe0 | (code >> 12)
    bytes[to++] = 0x80 | ((code >> 6) & 0x3f)
    bytes[to++] = 0x80 | (code & 0x3f)
  } else {
    bytes[to++] = 0xf0 | (code >> 18)
    bytes[to++] = 0x80 | ((code >> 12) & 0x3f)
    bytes[to++] = 0x80 | ((code >> 6) & 0x3f)
    bytes[to++] = 0x80 | (code & 0x3f)
  }
  return to
}
