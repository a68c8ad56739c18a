// Gathers what was found in the bytes of a body: events that may go to the store, and bad ones set
// aside with why. It proves each event (one balanced object, UTF-8, not too small) and never parses it.
import { isUtf8 } from 'node:buffer'
import type { BadLine, Split } from '../source.ts'
import { PieceList } from './piece-list.ts'
import { excerptOf } from './redact.ts'
import { ObjectScan } from './scan.ts'
import { skipWhite } from './walk.ts'

/** All bad lines are counted; this many of a body are kept with their text. */
export const badLinesKept = 1_000

/** The required fields with the shortest values there are take more than this. */
const shortestEvent = 80

const openObject = 0x7b

/** What stood at one moment, to go back to. */
export interface Mark {
  readonly pieces: number
  readonly bad: number
  readonly badCount: number
  readonly lastLine: number
  readonly isReadable: boolean
}

export class Collector {
  /** Set by whoever recognises a container, and by every object taken. */
  isReadable = false
  readonly #bytes: Buffer
  readonly #allUtf8: boolean
  readonly #scan: ObjectScan
  readonly #pieces = new PieceList()
  readonly #bad: BadLine[] = []
  #badCount = 0
  #lastLine = 0

  /** `allUtf8` spares looking at every event: whether the whole of `bytes` is UTF-8. */
  constructor(bytes: Buffer, allUtf8: boolean) {
    this.#bytes = bytes
    this.#allUtf8 = allUtf8
    this.#scan = new ObjectScan(bytes)
  }

  finish(): Split {
    return {
      pieces: this.#pieces.finish(),
      bad: this.#bad,
      badCount: this.#badCount,
      readable: this.isReadable,
    }
  }

  mark(): Mark {
    const { isReadable } = this
    return {
      pieces: this.#pieces.count,
      bad: this.#bad.length,
      badCount: this.#badCount,
      lastLine: this.#lastLine,
      isReadable,
    }
  }

  goBack(mark: Mark): void {
    this.#pieces.truncate(mark.pieces)
    this.#bad.length = mark.bad
    this.#badCount = mark.badCount
    this.#lastLine = mark.lastLine
    this.isReadable = mark.isReadable
  }

  /** A number of its own for every event, also when one physical line held several; 0 is the next one. */
  numbered(line: number): number {
    this.#lastLine = Math.max(line, this.#lastLine + 1)
    return this.#lastLine
  }

  /** An object already scanned, from its `{` to behind its `}`. */
  take(start: number, end: number, line: number, fault: string | undefined): void {
    this.isReadable = true
    const number = this.numbered(line)
    if (fault !== undefined) this.#keep(start, end, number, `not valid JSON: ${fault}`)
    else if (!this.#allUtf8 && !isUtf8(this.#bytes.subarray(start, end))) {
      this.#keep(start, end, number, 'not valid UTF-8')
    } else if (end - start < shortestEvent) {
      this.#keep(start, end, number, 'not an audit event: required fields are missing')
    } else this.#pieces.push(start, end, number)
  }

  /** Text nobody has looked at yet, which should be one event. Scanned at once: it must be bounded. */
  takeText(from: number, to: number, line: number): void {
    const bytes = this.#bytes
    const start = skipWhite(bytes, from, to)
    if (bytes[start] !== openObject || start >= to) this.setAside(from, to, line, 'not a JSON object')
    else {
      this.#scan.begin(start, to, true)
      let state = this.#scan.run(to)
      while (state === 'more' || state === 'list') state = this.#scan.run(to)
      const end = this.#scan.at
      if (state === 'broken') this.setAside(from, to, line, `not valid JSON: ${this.#scan.fault}`)
      else if (skipWhite(bytes, end, to) < to) this.setAside(from, to, line, 'more than one JSON value')
      else this.take(start, end, line, this.#scan.fault)
    }
  }

  setAside(start: number, end: number, line: number, reason: string): void {
    this.#keep(start, end, this.numbered(line), reason)
  }

  #keep(start: number, end: number, line: number, reason: string): void {
    this.#badCount += 1
    if (this.#bad.length >= badLinesKept) return
    this.#bad.push({ line, reason, excerpt: excerptOf(this.#bytes.subarray(start, end)) })
  }
}
