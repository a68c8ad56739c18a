'use client'
// A window without requests: says why (filters, nobody watched, or really none) and offers one step.
import { plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import type { TalkerSeries } from '../../../../domain/model/talker.ts'
import type { TrafficView } from '../traffic-view.ts'

const minuteMs = 60_000

/** A window of the same length that ends with the newest data. */
export function newestWindow(asOf: Date, window: { readonly from: Date; readonly to: Date }) {
  const to = new Date((Math.floor(asOf.getTime() / minuteMs) + 1) * minuteMs)
  return { from: new Date(to.getTime() - (window.to.getTime() - window.from.getTime())), to }
}

export function EmptyWindow({ view, series }: { view: TrafficView; series: TalkerSeries }) {
  const { asOf } = series.freshness
  const { window } = view.view
  if (view.where !== undefined) {
    const filters = plural(Object.keys(view.where).length, 'filter')
    return (
      <EmptyFace
        title={`No requests match ${filters === '1 filter' ? 'this filter' : `these ${filters}`}`}
        action={
          <Button size="tiny" onClick={view.clearFilters}>
            Clear filters
          </Button>
        }
      >
        The window holds other requests, or none. Clearing shows which.
      </EmptyFace>
    )
  }
  if (asOf === null || window === null) {
    return <EmptyFace title="No data">The clusters in scope have sent no audit events yet.</EmptyFace>
  }
  const target = newestWindow(asOf, window)
  const watched = series.covered.some((clusters) => clusters > 0)
  return (
    <EmptyFace
      title={watched ? 'No requests in this window' : 'No data in this window'}
      action={
        <Button size="tiny" onClick={() => view.view.chooseWindow(target.from, target.to)}>
          Go to the newest data
        </Button>
      }
    >
      The newest event of the clusters in scope is of {fullInstant(asOf)}.
    </EmptyFace>
  )
}
