'use client'
// The panel of the talker that the address names, beside the evidence. What is in it comes with a script of its
// own, read once the page is idle.
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { keyId, keyName } from '../talker-name.ts'
import { useTrafficView } from '../traffic-view.ts'

const detail = deferred(() => import('./talker-detail.tsx'))

export function TalkerPanel() {
  useIdleRead(detail)
  const view = useTrafficView()
  const { talker } = view.params
  const { question } = view
  if (talker === null || question === null) return null
  const { name } = keyName(talker)
  const waiting = (
    <SidePanel label={`Talker ${name}`} title={name} busy onClose={() => view.select(null)}>
      <SkeletonRows rows={7} />
    </SidePanel>
  )
  return (
    <Deferred from={detail} waiting={waiting}>
      {({ TalkerDetail }) => (
        <TalkerDetail key={keyId(talker)} talker={talker} view={view} question={question} />
      )}
    </Deferred>
  )
}
