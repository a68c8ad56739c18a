'use client'
// Finds control planes by a part of their name, which is part of the address.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { CapacityView } from '../capacity-view.ts'

export function FindControlPlane({ view }: { view: CapacityView }) {
  const input = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'capacity.find',
      group: 'Do',
      label: 'Find in rows',
      keys: '/',
      icon: Search,
      run: () => input.current?.focus(),
    },
  ])
  const find = (text: string | null) =>
    void view.setParams({ find: text, page: null }, { history: 'replace' })
  return (
    <label className="input-search">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={input}
        aria-label="Find in rows"
        placeholder="Find by name"
        value={view.params.find}
        onChange={(event) => find(event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          find(null)
          event.currentTarget.blur()
        }}
      />
      <Kbd>/</Kbd>
    </label>
  )
}
