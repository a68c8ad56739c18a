'use client'
// How much of the fleet answered, in the scope bar; a click lists what is stale and since when.
import { RotateCw } from 'lucide-react'
import type { Freshness } from '../../domain/model/freshness.ts'
import { count, duration, plural } from '../format/number.ts'
import { fullInstant } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import { type Tone, ToneIcon } from '../ui/status.tsx'

export interface FreshnessButtonProps {
  readonly freshness: Freshness
  /** The page's now, from the server. */
  readonly now: Date
  readonly refreshing: boolean
  readonly onRefresh: () => void
}

function summary({ clustersCovered, clustersTotal }: Freshness): { tone: Tone; text: string } {
  if (clustersTotal === 0) return { tone: 'unk', text: 'No data yet' }
  const text = `${count(clustersCovered)} of ${count(clustersTotal)} fresh`
  return { tone: clustersCovered === clustersTotal ? 'ok' : 'stale', text }
}

const listedMost = 100

export function FreshnessButton({ freshness, now, refreshing, onRefresh }: FreshnessButtonProps) {
  const { tone, text } = summary(freshness)
  const colour = tone === 'stale' ? 'warn' : tone
  const trigger = (
    <button type="button" className={`status tone-${colour}`} aria-label={`Freshness: ${text}`}>
      <ToneIcon tone={tone} />
      {text}
    </button>
  )
  return (
    <Popover label="Freshness" trigger={trigger} align="end" width={340}>
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
    </Popover>
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
