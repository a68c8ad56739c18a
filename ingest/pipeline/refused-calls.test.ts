import { describe, expect, it } from 'vitest'
import { openRefusedLedger, type RefusedCall } from './refused-calls.ts'

const call = (over: Partial<RefusedCall> = {}): RefusedCall => ({
  status: 401,
  reason: 'this ingest token was revoked',
  route: '/api/ingest/v1/clusters/a/audit',
  clusterId: 'a',
  token: 'old',
  fromPage: false,
  from: '10.0.0.9',
  userAgent: 'Go-http-client/1.1',
  ...over,
})

function ledgerAt(start: string) {
  let now = new Date(start)
  const ledger = openRefusedLedger({ now: () => now })
  return { ledger, at: (text: string) => (now = new Date(text)) }
}

describe('refused calls', () => {
  it('are counted by what went wrong and where, newest first', () => {
    const { ledger, at } = ledgerAt('2026-11-23T10:00:00Z')
    ledger.note(call())
    ledger.note(call({ status: 415, reason: 'this route does not know "text/html"' }))
    at('2026-11-23T10:02:00Z')
    ledger.note(call({ userAgent: 'curl/8', from: '10.0.0.7' }))
    const [first, second, ...more] = ledger.list()
    expect(more).toEqual([])
    expect(first).toEqual({
      ...call({ userAgent: 'curl/8', from: '10.0.0.7' }),
      count: 2,
      firstAt: new Date('2026-11-23T10:00:00Z'),
      lastAt: new Date('2026-11-23T10:02:00Z'),
    })
    expect(second).toMatchObject({ status: 415, count: 1 })
  })

  it('stay few, and a flood of one status pushes out no other', () => {
    const { ledger } = ledgerAt('2026-11-23T10:00:00Z')
    ledger.note(call({ status: 413, reason: 'too large' }))
    for (let n = 0; n < 5_000; n += 1) ledger.note(call({ route: `/api/ingest/v1/clusters/x${n}/audit` }))
    const listed = ledger.list()
    expect(listed.length).toBeLessThanOrEqual(51)
    expect(listed.map(({ status }) => status)).toContain(413)
    expect(listed.map(({ route }) => route)).toContain('/api/ingest/v1/clusters/x4999/audit')
  })

  it('keep what strangers send short and without control characters', () => {
    const { ledger } = ledgerAt('2026-11-23T10:00:00Z')
    ledger.note(
      call({ userAgent: `evil\u001b[31m\u202e${'x'.repeat(9_000)}`, route: `/${'y'.repeat(9_000)}` }),
    )
    const [only] = ledger.list()
    expect(only?.userAgent).toMatch(/^evil\ufffd\[31m\ufffdx+$/)
    expect(only?.userAgent).toHaveLength(200)
    expect(only?.route).toHaveLength(200)
  })
})
