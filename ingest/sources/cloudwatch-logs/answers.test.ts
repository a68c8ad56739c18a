import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerRow, hourRows } from './answers.ts'

const outcomes = [
  { verb: 'list', part: '', stage: 'ResponseComplete', 'responseStatus.code': '200' },
  { verb: 'watch', part: '', stage: 'ResponseComplete', 'responseStatus.code': '200' },
  { verb: 'get', part: 'log', stage: 'ResponseComplete', 'responseStatus.code': '500' },
  { verb: 'create', part: 'eviction', stage: 'ResponseComplete', 'responseStatus.code': '429' },
  {
    ...{ verb: 'create', part: 'eviction', stage: 'ResponseComplete', 'responseStatus.code': '429' },
    'responseStatus.status': 'Failure',
  },
  { verb: 'get', part: '', stage: 'Panic', 'responseStatus.code': '' },
  { verb: 'get', part: '', stage: 'ResponseStarted', 'responseStatus.code': '401' },
] as const

const times = { receivedFirst: '61.5', receivedLast: '70.25', endedFirst: '65', endedLast: '3599.9' }
const sums = (requests: number): AnswerRow => ({
  ...times,
  requests: String(requests),
  aborted: String(Math.floor(requests / 3)),
  seconds: String(requests / 8),
})

const asked = fc.array(
  fc.record({
    user: fc.constantFrom('a', 'b', 'c'),
    outcome: fc.nat(outcomes.length - 1),
    requests: fc.nat(9),
  }),
  { maxLength: 30 },
)

it('names at most what it is given; named + unnamed = the total of every measure', () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  console.log(`answers.test.ts: seed ${seed}`)
  fc.assert(
    fc.property(asked, fc.nat(10), (all, room) => {
      const total = outcomes.flatMap((outcome, at) => {
        const requests = all.filter((one) => one.outcome === at).map((one) => one.requests)
        if (requests.length === 0) return []
        const add = (of: (count: number) => number) =>
          String(requests.reduce((sum, count) => sum + of(count), 0))
        const aborted = add((count) => Math.floor(count / 3))
        return [{ ...outcome, ...times, requests: add(Number), aborted, seconds: add((count) => count / 8) }]
      })
      const talkers = all.slice(0, room).map(
        ({ user, outcome, requests }): AnswerRow => ({
          ...outcomes[outcome],
          ...sums(requests),
          'user.username': user,
        }),
      )
      const rows = hourRows(talkers, total)
      const sum = (of: (row: (typeof rows)[number]) => number) =>
        rows.reduce((left, row) => left + of(row), 0)
      const counted = (...places: number[]) =>
        all.filter(({ outcome }) => places.includes(outcome)).reduce((left, one) => left + one.requests, 0)
      expect(sum((row) => row.requests)).toBe(counted(0, 1, 2, 3, 4, 5, 6))
      expect(sum((row) => row.longRunning)).toBe(counted(1, 2))
      expect(sum((row) => row.throttled)).toBe(counted(3))
      expect(sum((row) => row.disruptionBlocked)).toBe(counted(4))
      expect(sum((row) => row.errors)).toBe(counted(2, 5, 6))
      expect(sum((row) => row.aborted)).toBe(
        all.reduce((left, { requests }) => left + Math.floor(requests / 3), 0),
      )
      expect(sum((row) => row.latencyUs)).toBe((counted(0, 3, 4, 5, 6) / 8) * 1e6)
      expect(sum((row) => row.seatMoreUs)).toBe(0 - (counted(3, 4) / 8) * 1e6)
      const named = rows.filter(({ isNamed }) => isNamed)
      expect(named.reduce((left, row) => left + row.requests, 0)).toBe(
        all.slice(0, room).reduce((left, one) => left + one.requests, 0),
      )
    }),
    { seed },
  )
})

describe('a row', () => {
  const one = (row: AnswerRow) => {
    const whole = { ...outcomes[0], ...sums(4), ...row }
    const [first] = hourRows([whole], [{ ...outcomes[0], ...sums(4), ...row }])
    return first
  }

  it('is told of the seconds its requests were received in, or ended in when they were long', () => {
    expect(one({})).toMatchObject({ firstAfter: 61, lastAfter: 9 })
    expect(one(outcomes[1])).toMatchObject({ firstAfter: 65, lastAfter: 3_599 - 65, latencyUs: 0 })
  })

  it('takes names of any length, cut as everywhere; those that became the same are one', () => {
    const agent = `${'é'.repeat(4_096)}`
    const rows = hourRows(
      ['x', 'y'].map((end) => ({ ...outcomes[0], ...sums(4), userAgent: agent + end })),
      [{ ...outcomes[0], ...sums(8), aborted: '2' }],
    )
    expect(rows).toMatchObject([{ key: { userAgent: 'é'.repeat(256) }, requests: 8 }])
  })

  it.each([
    [{ 'objectRef.resource': 'pods', path: '/api/v1/pods' }, 'pods'],
    [{ path: '/healthz' }, '/healthz'],
    [{ path: '/.env', 'responseStatus.code': '404' }, '(non-resource)'],
  ])('of %o is for %s', (row, resource) => {
    expect(one(row)?.key.resource).toBe(resource)
  })

  it.each([{ requests: '1e400' }, { requests: '-1' }, { requests: '1.5' }, { seconds: 'many' }])(
    'of %o is none',
    (row) => {
      expect(() => one(row)).toThrow()
    },
  )
})

it('a talker whose outcome the total does not know makes no hour', () => {
  expect(() => hourRows([{ ...outcomes[0], ...sums(1) }], [{ ...outcomes[1], ...sums(1) }])).toThrow(
    'does not know',
  )
})
