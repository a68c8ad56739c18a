// What a CloudWatch Logs subscription put into a record: one JSON document after another, each the log
// events of one stream. Takes the audit streams of EKS control planes, event by event, where they lie;
// other streams and control messages are counted and left. No object is made per event.
import { isUtf8 } from 'node:buffer'
import { eksClusterId } from '../../../domain/model/cluster-id.ts'
import { badLinesKept, Collector } from '../../audit-events/collector.ts'
import { ObjectScan } from '../../audit-events/scan.ts'
import { Unescape } from '../../audit-events/unescape.ts'
import { endOfValue, Members, skipWhite } from '../../audit-events/walk.ts'
import type { BadLine, Parcel } from '../../source.ts'
import type { OpenedRecord } from './delivery.ts'

const openList = 0x5b
const closeList = 0x5d
const comma = 0x2c
const quote = 0x22

/** A log event has at most 1 MiB; written as a text inside a text it is longer. */
const longestMessage = 4 << 20
const nameLimit = 1_024
const clustersLimit = 1_000
const bytesBetweenPauses = 1 << 18

const logGroup = /^\/aws\/eks\/([0-9A-Za-z][A-Za-z0-9_-]{0,99})\/cluster$/
const auditStream = /^kube-apiserver-audit-/

const notAPayload = 'not a CloudWatch Logs subscription payload; message extraction must be off'

export type Skipped = 'control_message' | 'other_stream'

interface Head {
  messageType: string | undefined
  owner: string | undefined
  logGroup: string | undefined
  logStream: string | undefined
}

export class PayloadReader {
  readonly strays: BadLine[] = []
  straysCount = 0
  readonly skipped = new Map<Skipped, number>()
  readonly #bytes: Buffer
  readonly #region: string
  readonly #pause: () => Promise<void>
  readonly #allUtf8: boolean
  readonly #collectors = new Map<string, Collector>()
  readonly #unescape = new Unescape()
  /** Of a document, and of each log event in it. */
  readonly #members: Members
  readonly #event: Members
  #pauseAt = 0
  #lastStray = 0

  constructor(bytes: Buffer, region: string, pause: () => Promise<void>) {
    this.#bytes = bytes
    this.#region = region
    this.#pause = pause
    this.#allUtf8 = isUtf8(bytes)
    this.#members = new Members(bytes)
    this.#event = new Members(bytes)
  }

