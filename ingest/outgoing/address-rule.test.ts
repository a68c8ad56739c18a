import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAddressRange, outgoingRule } from './address-rule.ts'

const rule = outgoingRule([])
const refused = (address: string) => rule.refusalOf(address) !== undefined
const refusedUrl = (url: string) => rule.refusalOfUrl(url) !== undefined

describe('addresses', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '240.0.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:0:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2002:a9fe:a9fe::1',
    '::ffff:0.0.0.0',
  ])('%s is refused', (address) => expect(refused(address)).toBe(true))

  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '52.94.5.1',
    '169.253.255.255',
    '169.255.0.0',
    '223.255.255.255',
    '::1',
    'fd00::1',
    'fc00::1',
    '2a05:d018::1',
    '::ffff:10.0.0.1',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('%s is allowed', (address) => expect(rule.refusalOf(address)).toBeUndefined())

  it.each(['', 'localhost', '169.254.169.254.', '0xa9fea9fe', '1.2.3', '::g'])('“%s” is no address', (text) =>
    expect(rule.refusalOf(text)).toContain('no IP address'),
  )

  it('allows what is listed, in whatever form it is written, and nothing beside it', () => {
    const listing = outgoingRule(['169.254.169.0/24', 'fd00:ec2::254'])
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      'fd00:ec2::254',
    ])
      expect(listing.refusalOf(address), address).toBeUndefined()
    for (const address of ['169.254.170.2', 'fd00:ec2::23', 'fe80::1'])
      expect(listing.refusalOf(address), address).toBeDefined()
  })

  it('refuses every link-local address however it is carried', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
    fc.assert(
      fc.property(byte, byte, (c, d) => {
        const low = hex(c, d)
        for (const form of [
          `169.254.${c}.${d}`,
          `::ffff:169.254.${c}.${d}`,
          `0:0:0:0:0:ffff:a9fe:${low}`,
          `::a9fe:${low}`,
          `64:ff9b:0:0:0:0:a9fe:${low}`,
          `2002:a9fe:${low}:0:1:2:3:4`,
        ])
          if (!refused(form)) throw new Error(form)
      }),
    )
  })
})

describe('URLs', () => {
  it.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'ftp://10.0.0.1/',
    'data:text/plain,x',
    'ws://10.0.0.1/',
    'javascript:alert(1)',
    'https://user@10.0.0.1/',
    'https://:secret@10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://169.16689662/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://0/',
    'http://0.0.0.0:6443/',
    'http://[::]:6443/',
    'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.google.internal./',
    'http://instance-data/',
    'not a url',
    '',
    `https://${'a'.repeat(70_000)}`.slice(0, 8),
  ])('%s is refused', (url) => expect(refusedUrl(url)).toBe(true))

  it.each([
    'https://127.0.0.1:6443',
    'http://localhost:8001',
    'https://10.0.0.1',
    'https://api.prod.example.internal:6443/k8s/clusters/c-1',
    'https://ABCDEF.gr7.eu-west-1.eks.amazonaws.com',
    'https://[::1]:6443',
    'https://[fd12::1]',
  ])('%s may be called', (url) => expect(rule.refusalOfUrl(url)).toBeUndefined())
})

describe('ranges to list', () => {
  it.each(['10.0.0.0/8', '169.254.169.254', 'fd00::/8', '::1', '0.0.0.0/0'])('%s', (text) =>
    expect(isAddressRange(text)).toBe(true),
  )
  it.each([
    '',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/8/8',
    'example.com',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10/8',
  ])('not “%s”', (text) => expect(isAddressRange(text)).toBe(false))
})
