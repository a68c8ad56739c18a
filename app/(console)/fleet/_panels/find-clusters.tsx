'use client'
// Finds clusters by words of their name, id, account, owner or tags; what is typed is part of the address.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { FleetView } from '../fleet-view.ts'

export function FindClusters({ view }: { view: FleetView }) {
  const input = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'fleet.find',
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
        placeholder="Name, account, owner, tag"
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
