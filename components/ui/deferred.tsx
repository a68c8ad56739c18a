'use client'
// Parts of a page whose script comes after the page: read once the page is idle, or when they are wanted
// before that, and from then on drawn at once. The server and the first drawing show what waits in their place.
import { type ReactNode, useDeferredValue, useEffect, useSyncExternalStore } from 'react'
import { Button } from './button.tsx'

interface Known<Module> {
  readonly module?: Module
  readonly failed?: true
}

export interface DeferredModule<Module> {
  /** Starts to read the script; once is enough, more does no harm. */
  read(): void
  known(): Known<Module>
  subscribe(listener: () => void): () => void
}

/** To be called once a module, beside the import it defers: `deferred(() => import('./part.tsx'))`. */
export function deferred<Module>(load: () => Promise<Module>): DeferredModule<Module> {
  const listeners = new Set<() => void>()
  let known: Known<Module> = {}
  let asked = false
  const learn = (next: Known<Module>) => {
    known = next
    for (const listener of listeners) listener()
  }
  return {
    read: () => {
      if (asked) return
      asked = true
      load().then(
        (module) => learn({ module }),
        () => learn({ failed: true }),
      )
    },
    known: () => known,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const unknown: Known<never> = {}

export interface DeferredProps<Module> {
  readonly from: DeferredModule<Module>
  /** Stands in its place until the script is there. */
  readonly waiting?: ReactNode
  readonly children: (module: Module) => ReactNode
}

export function Deferred<Module>({ from, waiting = null, children }: DeferredProps<Module>): ReactNode {
  const { read, known, subscribe } = from
  const state = useSyncExternalStore<Known<Module>>(subscribe, known, () => unknown)
  // What comes late is drawn when there is time: a person may be in the middle of something else.
  const { module, failed } = useDeferredValue(state)
  useEffect(read, [read])
  if (module !== undefined) return children(module)
  return failed ? <NotRead /> : waiting
}

/** Its script is gone when the server was updated under an open page; the address keeps the view. */
function NotRead() {
  return (
    <div className="popover-section" role="alert">
      <p className="note">The script of this part could not be read: no network, or a newer server.</p>
      <Button size="tiny" onClick={() => window.location.reload()}>
        Reload the page
      </Button>
    </div>
  )
}

/** Calls back once the page is loaded and has nothing else to do; answers the way to call it off. */
function whenIdle(call: () => void): () => void {
  let off = false
  const callUnlessOff = () => {
    if (!off) call()
  }
  const wait = () => {
    // Not in every browser yet.
    if ('requestIdleCallback' in window) window.requestIdleCallback(callUnlessOff)
    else setTimeout(callUnlessOff, 200)
  }
  if (document.readyState === 'complete') wait()
  else window.addEventListener('load', wait, { once: true })
  return () => {
    off = true
  }
}

/** Reads a part as soon as the page is idle, so that the first press on its button finds it there. */
export function useIdleRead({ read }: Pick<DeferredModule<unknown>, 'read'>): void {
  useEffect(() => whenIdle(read), [read])
}
