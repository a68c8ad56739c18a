'use client'
// The panel of the talker that the address names, beside the evidence. What is in it comes with a script of its
// own, read once the page is idle.
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import type { TalkerKey } from '../../../../domain/model/talker.ts'
import { keyId, keyName } from '../talker-name.ts'
import { useTrafficView } from '../traffic-view.ts'

const detail = deferred(() => import('./talker-detail.tsx'))

export function TalkerPanel() {
  useIdleRead(detail)
  const view = useTrafficView()
  const { talker } = view.params
  const { question } = view
  if (talker === null || question === null) return null
  return (
    <Deferred from={detail} waiting={<Waiting talker={talker} />}>
      {({ TalkerDetail }) => (
        <TalkerDetail key={keyId(talker)} talker={talker} view={view} question={question} />
      )}
    </Deferred>
  )
}

function Waiting({ talker }: { talker: TalkerKey }) {
  const { name } = keyName(talker)
  return (
    <aside className="card side-panel sheet" aria-label={`Talker ${name}`} aria-busy="true">
      <div className="card-head">
        <h2 className="grow panel-title">{name}</h2>
      </div>
      <div className="side-panel-body">
        <SkeletonRows rows={7} />
      </div>
    </aside>
  )
}
