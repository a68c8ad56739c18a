// Rows of an answer that wait until they are asked for: as JSON, zipped, in pieces. Names of fields and much else come
// again in every row, and thousands of them as objects take more memory than the world that they tell of.
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Told } from './query-run.ts'

/** Rows in each piece but the last. */
export const rowsInPiece = 500

export interface Packed {
  readonly count: number
  readonly pieces: readonly Buffer[]
}

export const noRows: Packed = { count: 0, pieces: [] }

const pieceOf = (rows: readonly string[]): Buffer => gzipSync(rows.join(',\n'), { level: 1 })

/** Piece after piece: what is packed so far. No more than one piece of the rows is there at a time. */
export function* packing(rows: Iterable<Told>): Generator<Packed> {
  const pieces: Buffer[] = []
  let [count, texts]: [number, string[]] = [0, []]
  for (const row of rows) {
    count += 1
    texts.push(JSON.stringify(row))
    if (texts.length < rowsInPiece) continue
    pieces.push(pieceOf(texts))
    texts = []
    yield { count, pieces }
  }
  if (texts.length > 0) pieces.push(pieceOf(texts))
  yield { count, pieces }
}

export function packed(rows: Iterable<Told>): Packed {
  let all = noRows
  for (const one of packing(rows)) all = one
  return all
}

/** The rows of a piece as members of a JSON list, without its brackets. */
export const textOf = (piece: Buffer): Buffer => gunzipSync(piece)

function* rowsOf({ pieces }: Packed, most: number): Generator<Told> {
  let left = most
  for (const piece of pieces) {
    const rows = JSON.parse(`[${textOf(piece)}]`) as Told[]
    yield* rows.slice(0, Math.max(0, left))
    left -= rows.length
  }
}

export const firstHalf = (all: Packed): Packed => packed(rowsOf(all, all.count >> 1))
