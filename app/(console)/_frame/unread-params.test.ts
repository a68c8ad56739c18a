import { parseAsArrayOf, parseAsInteger, parseAsStringLiteral } from 'nuqs/server'
import { describe, expect, it } from 'vitest'
import { unreadParams } from './unread-params.ts'

const parsers = {
  by: parseAsArrayOf(parseAsStringLiteral(['verb', 'user'] as const)).withDefault([]),
  page: parseAsInteger.withDefault(1),
}
const unread = (query: string) => unreadParams(new URLSearchParams(query), parsers).map(({ text }) => text)

describe('what of an address cannot be read', () => {
  it.each([
    ['', []],
    ['by=verb,user&page=3&window=1h&cluster=a,b', []],
    ['by=verb,nonsense', ['by=verb,nonsense']],
    ['by=verb,verb', ['by=verb,verb'].slice(1)],
    ['page=many', ['page=many']],
    ['window=eternity', ['window=eternity']],
    ['tides=high&constructor=1', ['tides=high', 'constructor=1']],
    ['from=2026-03-09T01:00:00Z&to=2026-03-09T02:00:00Z', []],
    [
      'from=2026-03-09T02:00:00Z&to=2026-03-09T01:00:00Z',
      ['from=2026-03-09T02:00:00Z', 'to=2026-03-09T01:00:00Z'],
    ],
    ['from=2026-03-09T02:00:00Z', ['from=2026-03-09T02:00:00Z']],
    ['from=x&to=2026-03-09T02:00:00Z', ['from=x', 'to=2026-03-09T02:00:00Z']],
    [`tides=${'x'.repeat(90)}`, [`tides=${'x'.repeat(34)}…`]],
  ])('%s', (query, expected) => {
    expect(unread(query)).toEqual(expected)
  })
})
