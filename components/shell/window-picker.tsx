'use client'
// When: six presets ending now, or From and To in UTC. The chip says the window as a person would, with
// its zone and length.
import { Calendar, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { clockTime, day, windowLength, windowText } from '../format/time.ts'
import { Deferred, deferred, useIdleRead } from '../ui/deferred.tsx'
import { WaitingLayer } from '../ui/faces.tsx'
import { Popover } from '../ui/popover.tsx'
import type { WindowChoicesProps } from './window-choices.tsx'

const choices = deferred(() => import('./window-choices.tsx'))

export function WindowPicker<Id extends string>(props: WindowChoicesProps<Id>) {
  useIdleRead(choices)
  const [open, setOpen] = useState(false)
  const { preset, presets, from, to } = props
  const named = presets.find((candidate) => candidate.id === preset)
  const text = named ? `Last ${named.label}` : windowText(from, to)
  const note = named ? `UTC · to ${clockTime(to)}, ${day(to)}` : `UTC · ${windowLength(from, to)}`
  const trigger = (
    <button type="button" className="chip" aria-label={`Time: ${text}, ${note}`}>
      <Calendar size={14} strokeWidth={1.8} aria-hidden="true" />
      <span className="medium">{text}</span>
      <span className="muted">{note}</span>
      <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
    </button>
  )
  const close = () => setOpen(false)
  return (
    <Popover label="Time range" trigger={trigger} align="end" open={open} onOpenChange={setOpen}>
      <Deferred from={choices} waiting={<WaitingLayer />}>
        {({ WindowChoices }) => (
          <WindowChoices
            {...props}
            onPreset={(id) => {
              props.onPreset(id)
              close()
            }}
            onAbsolute={(start, end) => {
              props.onAbsolute(start, end)
              close()
            }}
          />
        )}
      </Deferred>
    </Popover>
  )
}
