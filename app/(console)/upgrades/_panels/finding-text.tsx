'use client'
// One finding: what, on which subject, how it is known and when, whose it is and what to do; accepting it for a while,
// and what became of it.
import { useState } from 'react'
import { day, dayTime } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Badge } from '../../../../components/ui/status.tsx'
import type { Finding } from '../upgrades-view.ts'
import { statusTones, statusWords } from '../words.ts'
import { FindingHistory } from './finding-history.tsx'
import { EndWaiver, WaiveForm } from './waive-form.tsx'

export function FindingText({ finding, now }: { finding: Finding; now: Date }) {
  const { id, status, summary, subject, owner, evidence, recommendation, lastSeenAt, waiver } = finding
  const [open, setOpen] = useState<'waive' | 'history' | null>(null)
  const place = [subject.kind, subject.namespace, subject.name].filter(Boolean).join(' · ')
  const toggle = (what: 'waive' | 'history') => setOpen(open === what ? null : what)
  return (
    <article className="finding" aria-label={summary}>
      <h3>
        <Badge tone={waiver === null ? statusTones[status] : 'info'}>
          {waiver === null ? statusWords[status] : 'Accepted'}
        </Badge>{' '}
        {summary}
      </h3>
      <p className="note">
        {place} · {owner.id === 'unowned' ? 'unowned' : owner.name}
        {owner.contact !== null && ` (${owner.contact})`}
        {lastSeenAt !== null && ` · last ${dayTime(lastSeenAt)}`}
      </p>
      {waiver !== null && (
        <p className="finding-accepted">
          Accepted until {day(waiver.expiresAt, now.getUTCFullYear())} by {waiver.author}: {waiver.reason}
        </p>
      )}
      <ul>
        {evidence.map(({ signal, says, at, names }) => (
          <li key={`${signal} ${says}`}>
            {says} <span className="note">{dayTime(at)}</span>
            {names.length > 0 && <span className="finding-names">{names.join(', ')}</span>}
          </li>
        ))}
      </ul>
      <p>{recommendation}</p>
      <div className="row row-tight no-print finding-steps">
        {waiver === null ? (
          status !== 'passing' && (
            <Button size="tiny" aria-expanded={open === 'waive'} onClick={() => toggle('waive')}>
              Accept for a while
            </Button>
          )
        ) : (
          <EndWaiver id={waiver.id} />
        )}
        <Button size="tiny" kind="ghost" aria-expanded={open === 'history'} onClick={() => toggle('history')}>
          History
        </Button>
      </div>
      {open === 'waive' && waiver === null && (
        <WaiveForm findingId={id} now={now} onDone={() => setOpen(null)} />
      )}
      {open === 'history' && <FindingHistory id={id} />}
    </article>
  )
}
