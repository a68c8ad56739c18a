// Cuts a body into audit events without parsing them: NDJSON (a line may itself be a list), or one
// document over several lines, an Event or an EventList whose items say no kind. A piece is always
// exactly one balanced object. A bad line is set aside alone; it never takes a neighbour with it.
import { isUtf8 } from 'node:buffer'
import type { BadLine, Split } from '../../source.ts'
import { PieceList } from './piece-list.ts'
import { excerptOf } from './redact.ts'
import { ObjectScan, type ScanState } from './scan.ts'

/** All bad lines are counted; this many of a body are kept with their text. */
export const badLinesKept = 1_000

/** Bytes looked at between two pauses: a few milliseconds. */
const bytesBetweenPauses = 1 << 20

/** The required fields with the shortest values there are take more than this. */
const shortestEvent = 80

const newline = 0x0a
const openObject = 0x7b
const openList = 0x5b
const closeList = 0x5d
const comma = 0x2c
const quote = 0x22
const backslash = 0x5c

const isBlank = (c: number | undefined): boolean => c === 0x20 || c === 0x09 || c === 0x0d

export async function splitAudit(bytes: Buffer, pause: () => Promise<void>): Promise<Split> {
  const cutter = new Cutter(bytes, pause)
  await cutter.cut()
  return {
    pieces: cutter.pieces.finish(),
    bad: cutter.bad,
    badCount: cutter.badCount,
    readable: cutter.isReadable,
  }
}

interface Mark {
  readonly pieces: number
  readonly bad: number
  readonly badCount: number
  readonly lastLine: number
  readonly isReadable: boolean
}

class Cutter {
  readonly pieces = new PieceList()
  readonly bad: BadLine[] = []
  badCount = 0
  isReadable = false

  readonly #bytes: Buffer
  readonly #pause: () => Promise<void>
  readonly #scan: ObjectScan
  /** For the items of a list, while the scan of the list itself waits. */
  readonly #itemScan: ObjectScan
  readonly #allUtf8: boolean
  #acrossLines = false
  #pauseAt = bytesBetweenPauses
  #lastLine = 0
  /** What stood before the items of the object under way were taken. */
  #beforeItems: Mark | undefined

  constructor(bytes: Buffer, pause: () => Promise<void>) {
    this.#bytes = bytes
    this.#pause = pause
    this.#scan = new ObjectScan(bytes)
    this.#itemScan = new ObjectScan(bytes)
    this.#allUtf8 = isUtf8(bytes)
  }

  async cut(): Promise<void> {
    const bytes = this.#bytes
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    let at = hasMark ? 3 : 0
    let line = 1
    if (await this.#cutDocument(at)) return
    while (at < bytes.length) {
      at = this.#skipBlanks(at)
      if (at < bytes.length && bytes[at] !== newline) {
        // No await, and so no promise, on the way of an ordinary line.
        let state = this.#start(at, false)
        if (state === 'more' || state === 'list') state = await this.#goOn(state)
        const end = this.#scan.at
        if (state === 'done' && this.#endsLine(end)) {
          if (this.#scan.isList) await this.#finishList(at, end, line)
          else this.#takeEvent(at, end, line, this.#scan.fault)
          at = this.#skipBlanks(end)
        } else at = this.#dropLine(at, line, state)
      }
      at += 1
      line += 1
      if (at >= this.#pauseAt) await this.#rest(at)
    }
  }

  async #rest(at: number): Promise<void> {
    await this.#pause()
    this.#pauseAt = at + bytesBetweenPauses
  }

  #start(at: number, acrossLines: boolean): ScanState {
    this.#beforeItems = undefined
    if (this.#bytes[at] !== openObject) return 'broken'
    this.#acrossLines = acrossLines
    this.#scan.begin(at, this.#bytes.length, acrossLines)
    return this.#scan.run(this.#pauseAt)
  }

  /** Finishes the object begun, resting on the way and taking the items of a list where they lie. */
  async #goOn(begun: ScanState): Promise<ScanState> {
    let state = begun
    while (state === 'more' || state === 'list') {
      if (state === 'more') await this.#rest(this.#scan.at)
      else {
        const end = await this.#takeItems(this.#scan.at, this.#bytes.length)
        if (end === undefined) return 'broken'
        this.#scan.at = end
      }
      state = this.#scan.run(this.#pauseAt)
    }
    return state
  }

  /** True when the whole body was one object, on one line or over several. */
  async #cutDocument(from: number): Promise<boolean> {
    const start = this.#skipWhite(from)
    for (const acrossLines of [false, true]) {
      this.#pauseAt = start + bytesBetweenPauses
      const state = await this.#goOn(this.#start(start, acrossLines))
      const end = this.#scan.at
      if (state === 'done' && this.#skipWhite(end) >= this.#bytes.length) {
        const line = this.#lineOf(start)
        if (this.#scan.isList) await this.#finishList(start, end, line)
        else this.#takeEvent(start, end, line, this.#scan.fault)
        return true
      }
      this.#undoItems()
      if (state === 'done') break
    }
    this.#pauseAt = from + bytesBetweenPauses
    return false
  }

  #lineOf(at: number): number {
    let line = 1
    for (let n = 0; n < at; n += 1) if (this.#bytes[n] === newline) line += 1
    return line
  }

  #skipBlanks(from: number): number {
    let at = from
    while (isBlank(this.#bytes[at])) at += 1
    return at
  }

  #skipWhite(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (at < bytes.length && (isBlank(bytes[at]) || bytes[at] === newline)) at += 1
    return at
  }

  #endsLine(end: number): boolean {
    const at = this.#skipBlanks(end)
    return at >= this.#bytes.length || this.#bytes[at] === newline
  }

