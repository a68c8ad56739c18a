'use client'
// When: six presets ending now, or From and To in UTC. The chip says the window as a person would, with
// its zone and length.
import { Calendar, ChevronDown } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { clockTime, day, fromInputValue, inputValue, windowLength, windowText } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Popover } from '../ui/popover.tsx'

export interface WindowPreset<Id extends string> {
  readonly id: Id
  readonly label: string
}

export interface WindowPickerProps<Id extends string> {
  readonly presets: readonly WindowPreset<Id>[]
  /** Null when the window is absolute. */
  readonly preset: Id | null
  readonly from: Date
  readonly to: Date
  readonly longestDays: number
  readonly onPreset: (id: Id) => void
  readonly onAbsolute: (from: Date, to: Date) => void
}

export function WindowPicker<Id extends string>(props: WindowPickerProps<Id>) {
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
    </Popover>
  )
}

/** What the chip opens: the presets beside the two fields. */
export function WindowChoices<Id extends string>(props: WindowPickerProps<Id>) {
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

type FormProps = Pick<WindowPickerProps<string>, 'from' | 'to' | 'longestDays' | 'onAbsolute'>

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
