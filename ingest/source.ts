// What a source that is pushed to us must be able to do, so that the pipeline can carry its events
// without knowing its name. A source cuts what arrives into events and explains bad ones; it never
// decides about batching, retries or duplicates. Two kinds: a body of one cluster that the path names
// (`PushSource`), and a delivery that says inside whose events it holds (`DeliverySource`).
import type { IncomingHttpHeaders } from 'node:http'

/** Where the events of one body lie in its bytes; index n of each array speaks of the same event. */
export interface Pieces {
  readonly count: number
  readonly starts: Uint32Array
  /** Exclusive. */
  readonly ends: Uint32Array
  /** What the sender calls it: its physical line, or its place in a list. Unique and ascending. */
  readonly lines: Uint32Array
}

export interface BadLine {
  readonly line: number
  readonly reason: string
  /** At most 2 KB, without request or response bodies. */
  readonly excerpt: string
}

export interface Split {
  readonly pieces: Pieces
  /** The first bad lines, in order; all of them are counted in `badCount`. */
  readonly bad: readonly BadLine[]
  readonly badCount: number
  /** False when nothing in the body had the shape of this source at all. */
  readonly readable: boolean
}

/** What is written in front of every event, so that the store knows whose it is. */
export interface Stamp {
  readonly clusterId: string
  /** Unique per body. */
  readonly bodyId: number
  /** Unix seconds; events before or after are rejected by the store. */
  readonly notBefore: number
  readonly notAfter: number
}

export interface RejectedLine {
  readonly clusterId: string
  readonly bodyId: number
  readonly line: number
  readonly reason: string
  readonly excerpt: string
}

/** Lines the store itself found wanting after it took their bytes. */
export interface StoreReject {
  readonly body: number
  readonly line: number
  readonly reason: string
}

export interface Landing {
  /** Resolves when the events are durable. Inserting the same events again must be harmless. */
  insert(bytes: Buffer): Promise<void>
  rejectsOf(bodyIds: readonly number[]): Promise<readonly StoreReject[]>
  keepRejects(lines: readonly RejectedLine[]): Promise<void>
}

/** How events of one kind are framed, explained and stored, however they were delivered. */
export interface EventForm {
  /** Upper bound of what `frame` writes for event n. */
  framedBytes(pieces: Pieces, n: number): number
  /** Writes events from..to (exclusive) with their stamp into `target`; returns the end offset. */
  frame(bytes: Buffer, pieces: Pieces, range: Range, stamp: Stamp, target: Buffer, at: number): number
  /** Slow path: why this event cannot be stored, judged without the store; undefined when it seems fine. */
  inspect(event: Buffer): Verdict | undefined
  excerpt(event: Buffer): string
  /** True for reasons that may no longer hold tomorrow; a body rejected for one is not remembered. */
  isPassing(reason: string): boolean
  readonly landing: Landing
}

export interface PushSource extends EventForm {
  readonly name: string
  /** Media types it reads; an absent one is taken for the first. */
  readonly mediaTypes: readonly string[]
  /** The cluster in the path, still unchecked; undefined when the path is another source's. */
  clusterOf(path: string): string | undefined
  /**
   * May write over `bytes`: what it unwraps lies where its wrapping lay. Awaits `pause` every few
   * milliseconds of work, so that a large body blocks nobody.
   */
  split(bytes: Buffer, pause: () => Promise<void>): Promise<Split>
}

/** Memory that grows within what one delivery, and all together, may hold. */
export interface Room {
  readonly length: number
  /** Throws what the sender is to be told when there is no room. */
  append(chunk: Buffer): void
  /** Forgets all but the first `length` bytes. */
  cutTo(length: number): void
  /** What was appended; moves with the next `append`. */
  bytes(): Buffer
}

/** The events of one cluster in a delivery. */
export interface Parcel {
  readonly clusterId: string
  readonly split: Split
}

export interface Unwrapped {
  /** What the sender calls the delivery: the same when it is sent again, and never another's. */
  readonly key: string
  /** The bytes all pieces lie in. */
  readonly bytes: Buffer
  /** At most one for each cluster. */
  readonly parcels: readonly Parcel[]
  /** What is bad and cannot be told whose it is; `line` is its place in the delivery. */
  readonly strays: { readonly bad: readonly BadLine[]; readonly badCount: number }
  /** What was left out on purpose, by kind. */
  readonly skipped: ReadonlyMap<string, number>
}

export interface DeliverySource extends EventForm {
  readonly name: string
  readonly mediaTypes: readonly string[]
  owns(path: string): boolean
  /** The ingest token, as an Authorization header would say it. */
  authorizationOf(headers: IncomingHttpHeaders): string | undefined
  /** Throws Invalid for a delivery that is not of this source's shape. Awaits `pause` like `split`. */
  unwrap(
    body: Buffer,
    headers: IncomingHttpHeaders,
    room: Room,
    pause: () => Promise<void>,
  ): Promise<Unwrapped>
  /** The answer in the sender's own words; `failure` is told to whoever reads the sender's log. */
  answer(headers: IncomingHttpHeaders, at: Date, failure: string | undefined): object
  readonly answerType: string
}

export interface Range {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

export interface Verdict {
  readonly reason: string
  /** True when no store could read it either; false when it is worth letting the store decide. */
  readonly certain: boolean
}
