'use client'
// Whom to talk to: a row an owner with something due, most pressing first, each with a message ready to send.
import { Check, Copy } from 'lucide-react'
import { count, plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import { useCopied } from '../copied.ts'
import { messageText } from '../review-files.ts'
import type { OpenMessage } from '../review-view.ts'
import { ChaseRow } from './chase-row.tsx'

/** As many as the first printed page has room for. */
const printedRows = 8

export function ChaseCard({ review, open }: { review: Review; open: OpenMessage }) {
  const { rows, total, owners } = review.chase
  return (
    <section className="card" id="chase" aria-label="Who to chase">
      <div className="card-head">
        <h2>Who to chase</h2>
        <span className="card-sub">
          {count(total)} of {plural(owners, 'owner')} {total === 1 ? 'has' : 'have'} something due
        </span>
        <span className="grow" />
        {rows.length > 0 && <AllMessages review={review} />}
      </div>
      {rows.length === 0 ? (
        <EmptyFace title="Nobody has anything due">
          No check found an error or a warning that is not waived, and no version is about to leave its
          support.
        </EmptyFace>
      ) : (
        <ChaseTable review={review} open={open} />
      )}
      {rows.length < total && <Foot shown={rows.length} total={total} />}
      {rows.length > printedRows && <Foot shown={printedRows} total={total} isPaper />}
    </section>
  )
}

function Foot({ shown, total, isPaper = false }: { shown: number; total: number; isPaper?: boolean }) {
  return (
    <div className={isPaper ? 'card-foot only-print' : 'card-foot no-print'}>
      The {count(shown)} most pressing of {count(total)}
    </div>
  )
}

function ChaseTable({ review, open }: { review: Review; open: OpenMessage }) {
  return (
    <div className="table-scroll chase-scroll">
      <table className="table chase-table">
        <thead>
          <tr>
            <th scope="col">Owner</th>
            <th scope="col">Clusters</th>
            <th scope="col">Action</th>
            <th scope="col">Due</th>
            <th scope="col" className="num">
              Extra cost
            </th>
            <th scope="col" className="no-print">
              <span className="visually-hidden">Message</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {review.chase.rows.map((row, place) => (
            <ChaseRow
              key={row.owner.id}
              row={row}
              review={review}
              open={open}
              isPrinted={place < printedRows}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AllMessages({ review }: { review: Review }) {
  const origin = useOrigin()
  const { isCopied, copy } = useCopied()
  const text = messageText(review.chase.rows, 'text', origin)
  return (
    <Button size="tiny" onClick={() => copy(text, 'All messages copied')}>
      {isCopied(text) ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
      {isCopied(text) ? 'Copied' : 'All messages'}
    </Button>
  )
}
