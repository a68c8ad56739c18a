'use client'
// What and when, always visible: scope, filters of the page, freshness, window, copy link. Filters are
// the screen's own and come through the slot.
import { Boxes, Clock, Link as LinkIcon, RotateCw } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { ClockBadge } from '../../../components/shell/clock-badge.tsx'
import { useCommands } from '../../../components/shell/commands.tsx'
import { FreshnessButton } from '../../../components/shell/freshness-button.tsx'
import { OfflineBanner } from '../../../components/shell/offline-banner.tsx'
import { PausedBanner } from '../../../components/shell/paused-banner.tsx'
import { WindowPicker } from '../../../components/shell/window-picker.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { Badge } from '../../../components/ui/status.tsx'
import { useToast } from '../../../components/ui/toast.tsx'
import { maxWindowDays } from '../../../domain/units/window.ts'
import { useView, type View } from '../../_hooks/use-view.ts'
import { spanPresets } from '../../_hooks/view-params.ts'
import { FilterSlot } from './filter-slot.tsx'
import { frozenLink, frozenWords } from './frozen-link.ts'
import { ScopeButton } from './scope-button.tsx'
import { useServerNow, useSources } from './sources.tsx'

function useScopeCommands(view: View, copyLink: () => void, refresh: () => void) {
  const time = { group: 'Time' as const, icon: Clock }
  const back = () => view.shift(-1)
  const forward = () => view.shift(1)
  useCommands([
    ...spanPresets.map(({ id, label }, index) => ({
      ...time,
      id: `last ${id}`,
      keys: String(index + 1),
      label: `Last ${label}`,
      run: () => view.chooseSpan(id),
    })),
    { ...time, id: 'time.back', keys: '[', label: 'Shift time back', run: back },
    { ...time, id: 'time.forward', keys: ']', label: 'Shift time forward', run: forward },
    {
      id: 'view.link',
      group: 'Do',
      label: 'Copy link',
      words: 'share',
      keys: 'y',
      icon: LinkIcon,
      run: copyLink,
    },
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

export function ScopeBar() {
  const { list, refreshing, refresh } = useSources()
  // These pages speak of audit logs alone; a cluster whose API is read says nothing to them.
  const path = usePathname()
  const freshness = auditPages.has(path) ? list?.freshness : list?.anyFreshness
  const view = useView(useServerNow())
  const toast = useToast()
  const copyLink = () =>
    void toast.copy(frozenLink(window.location.href, view.window), `Link copied, ${frozenWords(view.window)}`)
  useScopeCommands(view, copyLink, refresh)
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
        {list && freshness && (
          <div className="scope-right">
            <ClockBadge kind={list.clockKind} now={list.now} />
            {list.anyFreshness.simulated && <Badge tone="warn">Simulated data</Badge>}
            <FreshnessButton
              freshness={freshness}
              now={list.now}
              refreshing={refreshing}
              onRefresh={refresh}
            />
            <span className="separator" />
            <WindowChoice view={view} />
            <Button size="small" aria-label="Copy link" onClick={copyLink}>
              <LinkIcon size={14} aria-hidden="true" />
              <span className="where-wide">Copy link</span>
            </Button>
          </div>
        )}
      </header>
      <div className="notices">
        <OfflineBanner />
        {list?.intakePaused && <PausedBanner reason={list.intakePaused} />}
      </div>
    </>
  )
}

function WindowChoice({ view }: { view: View }) {
  if (view.window === null) return null
  return (
    <WindowPicker
      presets={spanPresets}
      preset={view.window.span}
      from={view.window.from}
      to={view.window.to}
      longestDays={maxWindowDays}
      onPreset={view.chooseSpan}
      onAbsolute={view.chooseWindow}
    />
  )
}
