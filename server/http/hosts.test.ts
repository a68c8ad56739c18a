import { describe, expect, it } from 'vitest'
import { hostRule, isForeignOrigin, isLoopback } from './hosts.ts'

describe('hosts', () => {
  const rule = hostRule('127.0.0.1', ['periplus.example.internal'])

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:3000',
    '127.0.0.1:3000',
    '127.9.9.9',
    '[::1]:3000',
    'periplus.example.internal',
    'Periplus.Example.Internal:443',
  ])('answers to %s', (host) => expect(rule(host)).toBe(true))

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'localhost@evil.example',
    'localhost:3000@evil.example',
    'localhost, evil.example',
    '0.0.0.0',
    '169.254.169.254',
    '[::ffff:10.0.0.1]',
    '127.1',
    '2130706433',
    'localhost:notaport',
  ])('does not answer to %j', (host) => expect(rule(host)).toBe(false))

  it('knows what stays on this machine', () => {
    expect(['127.0.0.1', '::1', 'localhost', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', ''].some(isLoopback)).toBe(false)
  })
})

describe('origins', () => {
  const host = 'localhost:3000'

  it.each([
    [{ host }],
    [{ host, origin: 'http://localhost:3000' }],
    [{ host, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }],
    [{ host, 'sec-fetch-site': 'none' }],
    [{ host: 'periplus.example', origin: 'https://periplus.example' }],
    [{ host: 'periplus.example:443', origin: 'https://periplus.example' }],
  ])('takes %j for its own', (headers) => expect(isForeignOrigin(headers)).toBe(false))

  it.each([
    [{ host, origin: 'http://localhost:3001' }],
    [{ host, origin: 'http://evil.example' }],
    [{ host, origin: 'null' }],
    [{ host, origin: '' }],
    [{ host, origin: 'file://' }],
    [{ host, origin: 'chrome-extension://abc' }],
    [{ host, origin: ['http://localhost:3000', 'http://evil.example'] }],
    [{ host, 'sec-fetch-site': 'cross-site' }],
    [{ host, 'sec-fetch-site': 'same-site' }],
    [{ host, origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'http://localhost:3000' }],
  ])('takes %j for foreign', (headers) => expect(isForeignOrigin(headers)).toBe(true))
})
