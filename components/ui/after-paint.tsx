'use client'
// What a press opens is seen before what is in it is asked for: the answers of many questions at once, and the work of
// drawing them, keep a small machine busy, and the press itself would seem to have done nothing.
import { type ReactNode, useEffect, useState } from 'react'

interface AfterPaintProps {
  /** Stands there meanwhile. */
  readonly waiting: ReactNode
  readonly children: ReactNode
}

/** Draws its children, and so has them ask, once what stands around them is on the screen. */
export function AfterPaint({ waiting, children }: AfterPaintProps): ReactNode {
  const [isPainted, setIsPainted] = useState(false)
  useEffect(() => {
    // The first frame draws what stands around; when the second begins, that is on its way to the screen.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setIsPainted(true))
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return isPainted ? children : waiting
}
