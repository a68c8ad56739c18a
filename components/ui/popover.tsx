'use client'
// A layer that hangs on its button, on the browser's own popover: Esc and a click outside close it, the
// focus goes back (to the button when a key opened it), and nothing beside it is blocked. Its content is
// mounted only while it is open.
import {
  type ButtonHTMLAttributes,
  cloneElement,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'

export interface PopoverProps {
  readonly label: string
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  readonly children: ReactNode
  /** Which edge of the button it lines up with. */
  readonly align?: 'start' | 'end'
  readonly width?: number
  /** To open or close it from outside, too; then `onOpenChange` must follow. */
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

const clear = 8
const offset = 6

function place(layer: HTMLElement, trigger: Element, align: 'start' | 'end'): void {
  const { left, right, bottom } = trigger.getBoundingClientRect()
  const { innerWidth, innerHeight } = window
  const wanted = align === 'start' ? left : right - layer.offsetWidth
  layer.style.left = `${Math.max(clear, Math.min(wanted, innerWidth - layer.offsetWidth - clear))}px`
  const top = Math.min(bottom + offset, innerHeight - 160)
  layer.style.top = `${top}px`
  layer.style.maxHeight = `${Math.min(innerHeight * 0.7, innerHeight - top - clear)}px`
}

const triggerOf = (id: string) => document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(id)}"]`)

/** Keeps an open layer at its button while the page scrolls or changes size. */
function usePlacement(
  layer: RefObject<HTMLElement | null>,
  id: string,
  shown: boolean,
  align: 'start' | 'end',
) {
  useEffect(() => {
    const trigger = triggerOf(id)
    const element = layer.current
    if (!shown || element === null || trigger === null) return
    const follow = () => place(element, trigger, align)
    follow()
    const observer = new ResizeObserver(follow)
    observer.observe(element)
    window.addEventListener('resize', follow)
    window.addEventListener('scroll', follow, { passive: true })
    return () => {
      observer.disconnect()
      window.removeEventListener('resize', follow)
      window.removeEventListener('scroll', follow)
    }
  }, [layer, id, shown, align])
}

export function Popover({
  label,
  trigger,
  children,
  align = 'start',
  width,
  open,
  onOpenChange,
}: PopoverProps) {
  const id = useId()
  const layer = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState(false)
  usePlacement(layer, id, shown, align)
  useEffect(() => {
    const element = layer.current
    if (open === undefined || element === null || element.matches(':popover-open') === open) return
    if (open) element.showPopover()
    else element.hidePopover()
  }, [open])
  // The browser opens it without us, so it may be open before our script is there.
  useEffect(() => setShown(layer.current?.matches(':popover-open') ?? false), [])
  const onToggle = (nowOpen: boolean) => {
    setShown(nowOpen)
    onOpenChange?.(nowOpen)
    if (nowOpen) layer.current?.focus()
    else if (layer.current?.contains(document.activeElement)) triggerOf(id)?.focus()
  }
  return (
    <>
      {cloneElement(trigger, { popoverTarget: id, 'aria-haspopup': 'dialog', 'aria-expanded': shown })}
      <div
        ref={layer}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className="popover"
        style={{ width }}
        onToggle={(event) => {
          if (event.target === event.currentTarget) onToggle(event.newState === 'open')
        }}
      >
        {shown && children}
      </div>
    </>
  )
}