  parcels(): Parcel[] {
    return [...this.#collectors].map(([clusterId, found]) => ({ clusterId, split: found.finish() }))
  }

  async read(record: OpenedRecord): Promise<void> {
    const { place, start, end, fault } = record
    if (fault !== undefined) {
      this.#stray(place, fault)
      return
    }
    let at = skipWhite(this.#bytes, start, end)
    if (at >= end) this.#stray(place, notAPayload)
    while (at < end) {
      if (at >= this.#pauseAt) await this.#rest(at)
      const next = await this.#readDocument(at, end, place)
      if (next === -1) {
        this.#stray(place, notAPayload)
        return
      }
      at = skipWhite(this.#bytes, next, end)
    }
  }

  /** Returns where the document ends, or -1. The names come first, as CloudWatch writes them, or later. */
  async #readDocument(from: number, end: number, place: number): Promise<number> {
    const members = this.#members
    const head: Head = { messageType: undefined, owner: undefined, logGroup: undefined, logStream: undefined }
    let eventsAt = -1
    let isDone = false
    if (!members.open(from, end)) return -1
    while (members.next()) {
      if (!members.isNamed('logEvents')) {
        if (!this.#readName(head)) return -1
        continue
      }
      if (eventsAt !== -1 || this.#bytes[members.valueAt] !== openList) return -1
      eventsAt = members.valueAt
      isDone = isKnown(head)
      const listEnd = isDone
        ? await this.#take(head, eventsAt, end, place)
        : await this.#endOfList(eventsAt, end)
      if (!members.leave(listEnd)) return -1
    }
    if (members.end === -1 || eventsAt === -1 || !isKnown(head)) return -1
    const documentEnd = members.end
    if (!isDone && (await this.#take(head, eventsAt, end, place)) === -1) return -1
    return documentEnd
  }

  #readName(head: Head): boolean {
    const members = this.#members
    for (const name of ['messageType', 'owner', 'logGroup', 'logStream'] as const) {
      if (!members.isNamed(name)) continue
      head[name] = members.text(nameLimit)
      return head[name] !== undefined
    }
    return members.skip()
  }

  /** Takes or counts the log events of a document; returns where their list ends, or -1. */
  async #take(head: Head, from: number, end: number, place: number): Promise<number> {
    if (head.messageType === 'CONTROL_MESSAGE') return this.#pass(from, end, 'control_message')
    if (head.messageType !== 'DATA_MESSAGE') return -1
    const name = logGroup.exec(head.logGroup ?? '')?.[1]
    const accountId = /^\d{12}$/.exec(head.owner ?? '')?.[0]
    if (name === undefined || accountId === undefined) {
      this.#stray(place, 'not from the log group of an EKS control plane, /aws/eks/<name>/cluster')
      return this.#pass(from, end, undefined)
    }
    if (!auditStream.test(head.logStream ?? '')) return this.#pass(from, end, 'other_stream')
    const clusterId = eksClusterId({ name, region: this.#region, accountId })
    const found = this.#collectorOf(clusterId)
    if (found !== undefined) return this.#takeEvents(found, from, end)
    this.#stray(place, `a delivery may hold the events of ${clustersLimit} clusters`)
    return this.#pass(from, end, undefined)
  }

  #collectorOf(clusterId: string): Collector | undefined {
    const known = this.#collectors.get(clusterId)
    if (known !== undefined || this.#collectors.size >= clustersLimit) return known
    const made = new Collector(this.#bytes, this.#allUtf8)
    this.#collectors.set(clusterId, made)
    return made
  }

  async #takeEvents(found: Collector, from: number, end: number): Promise<number> {
    return this.#eachEvent(from, end, (at) => {
      const event = this.#event
      const text = this.#unescape
      let [start, to] = [-1, -1]
      if (!event.open(at, end)) return -1
      while (event.next()) {
        if (event.isNamed('message') && this.#bytes[event.valueAt] === quote) {
          start = event.valueAt + 1
          if (!text.run(this.#bytes, start, Math.min(end, start + longestMessage))) return -1
          to = text.to
          event.leave(text.end)
        } else if (!event.skip()) return -1
      }
      if (event.end === -1) return -1
      if (start === -1) found.setAside(at, event.end, 0, 'the log event has no message')
      else found.takeText(start, to, 0)
      return event.end
    })
  }

  async #pass(from: number, end: number, as: Skipped | undefined): Promise<number> {
    let count = 0
    const listEnd = await this.#eachEvent(from, end, (at) => {
      count += 1
      return endOfValue(this.#bytes, at, end)
    })
    if (as !== undefined) this.skipped.set(as, (this.skipped.get(as) ?? 0) + count)
    return listEnd
  }

  /** `step` returns where the event that begins there ends. Rests on the way. */
  async #eachEvent(from: number, end: number, step: (at: number) => number): Promise<number> {
    const bytes = this.#bytes
    let at = skipWhite(bytes, from + 1, end)
    if (bytes[at] === closeList) return at + 1
    for (;;) {
      if (at >= end) return -1
      const next = step(at)
      if (next === -1) return -1
      at = skipWhite(bytes, next, end)
      if (at >= this.#pauseAt) await this.#rest(at)
      if (bytes[at] === closeList && at < end) return at + 1
      if (bytes[at] !== comma) return -1
      at = skipWhite(bytes, at + 1, end)
    }
  }

  async #rest(at: number): Promise<void> {
    await this.#pause()
    this.#pauseAt = at + bytesBetweenPauses
  }

  /** Of a list that must wait until it is known what is in it. */
  async #endOfList(from: number, end: number): Promise<number> {
    const scan = new ObjectScan(this.#bytes)
    scan.begin(from, end, true)
    for (;;) {
      const state = scan.run(scan.at + bytesBetweenPauses)
      if (state === 'done') return scan.at
      if (state === 'broken') return -1
      await this.#pause()
    }
  }

  /** A record is set aside once, however many of its documents are bad. */
  #stray(line: number, reason: string): void {
    if (this.#lastStray === line) return
    this.#lastStray = line
    this.straysCount += 1
    if (this.strays.length < badLinesKept) this.strays.push({ line, reason, excerpt: '' })
  }
}

const isKnown = (head: Head): boolean =>
  head.messageType !== undefined &&
  head.owner !== undefined &&
  head.logGroup !== undefined &&
  head.logStream !== undefined
