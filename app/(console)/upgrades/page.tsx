// Upgrades: which clusters cannot move to their next version, and why. Lays out the panels; their first question is
// started here, since the address alone says what it is.
import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { clusterScopeOf, scopeParams } from '../../_hooks/view-params.ts'
import { HydrateClient, prefetch, trpc, waitBriefly } from '../../_trpc/server.ts'
import { ViewsButton } from '../_frame/views-button.tsx'
import { AnswerLine } from './_panels/answer-line.tsx'
import { CheckStrip } from './_panels/check-strip.tsx'
import { FindingPanel } from './_panels/finding-panel.tsx'
import { Listed } from './_panels/listed.tsx'
import { PlanCard } from './_panels/plan-card.tsx'
import { RefreshBar, RefreshButton } from './_panels/refresh-bar.tsx'
import { VerdictTabs } from './_panels/verdict-tabs.tsx'
import { matrixInput, planInput, planParams, upgradeParams } from './search-params.ts'

export const metadata: Metadata = { title: 'Upgrades' }

const load = createLoader({ ...scopeParams, ...upgradeParams, ...planParams })

export default async function UpgradesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams)
  const scope = clusterScopeOf(params)
  // Below the fold: it follows in the same document.
  void prefetch(trpc.upgrades.plan.queryOptions(planInput(params, scope)))
  await waitBriefly(prefetch(trpc.upgrades.matrix.queryOptions(matrixInput(params, scope))))
  return (
    <HydrateClient>
      <main className="page" id="main" tabIndex={-1}>
        <div className="page-head">
          <div className="grow">
            <h1>Upgrades</h1>
            <AnswerLine />
          </div>
          <div className="row row-wrap page-actions no-print">
            <RefreshButton />
            <ViewsButton />
          </div>
        </div>
        <RefreshBar />
        <CheckStrip />
        <VerdictTabs />
        <div className="upgrades">
          <Listed />
          <FindingPanel />
        </div>
        <PlanCard />
      </main>
    </HydrateClient>
  )
}
