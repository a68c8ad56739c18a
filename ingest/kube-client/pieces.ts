// Cuts what an API server streams into whole objects, however its bytes are split: the items of a list,
// the frames of a watch. Looks at every byte once, leaves out members nobody reads (annotations, managed
// fields) before they are decoded, and holds no more than one object. Proves nothing; JSON.parse does.

/** Where pieces lie in a stream. Depths count open brackets. */
export interface PieceForm {
  /** Depth at which a piece begins. */
  readonly depth: number
  /** Name of the top-level list that holds the pieces; undefined when they follow one another. */
  readonly list: string | undefined
  /** Depth at which the members of the Kubernetes object in a piece stand. */
  readonly members: number
}

/** `{"kind":"PodList","metadata":{…},"items":[PIECE,PIECE]}` */
export const listForm: PieceForm = { depth: 2, list: 'items', members: 3 }
/** `{"type":"ADDED","object":{…}}` and a newline, again and again. */
export const frameForm: PieceForm = { depth: 0, list: undefined, members: 2 }

export interface PieceLimits {
  /** Characters of one piece, without what is left out; larger ones are passed over and counted. */
  readonly piece: number
  readonly envelope: number
}
const defaultLimits: PieceLimits = { piece: 8 << 20, envelope: 64 << 10 }

/** What came is not the JSON that was asked for. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream'
}

/** It is that JSON as far as it goes: the rest is missing. */
export class CutShort extends BrokenStream {}

const quote = 0x22
const comma = 0x2c
const openList = 0x5b
const backslash = 0x5c
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d
const mostDepth = 500

const opensText = 1
const opens = 2
const closes = 3
const separates = 4
const meanings = new Uint8Array(256)
meanings[quote] = opensText
meanings[openObject] = meanings[openList] = opens
meanings[closeObject] = meanings[closeList] = closes
meanings[comma] = separates

const empty = Buffer.alloc(0)

export class PieceCutter {
  /** Pieces passed over because they were too large. */
  oversized = 0
  readonly #form: PieceForm
  readonly #leaveOut: ReadonlySet<string>
  /** Lengths of inner names that are left out: no text is made of any other. */
  readonly #lengths: ReadonlySet<number>
  readonly #limits: PieceLimits
  readonly #isObject = new Uint8Array(mostDepth + 2)
  /** What of the current segment came with earlier chunks. */
  #left: Buffer = empty
  #at = 0
  /** Where the current segment begins. */
  #from = 0
  #depth = 0
  #inText = false
  #isName = false
  #nameDue = false
  #nameAt = 0
  #outerName = ''
  #inPiece = false
  #inList = false
  /** Depth of the member that is left out; -1: none is. */
  #leftOutAt = -1
  #isTooLarge = false
  #segments: string[] = []
  #length = 0
  #envelope = ''

  /** `leaveOut` names members of the object by two names: "metadata.annotations". */
  constructor(form: PieceForm, leaveOut: ReadonlySet<string>, limits: PieceLimits = defaultLimits) {
    this.#form = form
    this.#leaveOut = leaveOut
    this.#lengths = new Set([...leaveOut].map((path) => path.length - path.indexOf('.') - 1))
    this.#limits = limits
  }

