// Cuts a body into audit events without parsing them: NDJSON (a line may itself be a list), or one
// document over several lines: an Event, an EventList whose items say no kind, an array of events. What
// wraps an event (Azure, Google Cloud) is taken off on the way. A piece is always exactly one balanced
// object. A bad line is set aside alone; it never takes a neighbour with it.
import { isUtf8 } from 'node:buffer'
import { Collector, type Mark } from '../../audit-events/collector.ts'
import { ObjectScan, type ScanState } from '../../audit-events/scan.ts'
import type { Split } from '../../source.ts'
import { Unwrapper } from './unwrap.ts'

/** Bytes looked at between two pauses: a few milliseconds. */
const bytesBetweenPauses = 1 << 20

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
  return cutter.found.finish()
}

class Cutter {
  readonly found: Collector

  readonly #bytes: Buffer
  readonly #pause: () => Promise<void>
  readonly #scan: ObjectScan
  /** For the items of a list, while the scan of the list itself waits. */
  readonly #itemScan: ObjectScan
  readonly #unwrapper: Unwrapper
  #acrossLines = false
  #pauseAt = bytesBetweenPauses
  /** What stood before the items of the object under way were taken. */
  #beforeItems: Mark | undefined

  constructor(bytes: Buffer, pause: () => Promise<void>) {
    this.#bytes = bytes
    this.#pause = pause
    this.#scan = new ObjectScan(bytes)
    this.#itemScan = new ObjectScan(bytes)
    this.found = new Collector(bytes, isUtf8(bytes))
    this.#unwrapper = new Unwrapper(bytes, this.found)
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
          if (this.#scan.isList || this.#scan.recordsAt !== -1) await this.#finishList(at, end, line)
          else this.#take(at, end, line, this.#scan)
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

  #take(start: number, end: number, line: number, scan: ObjectScan): void {
    if (scan.isWrapped && scan.fault === undefined) this.#unwrapper.take(start, end, line)
    else this.found.take(start, end, line, scan.fault)
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
        this.#beforeItems = this.found.mark()
        this.found.isReadable = true
        const end = await this.#takeItems(this.#scan.at, this.#bytes.length, 'events')
        if (end === undefined) return 'broken'
        this.#scan.at = end
      }
      state = this.#scan.run(this.#pauseAt)
    }
    return state
  }

  /** True when the whole body was one object or array, on one line or over several. */
  async #cutDocument(from: number): Promise<boolean> {
    const start = this.#skipWhite(from)
    if (this.#bytes[start] === openList) {
      if (await this.#cutArray(start)) return true
    } else {
      for (const acrossLines of [false, true]) {
        this.#pauseAt = start + bytesBetweenPauses
        const state = await this.#goOn(this.#start(start, acrossLines))
        const end = this.#scan.at
        if (state === 'done' && this.#skipWhite(end) >= this.#bytes.length) {
          const line = this.#lineOf(start)
          if (this.#scan.isList || this.#scan.recordsAt !== -1) await this.#finishList(start, end, line)
          else this.#take(start, end, line, this.#scan)
          return true
        }
        this.#undoItems()
        if (state === 'done') break
      }
    }
    this.#pauseAt = from + bytesBetweenPauses
    return false
  }

  /** Proven whole before an item is taken: what is unwrapped is written over. */
  async #cutArray(start: number): Promise<boolean> {
    const bytes = this.#bytes
    this.#acrossLines = true
    this.#scan.begin(start, bytes.length, true)
    this.#pauseAt = start + bytesBetweenPauses
    const state = await this.#goOn(this.#scan.run(this.#pauseAt))
    if (state !== 'done' || this.#skipWhite(this.#scan.at) < bytes.length) return false
    const end = this.#scan.at
    this.found.isReadable = bytes[this.#skipWhite(start + 1)] === closeList
    this.#pauseAt = start + bytesBetweenPauses
    await this.#takeItems(start + 1, end, 'wrapped')
    return true
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
    this.found.setAside(at, end, line, reason)
    return end
  }

  /** The list was scanned whole. Its items were taken on the way, unless it said what it is after them. */
  async #finishList(start: number, end: number, line: number): Promise<void> {
    if (this.#beforeItems !== undefined) return
    const { isList, itemsAt, recordsAt, fault } = this.#scan
    const itemsFrom = isList ? itemsAt : recordsAt
    if (itemsFrom === -1) this.found.take(start, end, line, fault)
    else {
      this.found.isReadable = true
      await this.#takeItems(itemsFrom + 1, end, isList ? 'events' : 'wrapped')
    }
  }

  #undoItems(): void {
    if (this.#beforeItems === undefined) return
    this.found.goBack(this.#beforeItems)
    this.#beforeItems = undefined
  }

  /** Returns where the closing bracket stands; undefined when the items never end. */
  async #takeItems(from: number, end: number, of: 'events' | 'wrapped'): Promise<number | undefined> {
    const bytes = this.#bytes
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
        if (of === 'events') this.found.take(start, at, 0, this.#itemScan.fault)
        else await this.#takeWrapped(start, at)
      } else {
        const itemEnd = await this.#skipItem(at, end)
        if (itemEnd === undefined) return undefined
        this.found.setAside(at, itemEnd, 0, 'not a JSON object')
        at = itemEnd
      }
      if (at >= this.#pauseAt) await this.#rest(at)
    }
    return undefined
  }

  /** An item of an array: an event, a wrapped one, or what an event hub hands on: records of its own. */
  async #takeWrapped(start: number, end: number): Promise<void> {
    const { recordsAt, fault } = this.#itemScan
    if (recordsAt === -1 || fault !== undefined) this.#take(start, end, 0, this.#itemScan)
    else await this.#takeItems(recordsAt + 1, end, 'wrapped')
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
