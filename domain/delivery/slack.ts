// A letter as the JSON that Slack's incoming webhooks take, and what speaks like them: `text` for notifications,
// `blocks` for the message. Keeps within Slack's limits and lets no name become markup, a link or a mention.
// https://docs.slack.dev/reference/block-kit/blocks and …/messaging/formatting-message-text
import { type Letter, type Line, oneLine, plain, type Span } from './letter.ts'

interface Block {
  readonly type: 'header' | 'section' | 'context' | 'divider'
  readonly text?: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string }
  readonly elements?: readonly { readonly type: 'mrkdwn'; readonly text: string }[]
}

export interface SlackMessage {
  readonly text: string
  readonly blocks: readonly Block[]
}

export const slackLimits = { blocks: 50, section: 3_000, header: 150 } as const
const longestSpan = 500
const longestText = 3_000

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Slack ends an address at | and >. */
const hrefOf = (href: string): string =>
  escaped(href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C'))

function markup({ text, href }: Span): string {
  const words = escaped(oneLineKeepingSpaces(text))
  if (href === undefined) return words
  const link = `<${hrefOf(href)}|${words.replaceAll('|', '¦')}>`
  return link.length <= slackLimits.section / 2 ? link : words
}

/** Spans touch each other: what is between words stays. */
function oneLineKeepingSpaces(text: string): string {
  const inner = oneLine(text, longestSpan)
  const isWord = inner !== ''
  return `${/^\s/.test(text) ? ' ' : ''}${inner}${isWord && /\s$/.test(text) ? ' ' : ''}`
}

/** Whole spans only: half of one could be half of a link. */
function lineMarkup(line: Line, prefix: string): string {
  let text = prefix
  for (const span of line) {
    const next = markup(span)
    if (text.length + next.length > slackLimits.section - 2) return `${text}…`
    text += next
  }
  return text
}

const section = (text: string): Block => ({ type: 'section', text: { type: 'mrkdwn', text } })

/** As many lines a block as fit. */
function sections(lines: readonly string[]): Block[] {
  const texts: string[] = []
  for (const line of lines) {
    const last = texts.at(-1)
    const joined = last === undefined ? line : `${last}\n${line}`
    if (last !== undefined && joined.length <= slackLimits.section) texts[texts.length - 1] = joined
    else texts.push(line)
  }
  return texts.filter((text) => text !== '').map(section)
}

export function slackMessage({ subject, lead, sections: parts, foot }: Letter): SlackMessage {
  const header: Block = {
    type: 'header',
    text: { type: 'plain_text', text: oneLine(subject, slackLimits.header) },
  }
  const body = [
    ...sections(lead.map((line) => lineMarkup(line, ''))),
    ...parts.flatMap(({ title, lines }) =>
      sections([`*${escaped(oneLine(title, longestSpan))}*`, ...lines.map((line) => lineMarkup(line, '• '))]),
    ),
  ]
  const end = sections(foot.map((line) => lineMarkup(line, ''))).slice(0, 3)
  const most = slackLimits.blocks - 1 - end.length
  const shown = body.length <= most ? body : body.slice(0, most - 1)
  const left = body.length - shown.length
  const note = left === 0 ? [] : [section('…and more than one message can hold; the page has all of it.')]
  return {
    text: escaped(oneLine([subject, ...lead.map(plain)].join(' · '), longestText / 6)),
    blocks: [header, ...shown, ...note, ...end],
  }
}
