// The rows a reader sees: those of the page that match the find field. What is not shown, on other
// pages or hidden by the field, is one remainder; so shown rows + remainder = total on screen, always.
import {
  type TalkerDimension,
  type TalkerMeasures,
  type TalkerRow,
  type TopTalkers,
  talkerMeasures,
} from '../../../domain/model/talker.ts'

/** The dimensions an answer is grouped by: while newer rows are read, the old ones keep their own. */
export function dimensionsOf(
  answer: TopTalkers,
  asked: readonly TalkerDimension[],
): readonly TalkerDimension[] {
  const key = answer.rows[0]?.key
  return key === undefined ? asked : (Object.keys(key) as TalkerDimension[])
}

export interface ShownRows {
  readonly rows: readonly { readonly row: TalkerRow; readonly place: number }[]
  readonly rest: TalkerMeasures & { readonly keys: number }
}

export function matches(row: TalkerRow, text: string): boolean {
  const needle = text.trim().toLowerCase()
  return needle === '' || Object.values(row.key).some((value) => value.toLowerCase().includes(needle))
}

/** `offset` is the number of rows on the pages before this one. */
export function shownRows(answer: TopTalkers, find: string, offset: number): ShownRows {
  const rows = answer.rows
    .map((row, index) => ({ row, place: offset + index + 1 }))
    .filter(({ row }) => matches(row, find))
  const rest = Object.fromEntries(
    talkerMeasures.map((measure) => [
      measure,
      // The sums of seconds are floating point and must not show a remainder below zero.
      Math.max(
        0,
        rows.reduce((left, { row }) => left - row[measure], answer.total[measure]),
      ),
    ]),
  ) as unknown as TalkerMeasures
  return { rows, rest: { ...rest, keys: answer.total.keys - rows.length } }
}
