'use client'
// The control plane that is open, and the one beside it. Its script comes when one is opened.
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useCapacityView } from '../capacity-view.ts'

const planes = deferred(() => import('./opened-planes.tsx'))

export function Opened() {
  useIdleRead(planes)
  const view = useCapacityView()
  if (view.params.on === '' || view.window === null) return null
  return (
    <Deferred from={planes} waiting={<SkeletonRows rows={8} />}>
      {({ OpenedPlanes }) => <OpenedPlanes view={view} />}
    </Deferred>
  )
}
