'use client'
// What the window's chip opens: the presets beside two fields, From and To in UTC.
import { type FormEvent, useState } from 'react'
import { fromInputValue, inputValue } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'

export interface WindowPreset<Id extends string> {
  readonly id: Id
  readonly label: string
}

export interface WindowChoicesProps<Id extends string> {
  readonly presets: readonly WindowPreset<Id>[]
  /** Null when the window is absolute. */
  readonly preset: Id | null
  readonly from: Date
  readonly to: Date
  readonly longestDays: number
  readonly onPreset: (id: Id) => void
  readonly onAbsolute: (from: Date, to: Date) => void
}

export function WindowChoices<Id extends string>(props: WindowChoicesProps<Id>) {
  const { preset, presets, onPreset } = props
  return (
    <div className="window-picker">
      <div className="option-list">
        {presets.map(({ id, label }, index) => (
          <button
            key={id}
            type="button"
            className="option"
            aria-pressed={id === preset}
            onClick={() => onPreset(id)}
          >
            {label}
            <Kbd>{String(index + 1)}</Kbd>
          </button>
        ))}
      </div>
      <AbsoluteForm {...props} />
    </div>
  )
}

function problemWith(from: Date | null, to: Date | null, longestDays: number): string | null {
  if (from === null || to === null) return 'Enter both ends as 2026-03-09 08:42.'
  if (from >= to) return 'From must be before To.'
  if (to.getTime() - from.getTime() > longestDays * 86_400_000) {
    return `A window is at most ${longestDays} days.`
  }
  return null
}

type FormProps = Pick<WindowChoicesProps<string>, 'from' | 'to' | 'longestDays' | 'onAbsolute'>

function AbsoluteForm({ from, to, longestDays, onAbsolute }: FormProps) {
  const [start, setStart] = useState(inputValue(from))
  const [end, setEnd] = useState(inputValue(to))
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [first, last] = [fromInputValue(start), fromInputValue(end)]
    const found = problemWith(first, last, longestDays)
    setProblem(found)
    if (found === null && first !== null && last !== null) onAbsolute(first, last)
  }
  const field = (label: string, value: string, set: (value: string) => void) => (
    <label>
      <span className="field-label">{label}</span>
      <input
        className="input"
        inputMode="numeric"
        autoComplete="off"
        placeholder="2026-03-09 08:42"
        value={value}
        aria-invalid={problem !== null}
        onChange={(event) => set(event.currentTarget.value)}
      />
    </label>
  )
  return (
    <form className="popover-section absolute-form" onSubmit={submit}>
      {field('From', start, setStart)}
      {field('To', end, setEnd)}
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="row row-between">
        <span className="note">All times are UTC.</span>
        <Button type="submit" size="small" kind="primary">
          Show
        </Button>
      </div>
    </form>
  )
}
