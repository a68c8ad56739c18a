'use client'
// What the API servers in scope say of themselves, below who loads them: seats, requests in flight, 429s. Its
// script comes after the page.
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { useTrafficView } from '../traffic-view.ts'

const charts = deferred(() => import('./control-plane-charts.tsx'))

export function ControlPlanes() {
  useIdleRead(charts)
  const view = useTrafficView()
  if (view.question === null) return null
  const { question } = view
  return (
    <Deferred from={charts} waiting={<div className="card control-planes-place" aria-hidden="true" />}>
      {({ ControlPlaneCharts }) => <ControlPlaneCharts question={question} view={view} />}
    </Deferred>
  )
}
