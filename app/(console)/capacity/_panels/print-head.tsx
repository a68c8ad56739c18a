'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { fullInstant } from '../../../../components/format/time.ts'
import { scopeText } from '../../_frame/scope-words.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useCapacityView } from '../capacity-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { scope, window } = useCapacityView()
  if (list === undefined || window === null) return null
  const { clustersCovered, clustersTotal } = list.anyFreshness
  return (
    <p className="print-head">
      Periplus · Capacity of {scopeText(scope, list.fleet.clusters)} · {fullInstant(window.from)} to{' '}
      {fullInstant(window.to)} · {clustersCovered} of {clustersTotal} fresh
    </p>
  )
}