  /** Sets the line aside with why, and returns where it ends. */
  #dropLine(at: number, line: number, state: ScanState): number {
    this.#undoItems()
    const found = this.#bytes.indexOf(newline, at)
    const end = found === -1 ? this.#bytes.length : found
    const reason =
      this.#bytes[at] !== openObject
        ? 'not a JSON object'
        : state === 'done'
          ? 'more than one JSON value on the line'
          : `not valid JSON: ${this.#scan.fault ?? this.#itemScan.fault}`
    this.#setAside(at, end, this.#numbered(line), reason)
    return end
  }

  /** A line number of its own for every event, also when one physical line held a list. */
  #numbered(line: number): number {
    this.#lastLine = Math.max(line, this.#lastLine + 1)
    return this.#lastLine
  }

  #setAside(start: number, end: number, line: number, reason: string): void {
    this.badCount += 1
    if (this.bad.length >= badLinesKept) return
    this.bad.push({ line, reason, excerpt: excerptOf(this.#bytes.subarray(start, end)) })
  }

  #takeEvent(start: number, end: number, line: number, fault: string | undefined): void {
    this.isReadable = true
    const number = this.#numbered(line)
    if (fault !== undefined) this.#setAside(start, end, number, `not valid JSON: ${fault}`)
    else if (!this.#allUtf8 && !isUtf8(this.#bytes.subarray(start, end))) {
      this.#setAside(start, end, number, 'not valid UTF-8')
    } else if (end - start < shortestEvent) {
      this.#setAside(start, end, number, 'not an audit event: required fields are missing')
    } else this.pieces.push(start, end, number)
  }

  /** The list was scanned whole. Its items were taken on the way, unless it said what it is after them. */
  async #finishList(start: number, end: number, line: number): Promise<void> {
    if (this.#beforeItems !== undefined) return
    if (this.#scan.itemsAt === -1) this.#takeEvent(start, end, line, this.#scan.fault)
    else await this.#takeItems(this.#scan.itemsAt + 1, end)
  }

  #undoItems(): void {
    if (this.#beforeItems === undefined) return
    this.pieces.truncate(this.#beforeItems.pieces)
    this.bad.length = this.#beforeItems.bad
    this.badCount = this.#beforeItems.badCount
    this.#lastLine = this.#beforeItems.lastLine
    this.isReadable = this.#beforeItems.isReadable
    this.#beforeItems = undefined
  }

  /** Returns where the closing bracket stands; undefined when the items never end. */
  async #takeItems(from: number, end: number): Promise<number | undefined> {
    const bytes = this.#bytes
    const { badCount, isReadable } = this
    const lastLine = this.#lastLine
    this.#beforeItems = { pieces: this.pieces.count, bad: this.bad.length, badCount, lastLine, isReadable }
    this.isReadable = true
    let at = from
    while (at < end) {
      const c = bytes[at]
      if (c === closeList) return at
      if (c === comma || isBlank(c) || (c === newline && this.#acrossLines)) at += 1
      else if (c === openObject) {
        const start = at
        this.#itemScan.begin(start, end, this.#acrossLines)
        let state = this.#itemScan.run(this.#pauseAt)
        if (state !== 'done' && state !== 'broken') state = await this.#finishItem()
        if (state === 'broken') return undefined
        at = this.#itemScan.at
        this.#takeEvent(start, at, 0, this.#itemScan.fault)
      } else {
        const itemEnd = await this.#skipItem(at, end)
        if (itemEnd === undefined) return undefined
        this.#setAside(at, itemEnd, this.#numbered(0), 'not a JSON object')
        at = itemEnd
      }
      if (at >= this.#pauseAt) await this.#rest(at)
    }
    return undefined
  }

  /** An item may look like a list itself; it is still one event. */
  async #finishItem(): Promise<ScanState> {
    for (;;) {
      const state = this.#itemScan.run(this.#pauseAt)
      if (state === 'more') await this.#rest(this.#itemScan.at)
      else if (state !== 'list') return state
    }
  }

  /** The end of an item that is no object; undefined when there is none. */
  async #skipItem(from: number, end: number): Promise<number | undefined> {
    const bytes = this.#bytes
    if (bytes[from] === openList) {
      this.#itemScan.begin(from, end, this.#acrossLines)
      return (await this.#finishItem()) === 'done' ? this.#itemScan.at : undefined
    }
    const isText = bytes[from] === quote
    let at = from + 1
    while (at < end && (this.#acrossLines || bytes[at] !== newline)) {
      const c = bytes[at]
      if (isText && c === quote) return at + 1
      if (!isText && (c === comma || c === closeList)) return at
      at += isText && c === backslash && bytes[at + 1] !== newline ? 2 : 1
    }
    return undefined
  }
}
