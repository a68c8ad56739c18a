// The address with a relative window written out, so that it shows the same tomorrow.
import type { ChosenWindow } from '../../_hooks/view-params.ts'

export function frozenLink(href: string, window: ChosenWindow | null): string {
  const url = new URL(href)
  if (window !== null) {
    url.searchParams.delete('window')
    url.searchParams.set('from', window.from.toISOString())
    url.searchParams.set('to', window.to.toISOString())
  }
  return url.toString()
}
