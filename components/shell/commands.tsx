'use client'
// The registry of commands. Whoever offers an action registers it here for as long as it is on screen;
// palette, keys and keyboard map read from here and know no screen.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type CommandGroup, keyBindings, latestOffers, type Offer } from './command.ts'
import { useKeyDispatch } from './keyboard.tsx'

interface Commands {
  register(offers: () => readonly Offer[]): () => void
  /** Everything offered now, in the order it was registered. */
  list(): readonly Offer[]
}

const CommandsContext = createContext<Commands | null>(null)

export function useCommandList(): Commands {
  const commands = useContext(CommandsContext)
  if (commands === null) throw new Error('commands need a CommandsProvider above them')
  return commands
}

/** Offers commands for as long as the caller is on screen. */
export function useCommands(offers: readonly Offer[]): void {
  const { register } = useCommandList()
  const latest = useRef(offers)
  useEffect(() => {
    latest.current = offers
  })
  useEffect(() => register(() => latest.current), [register])
}

export interface KeyOnly {
  readonly keys: string
  readonly label: string
  readonly group?: CommandGroup
  readonly run: () => void
}

/** Keys for what makes sense as a key only, such as moving on by one row. */
export function useKeys(bindings: readonly KeyOnly[]): void {
  useCommands(
    bindings.map(({ keys, label, group = 'Move in rows', run }) => ({
      id: `key ${keys}`,
      group,
      label,
      keys,
      run,
      offered: 'keys' as const,
    })),
  )
}

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [registered] = useState(() => new Set<() => readonly Offer[]>())
  const list = useCallback(() => latestOffers([...registered].flatMap((offers) => offers())), [registered])
  const register = useCallback(
    (offers: () => readonly Offer[]) => {
      registered.add(offers)
      return () => registered.delete(offers)
    },
    [registered],
  )
  useKeyDispatch(useCallback(() => keyBindings(list()), [list]))
  const commands = useMemo(() => ({ register, list }), [register, list])
  return <CommandsContext value={commands}>{children}</CommandsContext>
}
