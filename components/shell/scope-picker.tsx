'use client'
// Which clusters the page is about. Choosing none means all of them.
import { Boxes, ChevronDown, Globe } from 'lucide-react'
import { plural } from '../format/number.ts'
import { Deferred, deferred, useIdleRead } from '../ui/deferred.tsx'
import { WaitingLayer } from '../ui/faces.tsx'
import { Popover } from '../ui/popover.tsx'
import type { ClusterChoiceProps } from './cluster-choice.tsx'

const choice = deferred(() => import('./cluster-choice.tsx'))

export function ScopePicker(props: ClusterChoiceProps) {
  useIdleRead(choice)
  const { chosen, total } = props
  const one = chosen.length === 1
  const name = chosen.length === 0 ? 'All clusters' : one ? chosen[0] : plural(chosen.length, 'cluster')
  const note =
    chosen.length === 0 ? plural(total, 'cluster') : `${chosen.length} of ${plural(total, 'cluster')}`
  const Icon = chosen.length === 0 ? Globe : Boxes
  const trigger = (
    <button
      type="button"
      className="chip chip-scope"
      title={chosen.join('\n')}
      aria-label={`Scope: ${name}, ${note}`}
    >
      <Icon size={14} strokeWidth={1.8} aria-hidden="true" />
      <span className="medium ellipsis">{name}</span>
      <span className="muted">{note}</span>
      <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
    </button>
  )
  return (
    <Popover label="Scope" trigger={trigger} width={340}>
      <Deferred from={choice} waiting={<WaitingLayer />}>
        {({ ClusterChoice }) => <ClusterChoice {...props} />}
      </Deferred>
    </Popover>
  )
}
