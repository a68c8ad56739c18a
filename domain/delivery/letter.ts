// The weekly review as it leaves the house: a subject, a lead and sections of lines, some words of which are links.
// Of these alone a message for a webhook and a mail are made, so that both say the same.

export interface Span {
  readonly text: string
  /** Absolute, http(s). */
  readonly href?: string | undefined
}

export type Line = readonly Span[]

export interface LetterSection {
  readonly title: string
  readonly lines: readonly Line[]
}

export interface Letter {
  /** One line. */
  readonly subject: string
  readonly lead: readonly Line[]
  readonly sections: readonly LetterSection[]
  /** Where the evidence comes from, and how old it is. */
  readonly foot: readonly Line[]
}

/** Without line breaks and other controls, at most `most` units of UTF-16 long, never cut within a character. */
export function oneLine(text: string, most: number): string {
  const clean = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  if (clean.length <= most) return clean
  const isPair = /[\uD800-\uDBFF]/.test(clean.charAt(most - 2))
  return `${clean.slice(0, most - (isPair ? 2 : 1))}…`
}

export const plain = (line: Line): string => line.map(({ text }) => text).join('')
