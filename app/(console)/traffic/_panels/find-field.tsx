'use client'
// Finds in the rows of the table; what is typed is part of the address, Esc gives the rows back.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { TrafficView } from '../traffic-view.ts'

export function FindField({ view }: { view: TrafficView }) {
  const input = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'traffic.rows',
      group: 'Do',
      label: 'Find in rows',
      keys: '/',
      icon: Search,
      run: () => input.current?.focus(),
    },
  ])
  return (
    <label className="input-search">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={input}
        aria-label="Find in rows"
        placeholder="Find in rows"
        value={view.params.find}
        onChange={(event) =>
          void view.setParams({ find: event.currentTarget.value || null }, { history: 'replace' })
        }
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          void view.setParams({ find: null }, { history: 'replace' })
          event.currentTarget.blur()
        }}
      />
      <Kbd>/</Kbd>
    </label>
  )
}
