'use client'
// On paper the scope bar is gone; this first line says cluster, time and freshness instead.
import { fullInstant } from '../../../../components/format/time.ts'
import { type ClusterView, useClusterView, useWholeCluster } from '../cluster-view.ts'

const windowText = ({ window }: ClusterView): string =>
  window === null ? '' : ` · ${fullInstant(window.from)} to ${fullInstant(window.to)}`

export function PrintHead() {
  const view = useClusterView()
  const { data } = useWholeCluster(view).query
  if (data === undefined) return null
  const { clusterId, asOf } = data.row
  return (
    <p className="print-head">
      Periplus · {clusterId}
      {windowText(view)} · {asOf === null ? 'read by no source' : `as of ${fullInstant(asOf)}`}
    </p>
  )
}
