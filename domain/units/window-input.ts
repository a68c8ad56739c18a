// A window as a caller sends it, checked at the door. Apart from window.ts, because pages share that and
// must not carry a validator to every browser.
import { z } from 'zod'
import { maxWindowDays } from './window.ts'

const dayMs = 86_400_000

/** ISO 8601 instants, half-open. */
export const windowInputSchema = z
  .strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine((window) => Date.parse(window.from) < Date.parse(window.to), {
    message: 'window.from must be before window.to',
  })
  .refine((window) => Date.parse(window.to) - Date.parse(window.from) <= maxWindowDays * dayMs, {
    message: `a window is at most ${maxWindowDays} days`,
  })
