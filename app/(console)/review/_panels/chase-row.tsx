'use client'
// One owner: clusters, what to do first, until when, what staying costs. Opens into the message; "Message" copies it
// as well, since that is what it is for.
import { Check, ChevronDown, ChevronRight, Copy } from 'lucide-react'
import { usdAdded } from '../../../../components/format/money.ts'
import { missing, plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { Review, ChaseRow as Row } from '../../../../domain/review/review.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import { useCopied } from '../copied.ts'
import { messageText } from '../review-files.ts'
import { instantOf, type OpenMessage } from '../review-view.ts'
import { dueWords, moreThan, rowId } from '../words.ts'
import { EvidenceLink } from './evidence-link.tsx'
import { MessageBox } from './message-box.tsx'

interface ChaseRowProps {
  readonly row: Row
  readonly review: Review
  readonly open: OpenMessage
  /** Paper has no room for all of them. */
  readonly isPrinted: boolean
}

export function ChaseRow({ row, review, open, isPrinted }: ChaseRowProps) {
  const { owner } = row
  const origin = useOrigin()
  const copied = useCopied()
  const isOpen = open.ownerId === owner.id
  const text = messageText([row], 'text', origin)
  const isCopied = copied.isCopied(text)
  const copy = () => {
    if (!isOpen) open.set(owner.id)
    void copied.copy(text, `Message for ${owner.name} copied`)
  }
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <tr id={rowId(owner.id)} data-open={isOpen || undefined} className={isPrinted ? undefined : 'no-print'}>
        <th scope="row">
          <button
            type="button"
            className="chase-open"
            aria-expanded={isOpen}
            data-row={owner.id}
            onClick={() => open.set(isOpen ? null : owner.id)}
          >
            <Chevron size={12} aria-hidden="true" className="no-print" />
            <span>
              <span className="medium">{owner.id === 'unowned' ? 'Unowned' : owner.name}</span>
              <span className="note">{owner.contact ?? 'no contact'}</span>
            </span>
          </button>
        </th>
        <Facts row={row} today={instantOf(review)} />
        <td className="num no-print">
          <Button
            size="tiny"
            aria-label={isCopied ? undefined : `Copy message for ${owner.name}`}
            onClick={copy}
          >
            {isCopied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
            {isCopied ? 'Copied' : 'Message'}
          </Button>
        </td>
      </tr>
      {isOpen && (
        <tr className="chase-message no-print">
          <td colSpan={6}>
            <MessageBox row={row} week={review.week.week} copied={copied} />
          </td>
        </tr>
      )}
    </>
  )
}

function Facts({ row, today }: { row: Row; today: Date }) {
  const { owner, clusters, clustersTotal, items, extraUsdPerMonth, extendedUsdPerMonth, href } = row
  const [first] = clusters
  const [action] = items
  const due = dueWords(row, today)
  const more = moreThan(1, clustersTotal)
  return (
    <>
      <td>
        <EvidenceLink
          href={href}
          within={rowId(owner.id)}
          title={`${plural(clustersTotal, 'cluster')} with something due`}
        >
          {first?.name ?? plural(clustersTotal, 'cluster')}
        </EvidenceLink>
        {first !== undefined && more !== '' && <span className="note"> {more}</span>}
      </td>
      <td className="chase-action">
        {action?.action ?? missing}
        {items.length > 1 && <span className="note"> {moreThan(1, items.length)}</span>}
      </td>
      <td>
        {due === null ? <span className="muted">no day</span> : <Status tone={due.tone}>{due.text}</Status>}
        {due !== null && due.day !== '' && <span className="chase-day note">{due.day}</span>}
      </td>
      <td className={extraUsdPerMonth !== null && extraUsdPerMonth < 0 ? 'num tone-ok' : 'num'}>
        {extraUsdPerMonth === null || extraUsdPerMonth === 0 ? missing : usdAdded(extraUsdPerMonth)}
        {extendedUsdPerMonth > 0 && (
          <span className="chase-day note">pays {usdAdded(extendedUsdPerMonth).slice(1)}</span>
        )}
      </td>
    </>
  )
}
