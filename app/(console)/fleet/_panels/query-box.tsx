'use client'
// The field that narrows the table by a query or by plain words. What is typed is part of the address; what cannot
// be read is shown at its place, and narrows nothing.
import { Search } from 'lucide-react'
import { useId, useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { FleetPage, FleetView } from '../fleet-view.ts'
import { queryEndings } from '../query-endings.ts'

interface QueryBoxProps {
  readonly view: FleetView
  /** An answer to it; facets say which values there are. */
  readonly page: (Pick<FleetPage, 'queryProblem'> & { readonly facets?: FleetPage['facets'] }) | undefined
}

/** Words of an address of before stand in front of the query they have become part of. */
export const queryText = ({ params: { find, query } }: FleetView): string =>
  [find, query].filter(Boolean).join(' ')

export function QueryBox({ view, page }: QueryBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  useCommands([
    {
      id: 'fleet.find',
      group: 'Do',
      label: 'Find in rows',
      words: 'query search filter',
      keys: '/',
      icon: Search,
      run: () => input.current?.focus(),
    },
  ])
  const text = queryText(view)
  const write = (query: string | null) =>
    void view.setParams({ query, find: null, page: null, open: null }, { history: 'replace' })
  const hasProblem = page?.queryProblem != null
  return (
    <label className="input-search query-box">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={input}
        aria-label="Find in rows"
        aria-invalid={hasProblem}
        placeholder="Words, or version<1.33 team=ads"
        list={listId}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={text}
        onChange={(event) => write(event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          write(null)
          event.currentTarget.blur()
        }}
      />
      <datalist id={listId}>
        {queryEndings(text, page?.facets).map((ending) => (
          <option key={ending} value={ending} />
        ))}
      </datalist>
      <Kbd>/</Kbd>
    </label>
  )
}

/** "a quotation that does not end" → "A quotation that does not end." */
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`

export function QueryProblem({ view, page }: QueryBoxProps) {
  const problem = page?.queryProblem
  if (problem == null) return null
  const { query } = view.params
  const at = Math.max(0, Math.min(problem.at, query.length))
  return (
    <p className="query-problem" role="status">
      <code>
        {query.slice(0, at)}
        <mark>{query.slice(at) || '␣'}</mark>
      </code>
      <span>{sentence(problem.message)} It narrows nothing until it can be read.</span>
    </p>
  )
}
