// A message to an owner, ready to send: what is wrong on which clusters, until when, what to do about it, where to look.
// As plain text and as Markdown; names come from outside and are made harmless in both.
import { baseUrlPlaceholder, type ChaseItem, type ChaseMessage, type ChaseRow } from './review.ts'
import { counted, dayText, dollars, listed, weekdayText } from './words.ts'

/** How checks are told: their title and what to do. */
export interface ChaseWords {
  readonly titleOf: (checkId: string) => string
  readonly actionOf: (checkId: string) => string
}

type Told = Omit<ChaseRow, 'message'>

interface Form {
  readonly text: (words: string) => string
  readonly strong: (words: string) => string
  readonly link: (words: string, href: string) => string
  readonly item: (lines: readonly string[]) => string
}

/** What a name must not bring into a message: line breaks, and what turns text around. */
const harmless = (words: string): string => words.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')

/** Of names, so that they are read as they are. */
export const markdownText = (words: string): string =>
  harmless(words).replace(/[\\`*_{}[\]<>#|~!&]/g, (mark) => `\\${mark}`)

const url = (href: string): string => `${baseUrlPlaceholder}${href}`

const plain: Form = {
  text: harmless,
  strong: harmless,
  link: (words, href) => `${harmless(words)}: ${url(href)}`,
  item: (lines) => `- ${lines.join('\n  ')}`,
}

const markdown: Form = {
  text: markdownText,
  strong: (words) => `**${markdownText(words)}**`,
  link: (words, href) => `[${markdownText(words)}](${url(href)})`,
  item: (lines) => `- ${lines.join('  \n  ')}`,
}

const clustersShown = 5

function lineOf(item: ChaseItem, form: Form, at: string, all: string): string {
  const { title, action, status, findings, clusters, clustersTotal, subjects, deadline, href } = item
  const by = deadline === null ? '' : `, by ${dayText(deadline, at)}`
  const names = listed(
    clusters.map(({ name }) => name),
    clustersTotal,
    clustersShown,
  )
  // A cluster itself is named already.
  const found = [...new Set(subjects.map(({ subject }) => subject))].filter(
    (one) => !one.startsWith('Cluster '),
  )
  return form.item([
    `${form.strong(title)} (${status}${by}): ${counted(findings, 'finding')} on ${form.text(names)}`,
    ...(found.length === 0
      ? []
      : [form.text(`Affected: ${listed(found, Math.max(found.length, findings), found.length)}`)]),
    `Fix: ${form.text(action)}`,
    ...(href === all ? [] : [form.link('Evidence and steps', href)]),
  ])
}

function textOf(row: Told, form: Form, at: string): string {
  const { owner, findings, clustersTotal, due, extraUsdPerMonth, extendedUsdPerMonth, items, href } = row
  const until = due === null ? 'need you' : `need you by ${weekdayText(due, at)}`
  const head = `${form.strong(owner.name)}: ${counted(findings, 'finding')} on ${counted(clustersTotal, 'cluster')} ${until}.`
  const money = [
    ...(extraUsdPerMonth === null
      ? []
      : [`Staying on their versions will cost ${dollars(extraUsdPerMonth)} a month more.`]),
    ...(extendedUsdPerMonth > 0
      ? [`Extended support costs you ${dollars(extendedUsdPerMonth)} a month today.`]
      : []),
  ]
  return [
    head,
    ...(money.length > 0 ? [money.join(' ')] : []),
    items.map((item) => lineOf(item, form, at, href)).join('\n'),
    form.link('All of it', href),
    `As of ${at.slice(0, 16).replace('T', ' ')} UTC.`,
  ].join('\n\n')
}

/** Days are counted from `at`. */
export function messageOf(row: Told, at: string): ChaseMessage {
  return { text: textOf(row, plain, at), markdown: textOf(row, markdown, at) }
}

/** A message with the product's own address in it: "https://periplus.example", no slash at the end. */
export const withBaseUrl = (message: string, baseUrl: string): string =>
  message.replaceAll(baseUrlPlaceholder, baseUrl)
