'use client'
// One line of text to fill in, under its label.
import { useId } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly onText: (text: string) => void
  /** What it means, or what is wrong with it. */
  readonly note?: string
  readonly isWrong?: boolean
}

export function TextField({ label, value, placeholder, onText, note, isWrong = false }: TextFieldProps) {
  const id = useId()
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        className="input connect-cluster"
        id={id}
        value={value}
        placeholder={placeholder}
        maxLength={80_000}
        aria-invalid={isWrong}
        aria-describedby={note && `${id}-note`}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {note && (
        <p className={isWrong ? 'field-error' : 'note'} id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  )
}
