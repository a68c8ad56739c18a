'use client'
// Two facets as a table with sums at its ends. Every number opens the clusters it stands for; what no longer fits is
// added up and named.
import { count } from '../../../../components/format/number.ts'
import type { FleetFacet } from '../../../../domain/model/fleet-facets.ts'
import { cellChoices, type Distribution } from '../distribution.ts'
import type { FleetView } from '../fleet-view.ts'
import { facetTitles, facetTone, facetWord } from '../words.ts'

interface CrossTableProps {
  readonly answer: Distribution
  readonly view: FleetView
}

type Value = Distribution['rows'][number]

export function CrossTable({ answer, view }: CrossTableProps) {
  const { down, across } = view.params
  const word = (facet: FleetFacet, { value }: Value, rest: { readonly values: number } | null) =>
    value === null ? `${count(rest?.values ?? 0)} more` : facetWord(facet, value, namesOf(answer, facet))
  const most = Math.max(1, ...answer.cells.flat())
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll fleet-scroll cross" tabIndex={0} aria-label={titleOf(view)}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="pin pin-first">
              {facetTitles[down]}
            </th>
            {answer.columns.map((column) => (
              <th key={column.value ?? 'rest'} scope="col" className="num">
                <span className={toneClass(across, column.value)}>
                  {word(across, column, answer.restColumns)}
                </span>
              </th>
            ))}
            <th scope="col" className="num">
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, at) => (
            <tr key={row.value ?? 'rest'}>
              <th scope="row" className="pin pin-first">
                <span className={toneClass(down, row.value)}>{word(down, row, answer.restRows)}</span>
              </th>
              {answer.columns.map((column, place) => (
                <td key={column.value ?? 'rest'} className="num">
                  <Cell
                    value={answer.cells[at]?.[place] ?? 0}
                    share={(answer.cells[at]?.[place] ?? 0) / most}
                    onOpen={opener(view, row, column)}
                  />
                </td>
              ))}
              <td className="num">
                <Cell value={row.count} onOpen={opener(view, row, null)} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="pin pin-first">
              All
            </th>
            {answer.columns.map((column) => (
              <td key={column.value ?? 'rest'} className="num">
                <Cell value={column.count} onOpen={opener(view, null, column)} />
              </td>
            ))}
            <td className="num">
              <strong>{count(answer.total)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

const titleOf = ({ params: { down, across } }: FleetView): string =>
  `${facetTitles[down]} by ${facetTitles[across].toLowerCase()}`

function namesOf({ names }: Distribution, facet: FleetFacet): Readonly<Record<string, string>> {
  return facet === 'account' ? names.account : facet === 'owner' ? names.owner : {}
}

function toneClass(facet: FleetFacet, value: string | null): string | undefined {
  const tone = value === null ? undefined : facetTone(facet, value)
  return tone === undefined ? undefined : `tone-${tone}`
}

/** Undefined for what stands for more than can be chosen at once. */
function opener(view: FleetView, row: Value | null, column: Value | null): (() => void) | undefined {
  if (row?.value === null || column?.value === null) return undefined
  const choices = cellChoices(view.params, row?.value ?? null, column?.value ?? null)
  return () => void view.setParams({ ...choices, show: null, page: null, open: null })
}

interface CellProps {
  readonly value: number
  /** Of the largest cell, for the eye; absent for sums. */
  readonly share?: number
  readonly onOpen: (() => void) | undefined
}

function Cell({ value, share, onOpen }: CellProps) {
  if (value === 0) return <span className="muted">0</span>
  return (
    <span className="cross-cell">
      {share !== undefined && (
        <span className="cross-share" style={{ opacity: 0.05 + 0.2 * share }} aria-hidden="true" />
      )}
      {onOpen === undefined ? (
        count(value)
      ) : (
        <button type="button" className="evidence" onClick={onOpen}>
          {count(value)}
        </button>
      )}
    </span>
  )
}
