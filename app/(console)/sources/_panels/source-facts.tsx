// The facts behind a source's health: times, rates, sums of the window, and the ways it comes in by.
import type { ReactNode } from 'react'
import { bytes, count, missing, plural, rate } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { FollowedFile } from '../../../../domain/model/followed-file.ts'
import { behindText, followNames, followTones, lostText, readText } from '../followed-words.ts'
import type { SourceTest } from '../source-test.ts'
import type { SourceRow } from '../sources-view.ts'
import { wayName } from '../words.ts'
import { lagText } from './source-row.tsx'

const instant = (at: Date | null): ReactNode =>
  at === null ? missing : <time dateTime={at.toISOString()}>{fullInstant(at)}</time>

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
      {test.ways.length > 0 && <WaysIn ways={test.ways} />}
      {test.followed.map((file) => (
        <FollowedFacts key={file.path} file={file} now={test.now} />
      ))}
    </>
  )
}

const sums = [
  { name: 'Bodies', of: 'bodies', write: count },
  { name: 'Size', of: 'bytes', write: bytes },
  { name: 'Events taken', of: 'accepted', write: count },
  { name: 'Sent again', of: 'duplicates', write: count },
  { name: 'Rejected', of: 'rejected', write: count },
] as const

/** Since roll-ups are kept: what each way brought, and when it was last heard. */
function WaysIn({ ways }: { ways: SourceTest['ways'] }) {
  return (
    <section aria-label="Ways in">
      <h3>Ways in</h3>
      {ways.map((way) => (
        <div key={way.way} className="way-in">
          <p>
            <span className="medium">{wayName(way.way)}</span>{' '}
            <span className="note">last {fullInstant(way.lastAt)}</span>
          </p>
          <dl className="way-sums">
            {sums.map(({ name, of, write }) => (
              <div key={of}>
                <dt>{name}</dt>
                <dd>{write(way[of])}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      <p className="note panel-note">Sent again: events of bodies that had been taken whole before.</p>
    </section>
  )
}

function FollowedFacts({ file, now }: { file: FollowedFile; now: Date }) {
  return (
    <section aria-label={`Followed file ${file.path}`}>
      <h3>Followed file</h3>
      <p className="row row-wrap">
        <span className="mono way-path">{file.path}</span>
        <Status tone={followTones[file.state]}>{followNames[file.state]}</Status>
      </p>
      {file.reason !== '' && <p className="note">{file.reason}</p>}
      <dl className="facts">
        <Fact name="Read to">{readText(file)}</Fact>
        <Fact name="Behind">{behindText(file, now)}</Fact>
        <Fact name="Last read">{instant(file.lastReadAt)}</Fact>
        <Fact name="Lost">
          {lostText(file)}
          {file.lost.times > 0 && <span className="note"> {file.lost.what}</span>}
        </Fact>
      </dl>
    </section>
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