  /** The pieces that end in this chunk, as text. Throws BrokenStream. */
  push(chunk: Buffer): string[] {
    const bytes = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk])
    const pieces: string[] = []
    this.#scan(bytes, pieces)
    if (this.#isDropping()) {
      this.#left = empty
      this.#at -= bytes.length
      this.#from = 0
    } else {
      this.#left = bytes.subarray(this.#from)
      this.#at -= this.#from
      this.#nameAt -= this.#from
      this.#from = 0
      this.#bound(this.#left.length)
    }
    return pieces
  }

  /** What stands around the pieces of a list, which is then empty; "" for frames. Throws when cut short. */
  end(): string {
    if (this.#depth > 0 || this.#inText) throw new CutShort('the answer ends in the middle')
    if (this.#form.list !== undefined && this.#envelope === '') throw new BrokenStream('the answer is empty')
    return this.#envelope
  }

  #isDropping(): boolean {
    return this.#leftOutAt >= 0 || this.#isTooLarge
  }

  #scan(bytes: Buffer, pieces: string[]): void {
    const end = bytes.length
    let at = this.#at
    if (this.#inText) at = this.#textEnds(bytes, at)
    while (at < end) {
      const c = bytes[at] as number
      const meaning = meanings[c] as number
      if (meaning === opensText) {
        if (this.#depth === 0) this.#strange(bytes, at)
        this.#inText = true
        this.#isName = this.#nameDue
        this.#nameDue = false
        this.#nameAt = at + 1
        at = this.#textEnds(bytes, at + 1)
        continue
      }
      if (meaning === opens) this.#open(bytes, at, c === openObject)
      else if (meaning === closes) this.#close(bytes, at, pieces)
      else if (meaning === separates) this.#next(bytes, at)
      else if (this.#depth === 0 && c > 0x20) this.#strange(bytes, at)
      at += 1
    }
    this.#at = at
  }

  /** Behind the closing quote; at the end of the chunk, or one past it when an escape is cut in two. */
  #textEnds(bytes: Buffer, from: number): number {
    const end = bytes.length
    let at = from
    while (at < end) {
      const c = bytes[at]
      if (c === quote) {
        this.#inText = false
        if (this.#isName) this.#nameEnds(bytes, at)
        return at + 1
      }
      at += c === backslash ? 2 : 1
    }
    return at
  }

  #strange(bytes: Buffer, at: number): never {
    throw new BrokenStream(`the answer is no JSON: ${JSON.stringify(bytes.toString('latin1', at, at + 40))}`)
  }

  #open(bytes: Buffer, at: number, isObject: boolean): void {
    const isPiece =
      isObject && this.#depth === this.#form.depth && (this.#inList || this.#form.list === undefined)
    if (isPiece) {
      this.#inPiece = true
      this.#from = at
    }
    this.#depth += 1
    if (this.#depth === 1 && !isObject) this.#strange(bytes, at)
    if (this.#depth > mostDepth) throw new BrokenStream('the answer is nested too deeply')
    this.#isObject[this.#depth] = isObject ? 1 : 0
    this.#nameDue = isObject
    if (!this.#inPiece && this.#depth === 2 && this.#outerName === this.#form.list && !isObject) {
      this.#inList = true
      this.#envelope += bytes.toString('utf8', this.#from, at + 1)
    }
  }

  #close(bytes: Buffer, at: number, pieces: string[]): void {
    if (this.#leftOutAt === this.#depth) this.#keepAgain(at)
    this.#depth -= 1
    this.#nameDue = false
    if (this.#depth < 0) this.#strange(bytes, at)
    if (this.#inPiece) {
      if (this.#depth === this.#form.depth) this.#pieceEnds(bytes, at + 1, pieces)
    } else if (this.#inList && this.#depth === 1) {
      this.#inList = false
      this.#outerName = ''
      this.#from = at
    } else if (this.#depth === 0) {
      this.#envelope += bytes.toString('utf8', this.#from, at + 1)
      this.#from = at + 1
    }
  }

  #next(bytes: Buffer, at: number): void {
    if (this.#depth === 0) this.#strange(bytes, at)
    this.#nameDue = this.#isObject[this.#depth] === 1
    if (this.#leftOutAt === this.#depth) this.#keepAgain(at)
    else if (this.#inList && !this.#inPiece) this.#from = at + 1
  }

  #nameEnds(bytes: Buffer, at: number): void {
    const { members, list } = this.#form
    const isOuter = this.#inPiece ? this.#depth === members : this.#depth === 1 && list !== undefined
    if (this.#isDropping()) return
    if (isOuter) this.#outerName = bytes.toString('latin1', this.#nameAt, at)
    else if (this.#inPiece && this.#depth === members + 1 && this.#lengths.has(at - this.#nameAt)) {
      if (this.#leaveOut.has(`${this.#outerName}.${bytes.toString('latin1', this.#nameAt, at)}`)) {
        this.#keep(`${bytes.toString('utf8', this.#from, at + 1)}:null`)
        this.#leftOutAt = this.#depth
      }
    }
  }

  /** Goes on with what stands at `at`, behind a member that was left out. */
  #keepAgain(at: number): void {
    this.#leftOutAt = -1
    this.#from = at
  }

  #keep(segment: string): void {
    this.#segments.push(segment)
    this.#length += segment.length
  }

  /** Passes over a piece that has grown past its bound; an envelope has no business to. */
  #bound(held: number): void {
    if (this.#inPiece) {
      if (this.#length + held <= this.#limits.piece) return
      this.#isTooLarge = true
      this.#segments = []
      this.#left = empty
      this.#at -= held
    } else if (this.#envelope.length + held > this.#limits.envelope) {
      throw new BrokenStream('the answer is no list of objects')
    }
  }

  #pieceEnds(bytes: Buffer, at: number, pieces: string[]): void {
    this.#inPiece = false
    if (this.#isTooLarge) this.oversized += 1
    else {
      this.#keep(bytes.toString('utf8', this.#from, at))
      pieces.push(this.#segments.length === 1 ? (this.#segments[0] as string) : this.#segments.join(''))
    }
    this.#isTooLarge = false
    this.#segments = []
    this.#length = 0
    this.#from = at
  }
}
