import { describe, expect, it } from 'vitest'
import { tokenState, wayName } from './words.ts'

const now = new Date('2026-11-23T12:00:00Z')
const life = { revokedAt: null, expiresAt: null, replacedBy: null }

describe('the state of a token', () => {
  it.each([
    ['Valid', true, life],
    ['Until Tue 24 Nov 12:00', true, { ...life, expiresAt: new Date('2026-11-24T12:00:00Z') }],
    ['Until Tue 23 Feb 2027 00:00', true, { ...life, expiresAt: new Date('2027-02-23T00:00:00Z') }],
    [
      'Rotated, until Tue 24 Nov 12:00',
      true,
      { ...life, expiresAt: new Date('2026-11-24T12:00:00Z'), replacedBy: 'x' },
    ],
    ['Ended', false, { ...life, expiresAt: now, replacedBy: 'x' }],
    ['Revoked', false, { ...life, revokedAt: now, expiresAt: new Date('2027-02-23T00:00:00Z') }],
  ] as const)('%s', (name, works, given) => {
    expect(tokenState(given, now)).toMatchObject({ name, works })
  })
})

it('shows a way that has no name yet as it is called', () => {
  expect(wayName('audit-log')).toBe('Webhook or lines')
  expect(wayName('carrier-pigeon')).toBe('carrier-pigeon')
})
