import { describe, expect, it } from 'vitest'
import { frozenLink } from './frozen-link.ts'

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
})
