'use client'
// The layer of the scope, drawn: a field to find, everything at once, and the facets with their counts. Up and
// Down go from choice to choice.
import { Search } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { count } from '../format/number.ts'
import { FacetGroup, type FacetOption } from '../ui/facet-group.tsx'

export interface ScopeFacetGroup {
  readonly id: string
  readonly title: string
  readonly options: readonly FacetOption[]
  /** Further ones that match and are not among the options. */
  readonly more: number
}

export interface ScopeFacetsProps {
  readonly text: string
  readonly onText: (text: string) => void
  /** "Find an account, region, cluster" */
  readonly hint: string
  readonly total: number
  readonly isWhole: boolean
  readonly onClear: () => void
  readonly groups: readonly ScopeFacetGroup[]
  readonly onToggle: (group: string, value: string) => void
  readonly isBusy: boolean
  /** What stands in place of the groups: waiting, failed, nothing found. */
  readonly face: ReactNode
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button:not(:disabled)')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

export function ScopeFacets(props: ScopeFacetsProps) {
  const { text, hint, total, isWhole, groups, isBusy, face } = props
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shortcut between stops that Tab reaches as well
    <div className="scope-facets" onKeyDown={moveFocus} aria-busy={isBusy}>
      <div className="scope-find">
        <label className="input-search">
          <Search size={14} strokeWidth={1.8} aria-hidden="true" />
          <input
            // biome-ignore lint/a11y/noAutofocus: the layer was opened to find something in it
            autoFocus
            aria-label={hint}
            placeholder={hint}
            value={text}
            onChange={(event) => props.onText(event.currentTarget.value)}
          />
        </label>
        <label className="facet-option">
          <input type="checkbox" className="checkbox" checked={isWhole} onChange={props.onClear} />
          All clusters
          <span />
          <span className="num">{count(total)}</span>
        </label>
      </div>
      {face}
      {groups.map(({ id, title, options, more }) => (
        <FacetGroup
          key={id}
          title={title}
          options={options}
          further={more}
          total={total}
          onToggle={(value) => props.onToggle(id, value)}
        />
      ))}
    </div>
  )
}
