'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useSourcesView } from '../sources-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { view } = useSourcesView()
  if (list === undefined || view.window === null) return null
  const scope = view.clusters.length === 0 ? `all ${plural(list.total, 'cluster')}` : view.clusters.join(', ')
  return (
    <p className="print-head">
      Periplus · Sources of {scope} · {fullInstant(view.window.from)} to {fullInstant(view.window.to)} · read{' '}
      {fullInstant(list.now)}
    </p>
  )
}
