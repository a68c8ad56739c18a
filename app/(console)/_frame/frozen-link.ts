// The address with a relative window written out, so that it shows the same tomorrow and elsewhere; and the
// words that say so. Until the server's now is known a relative window stays one, and the words say that.
import { windowText } from '../../../components/format/time.ts'
import type { ChosenWindow } from '../../_hooks/view-params.ts'

export function frozenLink(href: string, window: ChosenWindow | null): string {
  const url = new URL(href)
  // Where the reader had scrolled to is no part of the view.
  url.hash = ''
  if (window !== null) {
    url.searchParams.delete('window')
    url.searchParams.set('from', window.from.toISOString())
    url.searchParams.set('to', window.to.toISOString())
  }
  return url.toString()
}

/** "time frozen at 02:15 – 03:15, Mon 9 Mar UTC" */
export function frozenWords(window: ChosenWindow | null): string {
  if (window === null) return 'its time still moves: the server has not said its time yet'
  return `time frozen at ${windowText(window.from, window.to)} UTC`
}

/** Without any time, of a page that counts what is now. */
export function timelessLink(href: string): string {
  const url = new URL(href)
  url.hash = ''
  for (const name of ['window', 'from', 'to']) url.searchParams.delete(name)
  return url.toString()
}

/** The same of a weekly page; null while the week on screen is not known. */
export function frozenWeekLink(href: string, week: string | null): string {
  const url = new URL(timelessLink(href))
  if (week !== null) url.searchParams.set('week', week)
  return url.toString()
}

/** "of week 2026-W10" */
export const frozenWeekWords = (week: string | null): string =>
  week === null ? 'its week still moves: the server has not said which it is' : `of week ${week}`
