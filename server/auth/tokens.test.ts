import { describe, expect, it } from 'vitest'
import { createIngestTokens, hashOfToken, type IngestGrant, newIngestToken } from './tokens.ts'

const bootstrap = newIngestToken()
const now = new Date('2026-11-23T12:00:00Z')

const grantOf = (over: Partial<IngestGrant> = {}): IngestGrant => ({
  id: 't1',
  name: 'shipper',
  clusters: 'all',
  revokedAt: null,
  expiresAt: null,
  ...over,
})

function tokensWith(grants: Map<string, IngestGrant>) {
  const registered: string[] = []
  const used: string[] = []
  let asked = 0
  const tokens = createIngestTokens(bootstrap, {
    now: () => now,
    find: async (hash) => {
      asked += 1
      return grants.get(hash)
    },
    register: async (clusterId) => {
      registered.push(clusterId)
    },
    used: (id) => used.push(id),
  })
  return { tokens, registered, used, asked: () => asked }
}

describe('ingest tokens', () => {
  it('are at least 128 random bits behind a prefix', () => {
    const made = new Set(Array.from({ length: 100 }, newIngestToken))
    expect(made.size).toBe(100)
    for (const token of made) {
      expect(token).toMatch(/^ppi_[A-Za-z0-9_-]{43}$/)
      expect(hashOfToken(token)).not.toContain(token.slice(4, 12))
    }
  })

  it('lets the bootstrap token register any cluster, once', async () => {
    const { tokens, registered, asked } = tokensWith(new Map())
    expect(await tokens.authorize(`Bearer ${bootstrap}`, 'one')).toEqual({ ok: true, tokenId: 'bootstrap' })
    expect(await tokens.authorize(`bearer ${bootstrap}`, 'one')).toMatchObject({ ok: true })
    expect(registered).toEqual(['one'])
    expect(asked()).toBe(0)
  })

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${bootstrap}`,
    bootstrap,
    `Bearer ${bootstrap} x`,
    `Bearer ${bootstrap}\0`,
    `Bearer ${bootstrap.slice(0, -1)}`,
    `Bearer ${bootstrap}A`,
    `Bearer ppi_${'A'.repeat(43)}`,
    `Bearer ${'x'.repeat(10_000)}`,
  ])('refuses %j with 401 and registers nothing', async (header) => {
    const { tokens, registered } = tokensWith(new Map())
    expect(await tokens.authorize(header, 'one')).toMatchObject({ ok: false, status: 401 })
    expect(registered).toEqual([])
  })

  it('keeps a narrow token to its clusters', async () => {
    const narrow = newIngestToken()
    const { tokens, registered, used } = tokensWith(
      new Map([[hashOfToken(narrow), grantOf({ clusters: ['mine'] })]]),
    )
    expect(await tokens.authorize(`Bearer ${narrow}`, 'mine')).toEqual({ ok: true, tokenId: 't1' })
    expect(await tokens.authorize(`Bearer ${narrow}`, 'other')).toMatchObject({ ok: false, status: 403 })
    expect(registered).toEqual(['mine'])
    await tokens.authorize(`Bearer ${narrow}`, 'mine')
    expect(used).toEqual(['t1'])
  })

  it('says whether a token is good for any cluster, and registers none by that', async () => {
    const narrow = newIngestToken()
    const { tokens, registered } = tokensWith(
      new Map([[hashOfToken(narrow), grantOf({ clusters: ['mine'] })]]),
    )
    expect(await tokens.authorize(`Bearer ${narrow}`, undefined)).toEqual({ ok: true, tokenId: 't1' })
    expect(await tokens.authorize(`Bearer ${newIngestToken()}`, undefined)).toMatchObject({ status: 401 })
    expect(registered).toEqual([])
  })

  it('refuses a revoked token at once after forget()', async () => {
    const token = newIngestToken()
    const grants = new Map<string, IngestGrant>([[hashOfToken(token), grantOf()]])
    const { tokens, asked } = tokensWith(grants)
    expect(await tokens.authorize(`Bearer ${token}`, 'one')).toMatchObject({ ok: true })
    expect(await tokens.authorize(`Bearer ${token}`, 'one')).toMatchObject({ ok: true })
    expect(asked()).toBe(1)
    grants.clear()
    tokens.forget()
    expect(await tokens.authorize(`Bearer ${token}`, 'one')).toMatchObject({ ok: false, status: 401 })
  })

  it('says which token was revoked or has ended, and lets it in until then', async () => {
    const token = newIngestToken()
    const verdictOf = (grant: IngestGrant) =>
      tokensWith(new Map([[hashOfToken(token), grant]])).tokens.authorize(`Bearer ${token}`, 'one')
    expect(await verdictOf(grantOf({ revokedAt: new Date(now.getTime() - 1) }))).toMatchObject({
      status: 401,
      token: 'shipper',
      reason: expect.stringContaining('was revoked at 2026-11-23T11:59:59.999Z'),
    })
    expect(await verdictOf(grantOf({ expiresAt: now }))).toMatchObject({
      status: 401,
      token: 'shipper',
      reason: expect.stringContaining('ended at 2026-11-23T12:00:00.000Z'),
    })
    expect(await verdictOf(grantOf({ expiresAt: new Date(now.getTime() + 1) }))).toEqual({
      ok: true,
      tokenId: 't1',
    })
    expect(await verdictOf(grantOf({ clusters: ['other'] }))).toMatchObject({ status: 403, token: 'shipper' })
  })

  it('does not remember a look-up that a revoke overtook', async () => {
    const token = newIngestToken()
    let answer: (grant: IngestGrant | undefined) => void = () => undefined
    let asked = 0
    const tokens = createIngestTokens(bootstrap, {
      now: () => now,
      find: () => {
        asked += 1
        return asked === 1 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(undefined)
      },
      register: async () => undefined,
      used: () => undefined,
    })
    const first = tokens.authorize(`Bearer ${token}`, 'one')
    tokens.forget()
    answer(grantOf())
    await first
    expect(await tokens.authorize(`Bearer ${token}`, 'one')).toMatchObject({ ok: false, status: 401 })
  })

  it('passes the failure of the store on', async () => {
    const tokens = createIngestTokens(bootstrap, {
      now: () => now,
      find: () => Promise.reject(new Error('away')),
      register: async () => undefined,
      used: () => undefined,
    })
    await expect(tokens.authorize(`Bearer ${newIngestToken()}`, 'one')).rejects.toThrow('away')
  })
})
