'use client'
// One line of text to fill in, under its label.
import { useId } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly onText: (text: string) => void
}

export function TextField({ label, value, placeholder, onText }: TextFieldProps) {
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
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    </div>
  )
}
