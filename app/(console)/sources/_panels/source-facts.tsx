// The facts behind a source's health: times, rates, sums of the window, and the ways it comes in by.
import type { ReactNode } from 'react'
import { count, missing, plural, rate } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { SourceTest } from '../source-test.ts'
import type { SourceRow } from '../sources-view.ts'
import { wayName } from '../words.ts'
import { lagText } from './source-row.tsx'

const instant = (at: Date | null): ReactNode =>
  at === null ? missing : <time dateTime={at.toISOString()}>{fullInstant(at)}</time>

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1_000 ** power).toPrecision(3)} ${units[power - 1]}`
}

export function SourceFacts({ test, row }: { test: SourceTest; row: SourceRow | undefined }) {
  return (
    <>
      <dl className="facts">
        <Fact name="Newest event">{instant(test.newest)}</Fact>
        <Fact name="Lag">{lagText(test.newest, test.now)}</Fact>
        <Fact name="Last heard">{instant(test.lastHeardAt)}</Fact>
        <Fact name="Last 15 min">
          {plural(test.recentEvents, 'event')}, {plural(test.recentRejects, 'rejected line')}
        </Fact>
        {row && (
          <>
            <Fact name="Events/s">{rate(row.eventsPerSecond)}</Fact>
            <Fact name="In the window">
              {plural(row.events, 'event')}, {plural(row.rejects, 'rejected line')}
            </Fact>
            <Fact name="Repeats">{count(row.repeats)}</Fact>
          </>
        )}
      </dl>
      <p className="note panel-note">
        Events are all valid lines, of every stage. Repeats are those of them, in sealed time, that told of a
        request already counted: a retry, a second way in, a file imported twice. A request counts once
        whatever repeats arrive.
      </p>
      {test.ways.length > 0 && (
        <section aria-label="Ways in">
          <h3>Ways in</h3>
          <ul className="plain-list">
            {test.ways.map(({ way, bodies, bytes, lastAt }) => (
              <li key={way}>
                <span className="medium">{wayName(way)}</span>{' '}
                <span className="note">
                  {plural(bodies, 'body', 'bodies')}, {size(bytes)}, last {fullInstant(lastAt)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
