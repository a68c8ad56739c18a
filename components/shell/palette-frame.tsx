'use client'
// The command palette's field, and the place of its list. A combobox in look, names and keys: it passes the
// keys that move and choose on to the list, and keeps those pressed before the list's script was there.
import { Search } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { Kbd } from '../ui/kbd.tsx'

/** What the list needs to know of the field above it. */
export interface PaletteSlot {
  readonly listId: string
  /** The list says which option is marked; undefined for none. */
  readonly onMark: (optionId: string | undefined) => void
  /** Hands over what was pressed so far, then each key as it is pressed; answers the way to stop. */
  readonly onKeys: (take: (key: string) => void) => () => void
}

export interface PaletteFrameProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onClose: () => void
  /** False where it is drawn among other things. */
  readonly autoFocus?: boolean
  /** Draws the list. */
  readonly children: (slot: PaletteSlot) => ReactNode
}

const listKeys = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Enter'])

/** What field and list tell each other. Moving the mark draws the field anew, not the list's whole place. */
function createLink(listId: string) {
  const waiting: string[] = []
  const listeners = new Set<() => void>()
  let taker: ((key: string) => void) | undefined
  let marked: string | undefined
  const slot: PaletteSlot = {
    listId,
    onMark: (optionId) => {
      marked = optionId
      for (const listener of listeners) listener()
    },
    onKeys: (take) => {
      taker = take
      for (const key of waiting.splice(0)) take(key)
      return () => {
        if (taker === take) taker = undefined
      }
    },
  }
  return {
    slot,
    marked: () => marked,
    press: (key: string) => {
      if (taker === undefined) waiting.push(key)
      else taker(key)
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function PaletteFrame({ children, ...field }: PaletteFrameProps) {
  const id = useId()
  const [link] = useState(() => createLink(id))
  return (
    <div className="palette">
      <Field link={link} {...field} />
      {children(link.slot)}
    </div>
  )
}

type FieldProps = Omit<PaletteFrameProps, 'children'> & { readonly link: ReturnType<typeof createLink> }

function Field({ link, text, onText, onClose, autoFocus = true }: FieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const marked = useSyncExternalStore(link.subscribe, link.marked, () => undefined)
  useEffect(() => {
    if (autoFocus) field.current?.focus()
  }, [autoFocus])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const isOurs = listKeys.has(event.key)
    if (isOurs || event.key === 'Escape') event.preventDefault()
    if (isOurs) link.press(event.key)
    if (event.key === 'Escape') onClose()
  }
  return (
    <div className="palette-field">
      <Search size={16} strokeWidth={1.8} aria-hidden="true" />
      <input
        ref={field}
        role="combobox"
        aria-label="Search or jump to"
        aria-expanded={marked !== undefined}
        aria-controls={link.slot.listId}
        aria-activedescendant={marked}
        aria-autocomplete="list"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={100}
        placeholder="Search or jump to"
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Kbd>Esc</Kbd>
    </div>
  )
}
