// Takes an event out of what a cloud wraps around it: a diagnostic record of Azure, whose
// `properties.log` is the event as a text or an object, and a log entry of Google Cloud, which says the
// same in other words. What comes out lies where the wrapping lay. Anything else is left as it is.
import type { Collector } from '../../audit-events/collector.ts'
import { Unescape } from '../../audit-events/unescape.ts'
import { endOfValue, Members } from '../../audit-events/walk.ts'
import { eventOfLogEntry } from './gke.ts'

const quote = 0x22
const openObject = 0x7b

/** Longer ones are set aside unread: no audit event is, and it would hold up the others. */
const longestWrapped = 4 << 20

const auditCategories: ReadonlySet<string> = new Set(['kube-audit', 'kube-audit-admin'])
/** Longest names of categories are a few dozen letters. */
const categoryLimit = 100

/** What the top level of an object says it is. */
interface Wrapping {
  isEvent: boolean
  isLogEntry: boolean
  category: string | undefined
  /** Where the value of `properties.log` begins, or -1. */
  logAt: number
}

export class Unwrapper {
  readonly #bytes: Buffer
  readonly #found: Collector
  readonly #members: Members
  readonly #inner: Members
  readonly #unescape = new Unescape()

  constructor(bytes: Buffer, found: Collector) {
    this.#bytes = bytes
    this.#found = found
    this.#members = new Members(bytes)
    this.#inner = new Members(bytes)
  }

  /** An object that was scanned and has a name that wrappings have. */
  take(start: number, end: number, line: number): void {
    if (end - start > longestWrapped) {
      this.#found.isReadable = true
      this.#found.setAside(start, end, line, 'longer than 4 MiB with what is wrapped around it')
      return
    }
    const wrapping = this.#read(start, end)
    if (wrapping.isEvent) this.#found.take(start, end, line, undefined)
    else if (wrapping.isLogEntry) this.#takeLogEntry(start, end, line)
    else if (wrapping.category !== undefined) this.#takeRecord(start, end, line, wrapping)
    else this.#found.take(start, end, line, undefined)
  }

  #read(start: number, end: number): Wrapping {
    const members = this.#members
    const wrapping: Wrapping = { isEvent: false, isLogEntry: false, category: undefined, logAt: -1 }
    let goesOn = members.open(start, end)
    while (goesOn && members.next()) {
      if (members.isNamed('auditID')) wrapping.isEvent = true
      else if (members.isNamed('protoPayload')) wrapping.isLogEntry = true
      else if (members.isNamed('category')) wrapping.category = members.text(categoryLimit) ?? ''
      else if (members.isNamed('properties')) wrapping.logAt = this.#logIn(members.valueAt, end)
      goesOn = members.isNamed('category') && wrapping.category !== '' ? true : members.skip()
    }
    return wrapping
  }

  #logIn(at: number, end: number): number {
    const inner = this.#inner
    let goesOn = inner.open(at, end)
    while (goesOn && inner.next()) {
      if (inner.isNamed('log')) return inner.valueAt
      goesOn = inner.skip()
    }
    return -1
  }

  #takeRecord(start: number, end: number, line: number, { category = '', logAt }: Wrapping): void {
    const found = this.#found
    const bytes = this.#bytes
    found.isReadable = true
    if (!auditCategories.has(category)) {
      found.setAside(start, end, line, 'a record of another category than kube-audit and kube-audit-admin')
    } else if (bytes[logAt] === openObject) found.takeText(logAt, endOfValue(bytes, logAt, end), line)
    else if (bytes[logAt] === quote && this.#unescape.run(bytes, logAt + 1, end)) {
      found.takeText(logAt + 1, this.#unescape.to, line)
    } else found.setAside(start, end, line, 'properties.log is missing or neither a text nor an object')
  }

  #takeLogEntry(start: number, end: number, line: number): void {
    const found = this.#found
    const event = eventOfLogEntry(this.#bytes.toString('utf8', start, end))
    found.isReadable = true
    if ('reason' in event) found.setAside(start, end, line, event.reason)
    else if (Buffer.byteLength(event.text) > end - start) {
      found.setAside(start, end, line, 'the log entry says too little to be an audit event')
    } else found.takeText(start, start + this.#bytes.write(event.text, start), line)
  }
}
