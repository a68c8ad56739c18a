import { describe, expect, it } from 'vitest'
import { baseUrlPlaceholder, type ChaseRow } from '../../../domain/review/review.ts'
import { mailTo, messageText } from './review-files.ts'

const origin = 'https://periplus.example/$&'
const row = (name: string, contact: string | null): ChaseRow => ({
  owner: { id: name, name, contact },
  ...{ clustersOwned: 3, clusters: [], clustersTotal: 2, findings: 1, errors: 1, items: [] },
  ...{ due: null, extraUsdPerMonth: null, extendedUsdPerMonth: 0, href: '/upgrades?owners=ads' },
  message: {
    text: `Two clusters of ${name} & co.\nSee ${baseUrlPlaceholder}/upgrades and ${baseUrlPlaceholder}/fleet\n`,
    markdown: `**Two** of ${name}`,
  },
})

describe('messages ready to send', () => {
  it('lead to this server, whatever signs its address holds', () => {
    expect(messageText([row('ads', null)], 'text', origin)).toBe(
      `Two clusters of ads & co.\nSee ${origin}/upgrades and ${origin}/fleet`,
    )
  })

  it('stand one below the other in the order of the table', () => {
    expect(messageText([row('ads', null), row('pay', null)], 'markdown', origin)).toBe(
      '**Two** of ads\n\n**Two** of pay',
    )
  })

  it('become a letter that a mail program reads back as it was', () => {
    const url = new URL(mailTo(row('ads', 'ads@example.com'), '2026-W10', origin))
    expect(url.pathname).toBe('ads@example.com')
    expect(url.searchParams.get('subject')).toBe('Fleet review 2026-W10: ads')
    expect(url.searchParams.get('body')).toBe(
      `Two clusters of ads & co.\nSee ${origin}/upgrades and ${origin}/fleet\n`,
    )
  })

  it.each(['#ads-oncall', 'ads@example.com,all@example.com', 'x@y?bcc=z@w', '@here', null])(
    'go to nobody when the contact is %j',
    (contact) => {
      expect(mailTo(row('ads', contact), '2026-W10', origin)).toMatch(/^mailto:\?subject=/)
    },
  )
})
