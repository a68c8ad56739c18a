'use client'
// Single keys and short sequences. Off while a person types, off with modifiers, and can be turned off
// altogether. Whoever offers an action registers its key here; the keyboard map lists what is registered.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

export interface KeyBinding {
  /** "g t", "/", "?" … */
  readonly keys: string
  readonly label: string
  readonly run: () => void
}

interface Keyboard {
  readonly enabled: boolean
  setEnabled(enabled: boolean): void
  register(bindings: () => readonly KeyBinding[]): () => void
  list(): readonly KeyBinding[]
}

const KeyboardContext = createContext<Keyboard | null>(null)
const sequenceMs = 1_200
const settingKey = 'periplus-single-keys'

export function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext)
  if (keyboard === null) throw new Error('useKeyboard needs a KeyboardProvider above it')
  return keyboard
}

/** Offers keys for as long as the caller is on screen. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const { register } = useKeyboard()
  const latest = useRef(bindings)
  useEffect(() => {
    latest.current = bindings
  })
  useEffect(() => register(() => latest.current), [register])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

const listeners = new Set<() => void>()

function readEnabled(): boolean {
  try {
    return localStorage.getItem(settingKey) !== 'off'
  } catch {
    return true
  }
}

function writeEnabled(enabled: boolean): void {
  try {
    localStorage.setItem(settingKey, enabled ? 'on' : 'off')
  } catch {
    // Storage may be forbidden; then the setting lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Calls the binding whose keys end what was typed within the last moments. */
function useDispatch(enabled: boolean, list: () => readonly KeyBinding[]) {
  const pending = useRef({ key: '', at: 0 })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!enabled || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return
      const now = performance.now()
      const first = now - pending.current.at < sequenceMs ? pending.current.key : ''
      const bindings = list()
      const sequence = bindings.find((binding) => binding.keys === `${first} ${event.key}`)
      const single = bindings.find((binding) => binding.keys === event.key)
      const found = sequence ?? single
      pending.current = found ? { key: '', at: 0 } : { key: event.key, at: now }
      if (!found) return
      event.preventDefault()
      found.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [enabled, list])
}

export function KeyboardProvider({ children }: { children: ReactNode }) {
  const [registered] = useState(() => new Set<() => readonly KeyBinding[]>())
  const enabled = useSyncExternalStore(subscribe, readEnabled, () => true)
  const list = useCallback(() => [...registered].flatMap((bindings) => bindings()), [registered])
  const register = useCallback(
    (bindings: () => readonly KeyBinding[]) => {
      registered.add(bindings)
      return () => registered.delete(bindings)
    },
    [registered],
  )
  useDispatch(enabled, list)
  const keyboard = useMemo(
    () => ({ enabled, setEnabled: writeEnabled, register, list }),
    [enabled, register, list],
  )
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}
