'use client'
// The field that finds rows by words; what is typed is part of the address.
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'

interface FindInRowsProps {
  readonly placeholder: string
  readonly value: string
  readonly onFind: (text: string | null) => void
}

export function FindInRows({ placeholder, value, onFind }: FindInRowsProps) {
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
  return (
    <label className="input-search">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={input}
        aria-label="Find in rows"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onFind(event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          onFind(null)
          event.currentTarget.blur()
        }}
      />
      <Kbd>/</Kbd>
    </label>
  )
}
