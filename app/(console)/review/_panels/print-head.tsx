'use client'
// On paper the scope bar is gone; this first line says scope, time and freshness instead.
import { dayTime } from '../../../../components/format/time.ts'
import { weekDays } from '../../../../components/format/week.ts'
import { scopeText } from '../../_frame/scope-words.ts'
import { useReviewView } from '../review-view.ts'

export function PrintHead() {
  const { week: asked, query } = useReviewView()
  if (query.data === undefined) return null
  const { week, clusters, freshness, preparedAt } = query.data
  const days = weekDays({ from: new Date(week.from), to: new Date(week.to) })
  return (
    <p className="print-head">
      Periplus · Fleet review of {scopeText(asked.scope, clusters)} · {week.week}, {days} UTC · prepared{' '}
      {dayTime(new Date(preparedAt))} UTC · {freshness.clustersCovered} of {freshness.clustersTotal} fresh
      {freshness.simulated && ' · simulated data'}
    </p>
  )
}
