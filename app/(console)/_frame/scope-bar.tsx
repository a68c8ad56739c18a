'use client'
// What and when, always visible: scope, filters of the page, freshness, time, copy link. Filters are the screen's
// own and come through the slot.
import { Boxes, RotateCw } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { ClockBadge } from '../../../components/shell/clock-badge.tsx'
import { useCommands } from '../../../components/shell/commands.tsx'
import { FreshnessButton } from '../../../components/shell/freshness-button.tsx'
import { OfflineBanner } from '../../../components/shell/offline-banner.tsx'
import { PausedBanner } from '../../../components/shell/paused-banner.tsx'
import { Badge } from '../../../components/ui/status.tsx'
import { useView, type View } from '../../_hooks/use-view.ts'
import { FilterSlot } from './filter-slot.tsx'
import { NowStamp } from './now-stamp.tsx'
import { ScopeButton } from './scope-button.tsx'
import { useServerNow, useSources } from './sources.tsx'
import { WeekChoice } from './week-choice.tsx'
import { WindowChoice } from './window-choice.tsx'

function useScopeCommands(view: View, refresh: () => void) {
  useCommands([
    {
      id: 'view.refresh',
      group: 'Do',
      label: 'Refresh the page',
      words: 'reload',
      icon: RotateCw,
      run: refresh,
    },
    {
      id: 'clusters.all',
      group: 'Clusters',
      label: 'All clusters',
      icon: Boxes,
      offered: 'search',
      run: () => view.chooseOnly([]),
    },
  ])
}

const auditPages = new Set(['/sources', '/traffic'])
/** What these show lies in namespaces. */
const namespacePages = new Set(['/cluster', '/traffic'])
/** Their time is a whole week, of a history of weeks. */
const weekPages = new Set(['/review'])
/** They count what is now, with all below them. */
const nowPages = /^\/(fleet|upgrades)(\/|$)/

export function ScopeBar() {
  const { list, refreshing, refresh } = useSources()
  // These pages speak of audit logs alone; a cluster whose API is read says nothing to them.
  const path = usePathname()
  const freshness = auditPages.has(path) ? list?.freshness : list?.anyFreshness
  const view = useView(useServerNow())
  useScopeCommands(view, refresh)
  return (
    <>
      <header className="scope-bar">
        <div className="scope-left">
          {list && (
            <ScopeButton
              view={view}
              fleet={list.fleet}
              hasNamespaces={namespacePages.has(path)}
              stale={freshness?.stale ?? []}
            />
          )}
          <FilterSlot />
        </div>
        <div className="scope-right">
          {list && freshness && (
            <>
              <ClockBadge kind={list.clockKind} now={list.now} />
              {list.anyFreshness.simulated && <Badge tone="warn">Simulated data</Badge>}
              <FreshnessButton
                freshness={freshness}
                now={list.now}
                refreshing={refreshing}
                onRefresh={refresh}
              />
              <span className="separator" />
            </>
          )}
          <Time path={path} view={view} />
        </div>
      </header>
      <div className="notices">
        <OfflineBanner />
        {list?.intakePaused && <PausedBanner reason={list.intakePaused} />}
      </div>
    </>
  )
}

function Time({ path, view }: { path: string; view: View }) {
  if (weekPages.has(path)) return <WeekChoice />
  return nowPages.test(path) ? <NowStamp /> : <WindowChoice view={view} />
}
