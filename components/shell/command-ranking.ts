// Which commands a typed text means, best first. Fuzzy, but predictable: every word typed must be found;
// the start of a label beats the start of a word, that beats a place inside, that beats its other words,
// and last come first letters ("apt" finds "API traffic"). Equal ones keep their order.
import { type Command, type CommandGroup, commandGroups, isTextCommand, type Offer } from './command.ts'

/** [from, to) of the label. */
export type Span = readonly [from: number, to: number]

export interface Match {
  /** Higher is better; comparable for one text only. */
  readonly score: number
  /** What to draw bold, in order, not overlapping. */
  readonly spans: readonly Span[]
}

const longestText = 100
const mostWords = 8

/** The words of a text, in lower case; at most eight. */
export function wordsOf(text: string): string[] {
  return text
    .slice(0, longestText)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords)
}

const startsWord = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')

const longestInitials = 12

/**
 * Letters in order, each going on from the last or starting a word; the spans they cover. Names come from
 * callers, so what was tried in vain is never tried again: `vain[n]` is the earliest place from which the
 * letters after the n-th are not found, and so from no later one.
 */
function initials(label: string, word: string, from = 0, typed = 0, vain: number[] = []): Span[] | null {
  if (typed === word.length) return []
  if (from >= (vain[typed] ?? Number.POSITIVE_INFINITY)) return null
  for (let at = from; at < label.length; at += 1) {
    if (!startsWord(label, at)) continue
    let length = 0
    while (typed + length < word.length && label[at + length] === word[typed + length]) length += 1
    // The longest stretch first; a shorter one when the rest is not found behind it.
    for (let take = length; take > 0; take -= 1) {
      const rest = initials(label, word, at + take, typed + take, vain)
      if (rest !== null) return [[at, at + take], ...rest]
    }
  }
  vain[typed] = Math.min(from, vain[typed] ?? Number.POSITIVE_INFINITY)
  return null
}

function wordMatch(label: string, more: string, word: string): Match | null {
  const places: number[] = []
  for (let at = label.indexOf(word); at >= 0; at = label.indexOf(word, at + 1)) places.push(at)
  const best = places.find((at) => startsWord(label, at)) ?? places[0]
  if (best !== undefined) {
    const score = best === 0 ? 5 : startsWord(label, best) ? 4 : 3
    return { score, spans: [[best, best + word.length]] }
  }
  if (more.includes(word)) return { score: 2, spans: [] }
  const spans = word.length <= longestInitials ? initials(label, word) : null
  return spans === null ? null : { score: 1, spans }
}

function merged(spans: readonly Span[]): Span[] {
  const joined: [number, number][] = []
  for (const [from, to] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** Null when some word of the text is nowhere. Nothing typed matches everything alike. */
export function matchOf(label: string, more: string, text: string): Match | null {
  const lower = label.toLowerCase()
  const words = wordsOf(text)
  const found = words.map((word) => wordMatch(lower, more.toLowerCase(), word))
  if (!found.every((match) => match !== null)) return null
  const whole = words.length > 0 && lower === words.join(' ') ? 1 : 0
  const mean = found.reduce((sum, { score }) => sum + score, 0) / Math.max(1, found.length)
  // Lower case may be longer than what it stands for; then nothing is drawn bold.
  const spans = lower.length === label.length ? merged(found.flatMap((match) => match.spans)) : []
  return { score: mean + whole, spans }
}

export interface RankedCommand {
  readonly command: Command
  readonly spans: readonly Span[]
}

export interface RankedGroup {
  readonly group: CommandGroup
  readonly items: readonly RankedCommand[]
  /** Matching ones beyond those listed. */
  readonly left: number
}

const mostPerGroup = 8

interface Scored extends RankedCommand {
  readonly score: number
}

function scored(offers: readonly Offer[], text: string): Scored[] {
  const typed = wordsOf(text).length > 0
  return offers.flatMap((offer): Scored[] => {
    if (isTextCommand(offer)) {
      if (!typed) return []
      const { id, group, icon, forText } = offer
      return [{ command: { id, group, ...(icon && { icon }), ...forText(text.trim()) }, spans: [], score: 0 }]
    }
    const { label, note = '', words = '', offered = 'always' } = offer
    if (offered === 'keys' || (offered === 'search' && !typed)) return []
    const match = matchOf(label, `${note} ${words}`, text)
    return match === null ? [] : [{ command: offer, ...match }]
  })
}

/** Groups with their best matches, the group with the best match first; at most eight a group. */
export function rankCommands(offers: readonly Offer[], text: string): RankedGroup[] {
  const all = scored(offers, text)
  const groups = commandGroups.map((group) => {
    const items = all
      .filter(({ command }) => command.group === group)
      .sort((one, other) => other.score - one.score)
    return { group, items, best: items[0]?.score ?? 0 }
  })
  const most = wordsOf(text).length > 0 ? mostPerGroup : Number.POSITIVE_INFINITY
  return groups
    .filter(({ items }) => items.length > 0)
    .sort((one, other) => other.best - one.best)
    .map(({ group, items }) => ({
      group,
      items: items.slice(0, most).map(({ command, spans }) => ({ command, spans })),
      left: Math.max(0, items.length - most),
    }))
}
