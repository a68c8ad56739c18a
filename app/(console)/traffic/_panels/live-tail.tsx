'use client'
// The place of the live tail, and the button that opens it. Its script comes when somebody asks for it.
import { Radio } from 'lucide-react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useTrafficView } from '../traffic-view.ts'

const card = deferred(() => import('./tail-card.tsx'))

export function TailButton() {
  const { params, setParams, question } = useTrafficView()
  const isOpen = params.tail === 'on'
  const toggle = () => void setParams({ tail: isOpen ? null : 'on' })
  useCommands([{ id: 'traffic.tail', group: 'Do', label: 'Live tail', icon: Radio, run: toggle }])
  return (
    <Button disabled={question === null} aria-pressed={isOpen} onClick={toggle}>
      <Radio size={14} aria-hidden="true" />
      Live tail
    </Button>
  )
}

export function LiveTail() {
  const { params, question, setParams } = useTrafficView()
  if (params.tail !== 'on' || question === null) return null
  return (
    <Deferred from={card} waiting={<SkeletonRows rows={7} />}>
      {({ TailCard }) => <TailCard question={question} onClose={() => void setParams({ tail: null })} />}
    </Deferred>
  )
}
