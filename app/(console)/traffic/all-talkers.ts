// Every page of a ranking, one after another, up to a bound. Says how far it is; stops when asked.
import type { TopTalkers } from '../../../domain/model/talker.ts'

/** Most rows one file holds. */
export const mostFileRows = 10_000
export const rowsPerRead = 500

export interface AllTalkers {
  /** The first page's answer with the rows of all. */
  readonly answer: TopTalkers
  /** Totals of the last page differ from those of the first: something arrived in between. */
  readonly changed: boolean
}

/** `read` asks for a page; throws what it throws, also when it was stopped. */
export async function readAllTalkers(
  read: (cursor: string | undefined) => Promise<TopTalkers>,
  onRows: (rows: number, of: number) => void,
): Promise<AllTalkers> {
  const first = await read(undefined)
  const rows = [...first.rows]
  let last = first
  onRows(rows.length, first.total.keys)
  while (last.nextCursor !== null && last.rows.length > 0 && rows.length < mostFileRows) {
    last = await read(last.nextCursor)
    rows.push(...last.rows)
    onRows(rows.length, last.total.keys)
  }
  const changed = last.total.requests !== first.total.requests || last.total.keys !== first.total.keys
  // With newer totals the rows read last still add up with what is left.
  const { total, freshness } = last
  return {
    answer: { ...first, rows: rows.slice(0, mostFileRows), total, freshness, nextCursor: last.nextCursor },
    changed,
  }
}
