import { describe, expect, it } from 'vitest'
import { skippedText, tokenState, wayName } from './words.ts'

const now = new Date('2026-11-23T12:00:00Z')
const life = { revokedAt: null, expiresAt: null, replacedBy: null }

describe('the state of a token', () => {
  it.each([
    ['Valid', true, life],
    ['Until Tue 24 Nov 12:00', true, { ...life, expiresAt: new Date('2026-11-24T12:00:00Z') }],
    ['Until Tue 23 Feb 2027', true, { ...life, expiresAt: new Date('2027-02-23T00:00:00Z') }],
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

it('says what was left out on purpose', () => {
  const skipped = [
    { way: 'firehose', kind: 'other_stream', count: 1_200 },
    { way: 'firehose', kind: 'control_message', count: 1 },
    { way: 'new', kind: 'unheard_of', count: 2 },
  ]
  expect(skippedText(skipped)).toBe(
    '1,200 log events of other streams, 1 control message of CloudWatch, 2 unheard_of',
  )
  expect(skippedText([])).toBe('')
})
