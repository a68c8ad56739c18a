'use client'
// Short confirmations in a corner, spoken politely; five seconds, longer while hovered. Also the one
// place that writes to the clipboard, because every copy confirms here.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { ToneIcon } from './status.tsx'

const shownMs = 5_000

interface Toast {
  readonly id: number
  readonly text: string
  readonly failed: boolean
}

interface Toaster {
  say(text: string): void
  /** Copies and confirms with `done`; says so when the browser refuses. */
  copy(text: string, done: string): Promise<boolean>
}

const ToastContext = createContext<Toaster | null>(null)

export function useToast(): Toaster {
  const toaster = useContext(ToastContext)
  if (toaster === null) throw new Error('useToast needs a ToastProvider above it')
  return toaster
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const lastId = useRef(0)
  const hovered = useRef(false)

  const show = useCallback((text: string, failed: boolean) => {
    lastId.current += 1
    const id = lastId.current
    setToasts((shown) => [...shown.slice(-2), { id, text, failed }])
    const dismiss = () => {
      if (hovered.current) setTimeout(dismiss, 1_000)
      else setToasts((shown) => shown.filter((toast) => toast.id !== id))
    }
    setTimeout(dismiss, shownMs)
  }, [])

  const toaster = useMemo<Toaster>(
    () => ({
      say: (text) => show(text, false),
      copy: async (text, done) => {
        try {
          await navigator.clipboard.writeText(text)
          show(done, false)
          return true
        } catch {
          show('The browser did not allow copying', true)
          return false
        }
      },
    }),
    [show],
  )
  return (
    <ToastContext value={toaster}>
      {children}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the words on screen */}
      <div
        className="toasts"
        onMouseEnter={() => {
          hovered.current = true
        }}
        onMouseLeave={() => {
          hovered.current = false
        }}
      >
        <div role="status" aria-live="polite">
          {toasts.map((toast) => (
            <div className="toast" key={toast.id}>
              <ToneIcon tone={toast.failed ? 'warn' : 'ok'} />
              {toast.text}
            </div>
          ))}
        </div>
      </div>
    </ToastContext>
  )
}
