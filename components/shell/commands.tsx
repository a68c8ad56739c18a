'use client'
// The registry of commands. Whoever offers an action registers it here for as long as it is on screen;
// palette, keys and keyboard map read from here and know no screen.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { type CommandGroup, keyBindings, latestOffers, type Offer } from './command.ts'
import { doEarlyInput, endEarlyInput } from './early-input.ts'
import { useKeyDispatch } from './keyboard.tsx'

interface Commands {
  register(offers: () => readonly Offer[]): () => void
  /** Says that what somebody offers may have changed. */
  touch(): void
  /** Everything offered now, in the order it was registered. */
  list(): readonly Offer[]
  subscribe(listener: () => void): () => void
  version(): number
}

const CommandsContext = createContext<Commands | null>(null)

function useRegistry(): Commands {
  const commands = useContext(CommandsContext)
  if (commands === null) throw new Error('commands need a CommandsProvider above them')
  return commands
}

/** Everything offered now; drawn anew when somebody offers something else. */
export function useCommandList(): readonly Offer[] {
  const { list, subscribe, version } = useRegistry()
  useSyncExternalStore(subscribe, version, () => 0)
  return list()
}

/** Offers commands for as long as the caller is on screen. */
export function useCommands(offers: readonly Offer[]): void {
  const { register, touch } = useRegistry()
  const latest = useRef(offers)
  useEffect(() => {
    latest.current = offers
    touch()
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

function createCommands(): Commands {
  const registered = new Set<() => readonly Offer[]>()
  const listeners = new Set<() => void>()
  let version = 0
  const touch = () => {
    version += 1
    for (const listener of listeners) listener()
  }
  return {
    register: (offers) => {
      registered.add(offers)
      touch()
      return () => {
        registered.delete(offers)
        touch()
      }
    },
    touch,
    list: () => latestOffers([...registered].flatMap((offers) => offers())),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
}

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [commands] = useState(createCommands)
  useKeyDispatch(useCallback(() => keyBindings(commands.list()), [commands]))
  useLayoutEffect(endEarlyInput, [])
  // Effects of what is inside come first, so everybody listens by now.
  useEffect(() => void doEarlyInput(), [])
  return <CommandsContext value={commands}>{children}</CommandsContext>
}
