// A table as screens draw it: rows that open, one selected, a sorted column, sums below, coverage.
import { ArrowDown } from 'lucide-react'
import { count, percent } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { ShareBar, Swatch } from '../../../../components/ui/share-bar.tsx'
import { freshness, rows } from '../samples.ts'

export function TableParts() {
  return (
    <Card
      title="Table"
      sub="sorted, selected, summed"
      foot={<Coverage source="Audit log" freshness={freshness} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label="Sample rows">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col">Share</th>
              <th scope="col" className="num" aria-sort="descending">
                <button type="button" className="sort-button">
                  Requests
                  <ArrowDown size={12} strokeWidth={2} aria-hidden="true" />
                </button>
              </th>
              <th scope="col" className="num">
                429
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ client, note, fill, share, requests, throttled }, index) => (
              <tr key={client} aria-selected={index === 0}>
                <th scope="row">
                  <button type="button" className="row-open" aria-expanded={index === 0}>
                    <Swatch fill={fill} /> {client} {note !== '' && <span className="note">{note}</span>}
                  </button>
                </th>
                <td>
                  <span className="share">
                    <ShareBar fraction={share} fill={fill} />
                    <span className="num share-text">{percent(share)}</span>
                  </span>
                </td>
                <td className="num medium">{count(requests)}</td>
                <td className={throttled > 0 ? 'num tone-crit' : 'num'}>{count(throttled)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              <td />
              <td className="num">{count(rows.reduce((sum, row) => sum + row.requests, 0))}</td>
              <td className="num">{count(rows.reduce((sum, row) => sum + row.throttled, 0))}</td>
            </tr>
          </tfoot>
        </table>
      </section>
    </Card>
  )
}
