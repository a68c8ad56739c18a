import { describe, expect, it } from 'vitest'
import { frozenLink, frozenWeekLink, frozenWeekWords, frozenWords, timelessLink } from './frozen-link.ts'

const window = {
  from: new Date('2026-11-23T19:00:00Z'),
  to: new Date('2026-11-23T20:00:00Z'),
  span: '1h' as const,
}

describe('a copied link', () => {
  it('writes a relative window out and keeps the rest of the view', () => {
    const url = new URL(frozenLink('http://127.0.0.1:3000/traffic?window=1h&by=verb', window))
    expect(url.searchParams.get('window')).toBeNull()
    expect(url.searchParams.get('from')).toBe('2026-11-23T19:00:00.000Z')
    expect(url.searchParams.get('to')).toBe('2026-11-23T20:00:00.000Z')
    expect(url.searchParams.get('by')).toBe('verb')
  })

  it.each([
    [
      'window=1h&from=2026-03-09T03:00:00Z&to=2026-03-09T01:00:00Z',
      'from=2026-11-23T19%3A00%3A00.000Z&to=2026-11-23T20%3A00%3A00.000Z',
    ],
    ['', 'from=2026-11-23T19%3A00%3A00.000Z&to=2026-11-23T20%3A00%3A00.000Z'],
    ['page=2&window=7d#main', 'page=2&from=2026-11-23T19%3A00%3A00.000Z&to=2026-11-23T20%3A00%3A00.000Z'],
  ])('of the state "%s" says exactly when', (query, expected) => {
    expect(frozenLink(`http://127.0.0.1:3000/traffic?${query}`, window)).toBe(
      `http://127.0.0.1:3000/traffic?${expected}`,
    )
  })

  it('says that time is frozen, and at what; or that it still moves', () => {
    expect(frozenWords(window)).toBe('time frozen at 19:00 – 20:00, Mon 23 Nov UTC')
    expect(frozenLink('http://127.0.0.1:3000/traffic?window=1h', null)).toBe(
      'http://127.0.0.1:3000/traffic?window=1h',
    )
    expect(frozenWords(null)).toContain('still moves')
  })

  it('of a page that counts what is now has no time', () => {
    expect(
      timelessLink(
        'http://127.0.0.1:3000/fleet?from=2026-03-09T01:00:00Z&to=2026-03-09T02:00:00Z&sort=name#row',
      ),
    ).toBe('http://127.0.0.1:3000/fleet?sort=name')
    expect(timelessLink('http://127.0.0.1:3000/upgrades?window=7d')).toBe('http://127.0.0.1:3000/upgrades')
  })

  it('of a weekly page names the week, whatever week that will be', () => {
    const href = 'http://127.0.0.1:3000/review?accounts=111122223333&window=1h#changes'
    expect(frozenWeekLink(href, '2026-W48')).toBe(
      'http://127.0.0.1:3000/review?accounts=111122223333&week=2026-W48',
    )
    expect(frozenWeekLink('http://127.0.0.1:3000/review?week=2026-W47', '2026-W47')).toContain(
      'week=2026-W47',
    )
    expect(frozenWeekLink('http://127.0.0.1:3000/review', null)).toBe('http://127.0.0.1:3000/review')
    expect([frozenWeekWords('2026-W48'), frozenWeekWords(null)]).toEqual([
      'of week 2026-W48',
      expect.stringContaining('still moves'),
    ])
  })
})
