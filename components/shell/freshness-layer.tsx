'use client'
// What the freshness of the scope bar opens: the newest event, what is stale and since when, and Refresh.
import { RotateCw } from 'lucide-react'
import type { Freshness } from '../../domain/model/freshness.ts'
import { count, duration, plural } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Button } from '../ui/button.tsx'

export interface FreshnessLayerProps {
  readonly freshness: Freshness
  /** The page's now, from the server. */
  readonly now: Date
  readonly refreshing: boolean
  readonly onRefresh: () => void
}

const listedMost = 100

export function FreshnessLayer({ freshness, now, refreshing, onRefresh }: FreshnessLayerProps) {
  return (
    <>
      <div className="popover-section">
        <h3>Audit log</h3>
        <p className="note">
          {freshness.asOf === null
            ? 'No cluster has sent audit events yet.'
            : `Newest event ${fullInstant(freshness.asOf)}. Read ${fullInstant(now)}.`}
        </p>
        <p className="note">A cluster is stale when its newest event is more than 5 minutes old.</p>
      </div>
      {freshness.stale.length > 0 && <StaleList freshness={freshness} now={now} />}
      <div className="popover-section">
        <Button size="small" onClick={onRefresh} disabled={refreshing}>
          <RotateCw size={14} aria-hidden="true" />
          {refreshing ? 'Reading' : 'Refresh the page'}
        </Button>
      </div>
    </>
  )
}

function StaleList({ freshness, now }: { freshness: Freshness; now: Date }) {
  const listed = freshness.stale.slice(0, listedMost)
  return (
    <div className="popover-section">
      <h3>{plural(freshness.stale.length, 'stale cluster')}</h3>
      <ul className="stale-list">
        {listed.map(({ clusterId, since }) => (
          <li key={clusterId}>
            <span className="medium">{clusterId}</span>{' '}
            <span className="note">
              no events for {duration(now.getTime() - since.getTime())}, since{' '}
              <time dateTime={since.toISOString()}>{fullInstant(since)}</time>
            </span>
          </li>
        ))}
      </ul>
      {listed.length < freshness.stale.length && (
        <p className="note">and {count(freshness.stale.length - listed.length)} more</p>
      )}
    </div>
  )
}
