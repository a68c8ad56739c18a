'use client'
// Finds objects by a part of their name, and narrows them to one state; both are part of the address.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { ClusterView } from '../cluster-view.ts'

export function FindObjects({ view, phases }: { view: ClusterView; phases: readonly string[] }) {
  const input = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'cluster.find',
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
    <>
      {phases.length > 0 && (
        <select
          className="input input-small"
          aria-label="State"
          value={view.params.phase ?? ''}
          onChange={(event) => void view.setParams({ phase: event.currentTarget.value || null, page: null })}
        >
          <option value="">Any state</option>
          {phases.map((phase) => (
            <option key={phase}>{phase}</option>
          ))}
        </select>
      )}
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
    </>
  )
}
