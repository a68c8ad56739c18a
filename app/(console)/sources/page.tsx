// Sources: what feeds this installation, how well, what was rejected and why, and how to connect more.
// Lays out the panels; their questions start as soon as the server's now is known.
import type { Metadata } from 'next'
import { SourcesGate } from '../_frame/sources-gate.tsx'
import { AnswerLine } from './_panels/answer-line.tsx'
import { ConnectCard } from './_panels/connect-card.tsx'
import { OpenPanel } from './_panels/deferred-panels.tsx'
import { FollowedFiles } from './_panels/followed-files.tsx'
import { PageActions } from './_panels/page-actions.tsx'
import { PrintHead } from './_panels/print-head.tsx'
import { ReadAnswer } from './_panels/read-answer.tsx'
import { ReadTable } from './_panels/read-table.tsx'
import { RefusedCalls } from './_panels/refused-calls.tsx'
import { RejectedLines } from './_panels/rejected-lines.tsx'
import { SourceTable } from './_panels/source-table.tsx'
import { TokenCard } from './_panels/token-card.tsx'
import { SecretProvider } from './secret.tsx'

export const metadata: Metadata = { title: 'Sources' }

export default function SourcesPage() {
  return (
    <main className="page" id="main" tabIndex={-1}>
      <PrintHead />
      <div className="page-head">
        <div className="grow">
          <h1>Sources</h1>
          <AnswerLine />
          <ReadAnswer />
        </div>
        <PageActions />
      </div>
      <SecretProvider>
        <SourcesGate>
          <div className="traffic sources">
            <div className="traffic-column">
              <ConnectCard />
              <SourceTable />
              <ReadTable />
              <FollowedFiles />
              <RefusedCalls />
              <RejectedLines />
              <TokenCard />
            </div>
            <OpenPanel />
          </div>
        </SourcesGate>
      </SecretProvider>
    </main>
  )
}
