'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { fullInstant } from '../../../../components/format/time.ts'
import { scopeText } from '../../_frame/scope-words.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useTrafficView } from '../traffic-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { view } = useTrafficView()
  if (list === undefined || view.window === null) return null
  const scope = scopeText(view.scope, list.fleet.clusters)
  const { asOf, clustersCovered, clustersTotal } = list.freshness
  return (
    <p className="print-head">
      Periplus · {scope} · {fullInstant(view.window.from)} to {fullInstant(view.window.to)} ·{' '}
      {clustersCovered} of {clustersTotal} fresh{asOf !== null && `, newest ${fullInstant(asOf)}`}
    </p>
  )
}
