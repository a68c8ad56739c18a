'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { fullInstant } from '../../../../components/format/time.ts'
import { scopeText } from '../../_frame/scope-words.ts'
import { useSources } from '../../_frame/sources.tsx'
import { useFleetView } from '../fleet-view.ts'

export function PrintHead() {
  const { list } = useSources()
  const { scope } = useFleetView()
  if (list === undefined) return null
  const { clustersCovered, clustersTotal } = list.anyFreshness
  return (
    <p className="print-head">
      Periplus · Inventory of {scopeText(scope, list.fleet.clusters)} · read {fullInstant(list.now)} ·{' '}
      {clustersCovered} of {clustersTotal} fresh
    </p>
  )
}
