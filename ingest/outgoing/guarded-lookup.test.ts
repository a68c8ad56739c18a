import type { LookupAddress } from 'node:dns'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { outgoingRule } from './address-rule.ts'
import { guardedLookup } from './guarded-lookup.ts'

const v4 = (address: string): LookupAddress => ({ address, family: 4 })

/** Asks as a socket does; `found` is what the name leads to at that moment. */
function looked(found: LookupAddress[], options: { all?: boolean } = {}, allowed: string[] = []) {
  const lookup = guardedLookup(outgoingRule(allowed), (_host, _options, done) => done(null, found))
  return new Promise((resolve) => {
    lookup('api.example', options, (error, address, family) => resolve({ error, address, family }))
  })
}

describe('looking a name up', () => {
  it('answers in the form that was asked for', async () => {
    expect(await looked([v4('10.0.0.1'), v4('10.0.0.2')])).toEqual({
      error: null,
      address: '10.0.0.1',
      family: 4,
    })
    const all = [v4('10.0.0.1'), { address: 'fd00::1', family: 6 }]
    expect(await looked(all, { all: true })).toMatchObject({ error: null, address: all })
  })

  it('refuses a name when any of its addresses is refused', async () => {
    for (const options of [{}, { all: true }]) {
      const told = await looked([v4('10.0.0.1'), v4('169.254.169.254')], options)
      expect(told).toMatchObject({
        error: {
          name: 'CollectionFailure',
          trouble: {
            kind: 'configuration',
            says: expect.stringContaining('api.example leads to 169.254.169.254'),
          },
        },
      })
    }
    expect(await looked([v4('169.254.169.254')], {}, ['169.254.169.254'])).toMatchObject({ error: null })
  })

  it('says that a name has no address, or why it could not be looked up', async () => {
    expect(await looked([])).toMatchObject({ error: { code: 'ENOTFOUND' } })
    const failing = guardedLookup(outgoingRule([]), (_host, _options, done) =>
      done(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }), []),
    )
    const error = await new Promise((resolve) => failing('x', {}, (told) => resolve(told)))
    expect(error).toMatchObject({ code: 'EAI_AGAIN' })
  })

  it('stands between a name and the socket: one that changes its mind is not connected to', async () => {
    let calls = 0
    const server = createServer((_req, res) => {
      calls += 1
      res.setHeader('connection', 'close').end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const answers = [v4('127.0.0.1'), v4('169.254.169.254')]
    const lookup = guardedLookup(outgoingRule([]), (_host, _options, done) =>
      done(null, answers.splice(0, 1)),
    )
    const get = () =>
      new Promise((resolve) => {
        request({ host: 'rebinding.example', port, lookup, agent: false }, (res) => {
          res.resume()
          resolve(res.statusCode)
        })
          .on('error', (error) => resolve(error.name))
          .end()
      })
    expect([await get(), await get()]).toEqual([200, 'CollectionFailure'])
    expect(calls).toBe(1)
    await new Promise((resolve) => server.close(resolve))
  })
})
