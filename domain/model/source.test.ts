import { describe, expect, it } from 'vitest'
import type { FollowedFile } from './followed-file.ts'
import type { RefusedCalls } from './refused-calls.ts'
import { mendingOf, type SourceFacts, sourceAdvice, sourceHealth, sourceHealths } from './source.ts'

const now = new Date('2026-11-23T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

const facts = (over: Partial<SourceFacts> = {}): SourceFacts => ({
  now,
  clusterId: 'a',
  newest: ago(1),
  lastHeardAt: ago(1),
  recentRejects: 0,
  refused: [],
  followed: [],
  ...over,
})

const followed = (state: FollowedFile['state'], reason = ''): FollowedFile => ({
  clusterId: 'a',
  path: '/var/log/audit.log',
  state,
  reason,
  positionBytes: 10,
  sizeBytes: 10,
  behindBytes: 0,
  behindSince: null,
  lastReadAt: ago(1),
  lost: { times: 0, lastAt: null, what: '' },
})

const refused = (status: number, minutesAgo: number, over: Partial<RefusedCalls> = {}): RefusedCalls => ({
  status,
  reason: 'this ingest token was revoked',
  route: '/api/ingest/v1/clusters/a/audit',
  clusterId: 'a',
  token: 'old',
  fromPage: false,
  from: '10.0.0.9',
  userAgent: 'Go-http-client/1.1',
  count: 3,
  firstAt: ago(60),
  lastAt: ago(minutesAgo),
  ...over,
})

describe('the health of a source', () => {
  it.each([
    ['receiving', facts()],
    ['silent', facts({ newest: null, lastHeardAt: null })],
    ['stale', facts({ newest: ago(6) })],
    ['receiving', facts({ newest: ago(5) })],
    ['ahead', facts({ newest: ago(-4) })],
    ['rejecting', facts({ recentRejects: 1 })],
    ['slowed', facts({ refused: [refused(429, 2)] })],
    ['refused', facts({ newest: ago(20), lastHeardAt: ago(20), refused: [refused(401, 2)] })],
    ['refused', facts({ newest: null, lastHeardAt: null, refused: [refused(403, 2)] })],
    ['receiving', facts({ followed: [followed('following'), followed('starting')] })],
    ['unread', facts({ newest: ago(20), followed: [followed('following'), followed('failing')] })],
    ['unread', facts({ followed: [followed('missing')] })],
    ['slowed', facts({ followed: [followed('paused')] })],
    ['stale', facts({ newest: ago(6), followed: [followed('paused')] })],
  ] as const)('is %s', (health, given) => {
    expect(sourceHealth(given)).toBe(health)
  })

  it('forgives a refusal that is long ago, or that something taken came after', () => {
    expect(sourceHealth(facts({ lastHeardAt: ago(3), refused: [refused(401, 4)] }))).toBe('receiving')
    expect(sourceHealth(facts({ newest: null, lastHeardAt: null, refused: [refused(401, 16)] }))).toBe(
      'silent',
    )
  })

  it('names the worst of what is true', () => {
    const all = facts({ newest: ago(20), lastHeardAt: null, recentRejects: 9, refused: [refused(401, 1)] })
    expect(sourceHealth(all)).toBe('refused')
    expect(sourceHealth({ ...all, refused: [refused(503, 1)] })).toBe('stale')
  })
})

describe('the advice', () => {
  it('names the token, the status and the sender’s own reason', () => {
    const { says, steps } = sourceAdvice(facts({ lastHeardAt: null, refused: [refused(401, 2)] }))
    expect(says).toContain('with the token “old” and is refused with 401: this ingest token was revoked')
    expect(steps[0]).toContain('create or rotate one')
  })

  it('tells a sender that stopped from one that sends of the past', () => {
    const stopped = sourceAdvice(facts({ newest: ago(60), lastHeardAt: ago(59) }))
    expect(stopped.says).toContain('and then stopped')
    const past = sourceAdvice(facts({ newest: ago(2_880), lastHeardAt: ago(1) }))
    expect(past.says).toBe('Bodies arrive, and the newest event in them is old: 2026-11-21T12:00:00.000Z.')
  })

  it('names the followed file and why it is not read', () => {
    const advice = (state: FollowedFile['state']) =>
      sourceAdvice(facts({ followed: [followed(state, 'it is not there')] }))
    for (const state of ['failing', 'missing', 'paused'] as const) {
      expect(advice(state).says).toBe('The followed file /var/log/audit.log is not read: it is not there.')
    }
    expect(advice('missing').steps[0]).toContain('PERIPLUS_FOLLOW_AUDIT')
    expect(advice('paused').steps).toEqual(['Make room; reading goes on by itself where it stopped.'])
  })

  it('sends nobody after a page in a browser', () => {
    expect(mendingOf(refused(403, 1))).toContain('a token that is good for this cluster')
    expect(mendingOf(refused(403, 1, { fromPage: true }))).toMatch(/^Nothing/)
  })

  it('says something to do for everything that is not well', () => {
    const cases: Record<string, SourceFacts> = {
      refused: facts({ lastHeardAt: null, refused: [refused(418, 1)] }),
      unread: facts({ followed: [followed('failing', 'permission denied')] }),
      stale: facts({ newest: ago(60) }),
      slowed: facts({ refused: [refused(503, 1)] }),
      rejecting: facts({ recentRejects: 1 }),
      ahead: facts({ newest: ago(-4) }),
      silent: facts({ newest: null }),
    }
    expect([...Object.keys(cases), 'receiving']).toEqual([...sourceHealths])
    for (const given of Object.values(cases)) expect(sourceAdvice(given).steps.length).toBeGreaterThan(0)
    expect(sourceAdvice(facts())).toEqual({
      says: 'Events of this cluster arrive and are counted.',
      steps: [],
    })
  })
})
