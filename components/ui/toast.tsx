'use client'
// Short confirmations in a corner, spoken politely; five seconds, ten with a step to take, longer while
// hovered. Also the one place that writes to the clipboard, because every copy confirms here.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { ToneIcon } from './status.tsx'

const shownMs = 5_000
const shownWithStepMs = 10_000

export interface ToastStep {
  readonly label: string
  readonly run: () => void
}

interface Toast {
  readonly id: number
  readonly text: string
  readonly failed: boolean
  readonly step?: ToastStep
}

interface Toaster {
  /** `step` is one thing to do about it, such as Undo. */
  say(text: string, step?: ToastStep): void
  /** Says that something went wrong. */
  fail(text: string): void
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

  const remove = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  const show = useCallback(
    (text: string, failed: boolean, step?: ToastStep) => {
      lastId.current += 1
      const id = lastId.current
      setToasts((shown) => [...shown.slice(-2), { id, text, failed, ...(step && { step }) }])
      const dismiss = () => {
        if (hovered.current) setTimeout(dismiss, 1_000)
        else remove(id)
      }
      setTimeout(dismiss, step === undefined ? shownMs : shownWithStepMs)
    },
    [remove],
  )

  const toaster = useMemo<Toaster>(
    () => ({
      say: (text, step) => show(text, false, step),
      fail: (text) => show(text, true),
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
            <ToastLine key={toast.id} {...toast} onDone={() => remove(toast.id)} />
          ))}
        </div>
      </div>
    </ToastContext>
  )
}

export function ToastLine({ text, failed, step, onDone }: Omit<Toast, 'id'> & { onDone: () => void }) {
  const take = () => {
    step?.run()
    onDone()
  }
  return (
    <div className="toast">
      <ToneIcon tone={failed ? 'warn' : 'ok'} />
      <span>{text}</span>
      {step && (
        <Button size="tiny" kind="ghost" onClick={take}>
          {step.label}
        </Button>
      )}
    </div>
  )
}
