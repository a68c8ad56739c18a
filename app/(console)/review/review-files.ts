// A review as files and as text to paste: exactly what the page shows, with this server's own address in its links.
import { renderMarkdown } from '../../../domain/review/render-markdown.ts'
import { baseUrlPlaceholder, type ChaseRow, type Review } from '../../../domain/review/review.ts'

export interface ReviewFile {
  readonly name: string
  readonly type: string
  readonly text: string
}

const nameOf = ({ week }: Review, ending: string): string => `periplus-review-${week.week}.${ending}`

export const markdownFile = (review: Review, origin: string): ReviewFile => ({
  name: nameOf(review, 'md'),
  type: 'text/markdown',
  text: renderMarkdown(review, origin),
})

export const jsonFile = (review: Review): ReviewFile => ({
  name: nameOf(review, 'json'),
  type: 'application/json',
  text: `${JSON.stringify(review, null, 2)}\n`,
})

export type MessageForm = keyof ChaseRow['message']

/** The messages ready to send, in the order of the table. */
export const messageText = (rows: readonly ChaseRow[], form: MessageForm, origin: string): string =>
  rows.map(({ message }) => message[form].replaceAll(baseUrlPlaceholder, () => origin).trim()).join('\n\n')

/** A letter with the message in it; to the owner when the contact is an address of mail. */
export function mailTo({ owner, message }: ChaseRow, week: string, origin: string): string {
  const to = owner.contact !== null && /^[^@\s,?]+@[^@\s,?]+$/.test(owner.contact) ? owner.contact : ''
  const text = message.text.replaceAll(baseUrlPlaceholder, () => origin)
  const fields = [
    ['subject', `Fleet review ${week}: ${owner.name}`],
    ['body', text],
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
  return `mailto:${encodeURIComponent(to).replaceAll('%40', '@')}?${fields.join('&')}`
}
