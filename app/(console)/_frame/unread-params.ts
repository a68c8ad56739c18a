// Which parts of an address a screen cannot read: it shows the rest, and says these in words. An address may
// be of another release, saved long ago, or mistyped.
import { absoluteWindow, viewParams } from '../../_hooks/view-params.ts'

interface Reads {
  parse(text: string): unknown
}

const longestShown = 40
const shown = (text: string) => (text.length > longestShown ? `${text.slice(0, longestShown)}…` : text)

/** A list of which not every item could be read is read in part. */
function isPart(value: unknown, text: string): boolean {
  return Array.isArray(value) && value.length < new Set(text.split(',').filter(Boolean)).size
}

export interface Unread {
  readonly name: string
  /** "by=nonsense" */
  readonly text: string
}

/** In the order of the address. `parsers` are those of the screen; scope and window are every screen's. */
export function unreadParams(search: URLSearchParams, parsers: Readonly<Record<string, Reads>>): Unread[] {
  const known: Readonly<Record<string, Reads>> = { ...viewParams, ...parsers }
  const from = viewParams.from.parse(search.get('from') ?? '')
  const to = viewParams.to.parse(search.get('to') ?? '')
  const noWindow = absoluteWindow({ from, to }) === null
  return [...new Set(search.keys())].flatMap((name) => {
    const text = search.get(name) ?? ''
    const parser = Object.hasOwn(known, name) ? known[name] : undefined
    const value = parser?.parse(text) ?? null
    const isEnd = name === 'from' || name === 'to'
    const isRead = value !== null && !isPart(value, text) && !(isEnd && noWindow)
    return isRead ? [] : [{ name, text: shown(`${name}=${text}`) }]
  })
}
