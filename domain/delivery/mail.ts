// A letter as a mail: plain text, and the same as simple HTML without images, styles or scripts of any other place.
import { type Letter, type Line, oneLine, plain } from './letter.ts'

export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const longestSubject = 150
const longestLine = 2_000

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const linkOf = (text: string, href: string): string => `<a href="${escaped(href)}">${text}</a>`

const htmlLine = (line: Line): string =>
  line
    .map(({ text, href }) => {
      const words = escaped(text)
      return href !== undefined && /^https?:\/\//.test(href) ? linkOf(words, href) : words
    })
    .join('')

/** Addresses stand below their line, each once. */
function textLines(line: Line, prefix: string): string[] {
  const hrefs = [...new Set(line.flatMap(({ href }) => (href === undefined ? [] : [href])))]
  const indent = ' '.repeat(prefix.length)
  return [`${prefix}${oneLine(plain(line), longestLine)}`, ...hrefs.map((href) => `${indent}  ${href}`)]
}

function textOf({ subject, lead, sections, foot }: Letter): string {
  const parts = [
    [subject, '='.repeat([...subject].length)],
    lead.flatMap((line) => textLines(line, '')),
    ...sections.map(({ title, lines }) => [
      title,
      '-'.repeat([...title].length),
      ...lines.flatMap((line) => textLines(line, '- ')),
    ]),
    // The line before what mail readers take for a signature.
    ['-- ', ...foot.flatMap((line) => textLines(line, ''))],
  ]
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`
}

function htmlOf({ subject, lead, sections, foot }: Letter): string {
  const paragraphs = (lines: readonly Line[]) => lines.map((line) => `<p>${htmlLine(line)}</p>`)
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.45; max-width: 44em">',
    `<h1 style="font-size: 1.3em">${escaped(subject)}</h1>`,
    ...paragraphs(lead),
    ...sections.flatMap(({ title, lines }) => [
      `<h2 style="font-size: 1.05em">${escaped(title)}</h2>`,
      '<ul>',
      ...lines.map((line) => `<li>${htmlLine(line)}</li>`),
      '</ul>',
    ]),
    '<hr>',
    ...paragraphs(foot),
    '</body></html>',
    '',
  ].join('\n')
}

export function mailContent(letter: Letter): MailContent {
  const one = { ...letter, subject: oneLine(letter.subject, longestSubject) }
  return { subject: one.subject, text: textOf(one), html: htmlOf(one) }
}
