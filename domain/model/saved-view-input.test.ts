import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewAddress } from './saved-view.ts'
import { viewNameSchema, viewQuerySchema, viewScreenSchema } from './saved-view-input.ts'

describe('what a saved view may hold', () => {
  it.each(['traffic', 'a', 'api-traffic-2'])('the screen %s', (screen) => {
    expect(viewScreenSchema.parse(screen)).toBe(screen)
  })

  it.each(['', '/evil', '//evil.example', 'Traffic', 'a/b', 'a?b', 'javascript:x', '..', 'a'.repeat(41)])(
    'not the screen "%s"',
    (screen) => {
      expect(viewScreenSchema.safeParse(screen).success).toBe(false)
    },
  )

  it.each([
    '',
    'by=verb,userAgent&rank=errors',
    'from=2026-03-09T01:45:00.000Z&to=2026-03-09T03:15:00.000Z',
    'talker=%7B%22user%22:%22a%22%7D&find=a+b',
  ])('the query "%s"', (query) => {
    expect(viewQuerySchema.parse(query)).toBe(query)
  })

  it.each([
    'a=1#there',
    'a=<script>',
    'a="x"',
    'a=1\n',
    '?a=1',
    'a=1&a=2',
    'a b=1',
    'x'.repeat(4_001),
    Array.from({ length: 61 }, (_, index) => `p${index}=1`).join('&'),
  ])('not the query "%s"', (query) => {
    expect(viewQuerySchema.safeParse(query).success).toBe(false)
  })

  it('names are trimmed, bounded and printable', () => {
    expect(viewNameSchema.parse('  Monday: 429s  ')).toBe('Monday: 429s')
    for (const name of ['', '   ', 'x'.repeat(81), 'a\nb', 'a\u0000b', 'a\u202eb']) {
      expect(viewNameSchema.safeParse(name).success).toBe(false)
    }
  })

  it('leads nowhere but to a screen of this origin', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (screen, query) => {
        if (!viewScreenSchema.safeParse(screen).success || !viewQuerySchema.safeParse(query).success) return
        const url = new URL(viewAddress({ screen, query }), 'http://127.0.0.1:3000')
        expect(url.origin).toBe('http://127.0.0.1:3000')
        expect(url.pathname).toBe(`/${screen}`)
        expect(url.hash).toBe('')
      }),
    )
  })
})
