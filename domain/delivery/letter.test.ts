// A letter as a message and as a mail: nothing a cluster or an owner is called becomes markup, and Slack's limits hold
// whatever is written.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Letter, oneLine } from './letter.ts'
import { mailContent } from './mail.ts'
import { slackLimits, slackMessage } from './slack.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`letter.test.ts: seed ${seed}`)

const letter = (over: Partial<Letter> = {}): Letter => ({
  subject: 'Fleet review 2026-W47',
  lead: [
    [{ text: '26 clusters', href: 'https://p.example/fleet?version=1.32' }, { text: ' leave support.' }],
  ],
  sections: [{ title: 'Who to chase', lines: [[{ text: 'payments & co <b>' }]] }],
  foot: [[{ text: 'Sent by Periplus.' }]],
  ...over,
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('<!channel>', '<@U123>', '&lt;', '*b* _i_', 'a|b>c', '\r\nBcc: x@y.z', '🦄'.repeat(400)),
  fc.string({ minLength: 2_000, maxLength: 2_500 }),
)
const line = fc.array(
  fc.record({ text, href: fc.option(fc.webUrl({ withQueryParameters: true }), { nil: undefined }) }),
  { maxLength: 8 },
)
const letters: fc.Arbitrary<Letter> = fc.record({
  subject: text,
  lead: fc.array(line, { maxLength: 5 }),
  sections: fc.array(fc.record({ title: text, lines: fc.array(line, { maxLength: 20 }) }), { maxLength: 12 }),
  foot: fc.array(line, { maxLength: 5 }),
})

describe('for Slack', () => {
  it('has its words, links and lists', () => {
    expect(slackMessage(letter())).toEqual({
      text: 'Fleet review 2026-W47 · 26 clusters leave support.',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Fleet review 2026-W47' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '<https://p.example/fleet?version=1.32|26 clusters> leave support.' },
        },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*Who to chase*\n• payments &amp; co &lt;b&gt;' },
        },
        { type: 'section', text: { type: 'mrkdwn', text: 'Sent by Periplus.' } },
      ],
    })
  })

  it('says that it does not hold everything', () => {
    const lines = Array.from({ length: 200 }, (_, n) => [{ text: `${n} ${'x'.repeat(490)}` }])
    const { blocks } = slackMessage(
      letter({ sections: Array.from({ length: 4 }, () => ({ title: 't', lines })) }),
    )
    expect(blocks).toHaveLength(50)
    expect(JSON.stringify(blocks.at(-2))).toContain('more than one message can hold')
    expect(JSON.stringify(blocks.at(-1))).toContain('Sent by Periplus.')
  })

  it('keeps every limit, and no name becomes a link, a mention or half an escape', () => {
    fc.assert(
      fc.property(letters, (one) => {
        const message = slackMessage(one)
        expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks)
        expect(message.text.length).toBeLessThanOrEqual(3_000)
        for (const { type, text: said } of message.blocks) {
          const words = said?.text ?? ''
          expect(words.length).toBeLessThanOrEqual(
            type === 'header' ? slackLimits.header : slackLimits.section,
          )
          if (type === 'header') continue
          expect(words.length).toBeGreaterThan(0)
          // What is left without our own links has no bracket and no bare ampersand.
          const bare = words.replace(/<https?:\/\/[^|<>]*\|[^<>|]*>/g, '')
          expect(bare).not.toMatch(/[<>]/)
          expect(words.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
          expect(words).not.toContain('\r')
          expect(words).not.toMatch(/\p{Cs}/u)
        }
      }),
      { seed, numRuns: 60 },
    )
  })
})

describe('for a mail', () => {
  it('has a subject, plain text with addresses, and HTML with links', () => {
    const { subject, text: plain, html } = mailContent(letter())
    expect(subject).toBe('Fleet review 2026-W47')
    expect(plain).toBe(
      [
        'Fleet review 2026-W47\n=====================\n',
        '26 clusters leave support.\n  https://p.example/fleet?version=1.32\n',
        'Who to chase\n------------\n- payments & co <b>\n',
        '-- \nSent by Periplus.\n',
      ].join('\n'),
    )
    expect(html).toContain('<a href="https://p.example/fleet?version=1.32">26 clusters</a> leave support.')
    expect(html).toContain('<li>payments &amp; co &lt;b&gt;</li>')
  })

  it('lets nothing become an element, an attribute or a header', () => {
    const bad = '"><script>alert(1)</script>\r\nBcc: x@y.z'
    const { subject, html } = mailContent(
      letter({
        subject: bad,
        lead: [[{ text: bad, href: 'javascript:alert(1)' }]],
        sections: [{ title: bad, lines: [] }],
      }),
    )
    expect(subject).not.toMatch(/[\r\n]/)
    expect(html).not.toMatch(/<script|javascript:|href="">/)
    fc.assert(
      fc.property(letters, (one) => {
        const made = mailContent(one)
        expect(made.subject).not.toMatch(/\p{Cc}/u)
        expect(made.subject.length).toBeLessThanOrEqual(150)
        const tags = made.html.match(/<[^>]*>/g) ?? []
        const own =
          /^<(!doctype html|\/?(html|head|meta|title|body|h1|h2|p|ul|li|hr|a)( (lang|charset|style|href)="[^"]*")*)>$/
        expect(tags.filter((tag) => !own.test(tag))).toEqual([])
      }),
      { seed, numRuns: 60 },
    )
  })
})

it('one line is cut between characters', () => {
  expect(oneLine('🦄🦄🦄', 3)).toBe('🦄…')
  expect(oneLine('🦄🦄🦄', 4)).toBe('🦄…')
  expect(oneLine('🦄🦄🦄', 6)).toBe('🦄🦄🦄')
  expect(oneLine('a\r\n\tb\u2028c', 50)).toBe('a b c')
})
