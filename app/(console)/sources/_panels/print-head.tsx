'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { fullInstant } from '../../../../components/format/time.ts'
import { scopeText } from '../../_frame/scope-words.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useSourcesView } from '../sources-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { view } = useSourcesView()
  if (list === undefined || view.window === null) return null
  const scope = scopeText(view.clusterScope, list.fleet.clusters)
  return (
    <p className="print-head">
      Periplus · Sources of {scope} · {fullInstant(view.window.from)} to {fullInstant(view.window.to)} · read{' '}
      {fullInstant(list.now)}
    </p>
  )
}
