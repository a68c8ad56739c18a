'use client'
// How much room the control plane has, and its series: with scripts of their own, which come after the page.
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { type ControlPlaneProps, HeadroomPlace } from './headroom-place.tsx'

const cards = deferred(() => import('./headroom-cards.tsx'))
const series = deferred(() => import('./control-plane-series.tsx'))

export function Headroom(props: ControlPlaneProps) {
  return (
    <Deferred from={cards} waiting={<HeadroomPlace />}>
      {({ HeadroomCards }) => <HeadroomCards {...props} />}
    </Deferred>
  )
}

export function ControlPlane(props: ControlPlaneProps) {
  useIdleRead(series)
  return (
    <Deferred from={series} waiting={<SkeletonRows rows={6} />}>
      {({ ControlPlaneCharts }) => <ControlPlaneCharts {...props} />}
    </Deferred>
  )
}
