'use client'
// One facet: its values with counts of the current scope, a bar against the total, and a box to choose.
// Choosing keeps siblings in sight; long lists show their first values and offer the rest.
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { count } from '../format/number.ts'
import type { Tone } from './status.tsx'

export interface FacetOption {
  readonly value: string
  readonly label: string
  /** A few more words: "4471…1183", "stale". */
  readonly note?: string
  readonly tone?: Tone | 'ext'
  readonly count: number
  readonly isChosen: boolean
}

export interface FacetGroupProps {
  readonly title: string
  readonly options: readonly FacetOption[]
  /** What the bars are drawn against. */
  readonly total: number
  /** Values that match and are not among the options. */
  readonly further?: number
  /** How to get at those. */
  readonly furtherHint?: string
  readonly onToggle: (value: string) => void
}

const shownFirst = 6

export function FacetGroup(props: FacetGroupProps) {
  const { title, options, total, further = 0, furtherHint = 'Type to narrow.', onToggle } = props
  const [isOpen, setOpen] = useState(true)
  const [isLong, setLong] = useState(false)
  const shown = isLong ? options : options.filter((option, place) => place < shownFirst || option.isChosen)
  const hidden = options.length - shown.length
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <fieldset className="facet" aria-label={title}>
      <button type="button" className="facet-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={12} strokeWidth={1.75} aria-hidden="true" />
        {title}
      </button>
      {isOpen &&
        shown.map((option) => (
          <Option key={option.value} option={option} total={total} onToggle={() => onToggle(option.value)} />
        ))}
      {isOpen && (hidden > 0 || isLong) && (
        <button type="button" className="facet-more" onClick={() => setLong(!isLong)}>
          {isLong ? 'Fewer' : `${count(hidden + further)} more`}
        </button>
      )}
      {isOpen && hidden === 0 && further > 0 && (
        <p className="note facet-further">
          {count(further)} more match. {furtherHint}
        </p>
      )}
    </fieldset>
  )
}

function Option(props: { option: FacetOption; total: number; onToggle: () => void }) {
  const { option, total, onToggle } = props
  const part = total === 0 ? 0 : option.count / total
  return (
    <label
      className="facet-option"
      title={option.note === undefined ? option.value : `${option.value}, ${option.note}`}
    >
      <input type="checkbox" className="checkbox" checked={option.isChosen} onChange={onToggle} />
      <span className={option.tone === undefined ? 'ellipsis' : `ellipsis tone-${option.tone}`}>
        {option.label}
        {option.note !== undefined && <span className="muted"> {option.note}</span>}
      </span>
      <span className="facet-bar" aria-hidden="true">
        <span style={{ width: option.count === 0 ? 0 : `max(2px, ${(part * 100).toFixed(1)}%)` }} />
      </span>
      <span className="num">{count(option.count)}</span>
    </label>
  )
}
