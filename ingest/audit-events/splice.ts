// Writes events as the store wants them: our own fields as the first of each object, the rest of its
// bytes untouched. First, because the store refuses a line that names a field twice. Makes no string
// or object per event.
import type { Pieces, Range, Stamp } from '../source.ts'

const closeObject = 0x7d
const newline = 0x0a
const comma = 0x2c
/** Line numbers are Uint32: ten digits. */
const lineDigits = 10
/** A stamp without cluster id: field names, and four integers of at most 16 digits. */
const stampLimit = 128
const clusterIdLimit = 100

export function framedBytes(pieces: Pieces, n: number): number {
  return stampLimit + clusterIdLimit + (pieces.ends[n] as number) - (pieces.starts[n] as number)
}

/** Returns the offset behind the last byte written. */
export function frameEvents(
  bytes: Buffer,
  pieces: Pieces,
  range: Range,
  stamp: Stamp,
  target: Buffer,
  at: number,
): number {
  const { clusterId, bodyId, notBefore, notAfter } = stamp
  const head = Buffer.from(`{"_c":"${clusterId}","_b":${bodyId},"_lo":${notBefore},"_hi":${notAfter},"_l":`)
  let to = at
  for (let n = range.from; n < range.to; n += 1) {
    const start = pieces.starts[n] as number
    const end = pieces.ends[n] as number
    to += head.copy(target, to)
    to = writeNumber(target, to, pieces.lines[n] as number)
    let rest = start + 1
    while ((bytes[rest] as number) <= 0x20) rest += 1
    if (bytes[rest] !== closeObject) {
      target[to] = comma
      to += 1
    }
    to += bytes.copy(target, to, rest, end)
    target[to] = newline
    to += 1
  }
  return to
}

const digits = new Uint8Array(lineDigits)

function writeNumber(target: Buffer, at: number, value: number): number {
  let rest = value
  let count = 0
  do {
    digits[count] = 0x30 + (rest % 10)
    rest = Math.floor(rest / 10)
    count += 1
  } while (rest > 0)
  for (let n = 0; n < count; n += 1) target[at + n] = digits[count - 1 - n] as number
  return at + count
}
