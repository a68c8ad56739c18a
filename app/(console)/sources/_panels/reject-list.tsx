'use client'
// Reasons with their counts as the way to narrow, and the lines themselves, newest first, with what of their
// text may be kept.
import type { ReactNode } from 'react'
import { count } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { RouterOutputs } from '../../../../server/root.ts'
import type { SourcesView } from '../sources-view.ts'
import { RejectReasons } from './reject-reasons.tsx'

type Rejects = RouterOutputs['sources']['rejects']

interface RejectListProps {
  readonly pages: readonly Rejects[]
  readonly view: SourcesView
  /** The way to older ones. */
  readonly children: ReactNode
}

export function RejectList({ pages, view, children }: RejectListProps) {
  return (
    <div className="rejects">
      <RejectReasons reasons={pages[0]?.byReason ?? []} view={view} />
      <div className="reject-lines">
        <Lines pages={pages} />
        {children}
      </div>
    </div>
  )
}

function Lines({ pages }: { pages: readonly Rejects[] }) {
  const lines = pages.flatMap((page) => page.lines)
  return (
    <ul aria-label="Rejected lines, newest first">
      {lines.map(({ body, line, clusterId, reason, excerpt, heardAt }) => (
        <li className="reject" key={`${body} ${line}`}>
          <span className="row row-wrap row-tight">
            <span className="medium">{reason}</span>
            <span className="note">
              {clusterId}, line {count(line)},{' '}
              <time dateTime={heardAt.toISOString()}>{fullInstant(heardAt)}</time>
            </span>
          </span>
          {excerpt === '' || excerpt === '…' ? (
            <span className="note">Nothing of its text may be kept.</span>
          ) : (
            <code className="mono reject-text">{excerpt}</code>
          )}
        </li>
      ))}
    </ul>
  )
}
