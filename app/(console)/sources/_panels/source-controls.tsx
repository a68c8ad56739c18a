'use client'
// What narrows the table of sources: part of a cluster's id, and one health with how many have it.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { count } from '../../../../components/format/number.ts'
import { useKeys } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { type SourceHealth, sourceHealths } from '../../../../domain/model/source.ts'
import type { SourceRows, SourcesView } from '../sources-view.ts'
import { healthNames } from '../words.ts'

export function SourceControls({ page, view }: { page: SourceRows; view: SourcesView }) {
  const present = sourceHealths.filter((health) => page.byHealth[health] > 0 || view.params.health === health)
  const all = sourceHealths.reduce((sum, health) => sum + page.byHealth[health], 0)
  return (
    <span className="row row-wrap row-tight table-controls">
      <FindField view={view} />
      <Segmented<SourceHealth | 'all'>
        label="Health"
        value={view.params.health ?? 'all'}
        options={[
          { value: 'all', label: `All ${count(all)}` },
          ...present.map((health) => ({
            value: health,
            label: `${healthNames[health]} ${count(page.byHealth[health])}`,
          })),
        ]}
        onChange={(health) => void view.setParams({ health: health === 'all' ? null : health, page: null })}
      />
    </span>
  )
}

function FindField({ view }: { view: SourcesView }) {
  const input = useRef<HTMLInputElement>(null)
  useKeys([{ keys: '/', label: 'Find a cluster', group: 'Do', run: () => input.current?.focus() }])
  const find = (text: string | null) =>
    void view.setParams({ find: text, page: null }, { history: 'replace' })
  return (
    <label className="input-search">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={input}
        aria-label="Find a cluster"
        placeholder="Find a cluster"
        value={view.params.find}
        maxLength={100}
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
