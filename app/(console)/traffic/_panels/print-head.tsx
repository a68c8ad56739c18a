'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useTrafficView } from '../traffic-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { view } = useTrafficView()
  if (list === undefined || view.window === null) return null
  const scope = view.clusters.length === 0 ? `all ${plural(list.total, 'cluster')}` : view.clusters.join(', ')
  const { asOf, clustersCovered, clustersTotal } = list.freshness
  return (
    <p className="print-head">
      Periplus · {scope} · {fullInstant(view.window.from)} to {fullInstant(view.window.to)} ·{' '}
      {clustersCovered} of {clustersTotal} fresh{asOf !== null && `, newest ${fullInstant(asOf)}`}
    </p>
  )
}
