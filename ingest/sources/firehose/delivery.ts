// The body of a delivery: `{"requestId","timestamp","records":[{"data":"<base64>"}]}`. Reads its records
// one after another, takes base64 and gzip off (a record may be several gzip members) and puts what is
// in them into one room, within the limit all of them share. What is in them is `payload.ts`.
import { createGunzip } from 'node:zlib'
import { invalid } from '../../../domain/errors.ts'
import { endOfText, Members, skipWhite } from '../../audit-events/walk.ts'
import { Refusal } from '../../pipeline/refusal.ts'
import type { Room } from '../../source.ts'

/** "HTTP endpoint delivery request": 1 to 10,000 records of at most 1,024,000 bytes before base64. */
const recordsLimit = 10_000
const recordBytesLimit = 1_024_000

const openList = 0x5b
const closeList = 0x5d
const comma = 0x2c
const quote = 0x22
const backslash = 0x5c
const gzipChunk = 64 * 1024
const requestIdLimit = 1_024

/** Where the contents of one record lie in the room. */
export interface OpenedRecord {
  /** From 1. */
  readonly place: number
  readonly start: number
  readonly end: number
  /** Why nothing lies there; undefined when all is well. */
  readonly fault: string | undefined
}

export interface OpenedDelivery {
  /** What the body calls itself; undefined when it does not say. */
  readonly requestId: string | undefined
  readonly records: readonly OpenedRecord[]
}

const malformed = (): Error =>
  invalid(
    'the body is not a Firehose delivery: {"requestId":…,"timestamp":…,"records":[{"data":"<base64>"}]}',
  )

/** Throws Invalid for another shape, and whatever the room throws when it is full. */
export async function openDelivery(
  body: Buffer,
  room: Room,
  pause: () => Promise<void>,
): Promise<OpenedDelivery> {
  const members = new Members(body)
  let requestId: string | undefined
  let records: OpenedRecord[] | undefined
  if (!members.open(skipWhite(body, 0, body.length), body.length)) throw malformed()
  while (members.next()) {
    if (members.isNamed('requestId')) {
      requestId = members.text(requestIdLimit)
      if (requestId === undefined) throw malformed()
    } else if (members.isNamed('records') && records === undefined) {
      const reader = new RecordReader(body, room, pause)
      members.leave(await reader.read(members.valueAt))
      records = reader.records
    } else if (!members.skip()) throw malformed()
  }
  if (records === undefined || members.end === -1) throw malformed()
  if (skipWhite(body, members.end, body.length) < body.length) throw malformed()
  if (records.length === 0) throw invalid('a delivery has at least one record')
  return { requestId, records }
}

class RecordReader {
  readonly records: OpenedRecord[] = []
  readonly #body: Buffer
  readonly #room: Room
  readonly #pause: () => Promise<void>
  readonly #members: Members

  constructor(body: Buffer, room: Room, pause: () => Promise<void>) {
    this.#body = body
    this.#room = room
    this.#pause = pause
    this.#members = new Members(body)
  }

  /** Returns where the list ends. */
  async read(from: number): Promise<number> {
    const body = this.#body
    if (body[from] !== openList) throw malformed()
    let at = skipWhite(body, from + 1, body.length)
    if (body[at] === closeList) return at + 1
    for (;;) {
      if (this.records.length === recordsLimit) {
        throw new Refusal(413, `a delivery may have ${recordsLimit} records`)
      }
      at = skipWhite(body, await this.#readRecord(at), body.length)
      if (body[at] === closeList) return at + 1
      if (body[at] !== comma) throw malformed()
      at = skipWhite(body, at + 1, body.length)
    }
  }

  async #readRecord(at: number): Promise<number> {
    const members = this.#members
    const body = this.#body
    let [dataAt, dataEnd] = [-1, -1]
    if (!members.open(at, body.length)) throw malformed()
    while (members.next()) {
      if (members.isNamed('data') && body[members.valueAt] === quote) {
        dataAt = members.valueAt + 1
        dataEnd = endOfText(body, dataAt, body.length)
        if (!members.leave(dataEnd === -1 ? -1 : dataEnd + 1)) throw malformed()
      } else if (!members.skip()) throw malformed()
    }
    if (members.end === -1) throw malformed()
    const start = this.#room.length
    const fault = dataAt === -1 ? 'the record has no data' : await this.#openData(dataAt, dataEnd)
    this.records.push({ place: this.records.length + 1, start, end: this.#room.length, fault })
    return members.end
  }

  async #openData(start: number, end: number): Promise<string | undefined> {
    if (end - start > Math.ceil(recordBytesLimit / 3) * 4 + 4) {
      throw new Refusal(413, `the data of a record may have ${recordBytesLimit} bytes before base64`)
    }
    // A record is at most a few milliseconds of work that cannot be put down.
    await this.#pause()
    const data = decoded(this.#body, start, end)
    if (data === undefined) return 'the data of the record is not base64'
    if (data[0] !== 0x1f || data[1] !== 0x8b) {
      this.#room.append(data)
      return undefined
    }
    return this.#gunzip(data)
  }

  /** Only what came out whole is kept: of a damaged record nothing. */
  async #gunzip(data: Buffer): Promise<string | undefined> {
    const room = this.#room
    const before = room.length
    const gunzip = createGunzip({ chunkSize: gzipChunk })
    gunzip.end(data)
    try {
      for await (const chunk of gunzip) room.append(chunk as Buffer)
      return undefined
    } catch (error) {
      if (!isZlibError(error)) throw error
      room.cutTo(before)
      return 'the gzip data of the record cannot be read'
    }
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))

/** Undefined when it is not base64. */
function decoded(body: Buffer, start: number, end: number): Buffer | undefined {
  const slash = body.indexOf(backslash, start)
  const text = body.toString('latin1', start, end)
  // JSON may write a slash as `\/`.
  const base64 = slash === -1 || slash >= end ? text : text.replaceAll('\\/', '/')
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  const data = Buffer.from(base64, 'base64')
  // Node's decoder leaves out what it does not know; then the length is another.
  const expected = Math.floor(((base64.length - padding) * 3) / 4)
  return data.length === expected ? data : undefined
}
