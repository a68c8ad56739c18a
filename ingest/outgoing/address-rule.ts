// Where Periplus may connect to when a definition says so: http(s) only, never link-local, metadata,
// unspecified, multicast or reserved addresses unless periplus.yaml lists them. Loopback and private
// ranges are allowed: API servers live there. Judges addresses; opens no connection itself.
import { BlockList, isIP } from 'node:net'
import { CollectionFailure } from '../collection.ts'

/** Refused unless listed, each with why. IPv6 forms that carry an IPv4 address are judged by that address. */
const refusedRanges: readonly (readonly [range: string, why: string])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['169.254.0.0/16', 'link-local, where clouds answer with credentials'],
  ['100.100.100.200/32', 'a metadata service'],
  ['168.63.129.16/32', 'a metadata service'],
  ['192.0.0.192/32', 'a metadata service'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::/128', 'unspecified'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
  ['fd00:ec2::/32', 'a metadata service'],
  ['fd20:ce::/32', 'a metadata service'],
]

/** Names under which clouds answer with credentials, wherever they resolve to. */
const refusedNames = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.goog',
  'metadata.google.internal',
])

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  }
  return list
}

const holds = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

const refusals = refusedRanges.map(([range, why]) => ({ list: listOf([range]), why }))

/** "10.0.0.0/8", "fd00::/8" or one address. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
}

/** The eight groups of an IPv6 address, which `isIP` has found well formed. */
function groupsOf(address: string): number[] {
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [left = '', right] = host.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [head, tail] = [numbers(left), numbers(right ?? '')]
  return right === undefined ? head : [...head, ...new Array(8 - head.length - tail.length).fill(0), ...tail]
}

const dotted = (high: number, low: number): string => [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')

/** The IPv4 address an IPv6 one leads to: mapped, compatible, NAT64 or 6to4; undefined for any other. */
function carriedV4(address: string): string | undefined {
  const groups = groupsOf(address)
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups
  const zeros = a === 0 && b === 0 && c === 0 && d === 0
  const isMapped = zeros && ((e === 0 && (f === 0xffff || f === 0)) || (e === 0xffff && f === 0))
  const isNat64 = a === 0x64 && b === 0xff9b
  // ::1 and :: are not addresses of anything in IPv4.
  if (isMapped && !(f === 0 && e === 0 && g === 0)) return dotted(g, h)
  if (isNat64) return dotted(g, h)
  return a === 0x2002 ? dotted(b, c) : undefined
}

export interface OutgoingRule {
  /** Why nothing may connect to this address; undefined when it may. Anything but an IP address may not. */
  refusalOf(address: string): string | undefined
  /** Why this URL may not be called, judged without looking names up; undefined when it may. */
  refusalOfUrl(text: string): string | undefined
}

/** `allowed`: ranges that periplus.yaml lists under allowAddresses. */
export function outgoingRule(allowed: readonly string[]): OutgoingRule {
  const listed = listOf(allowed)
  const refusalOf = (given: string): string | undefined => {
    // A link-local address may name its network card behind a percent sign.
    const address = given.split('%')[0] ?? ''
    const family = isIP(address)
    if (family === 0) return `${given} is no IP address`
    if (holds(listed, address)) return undefined
    const carried = family === 6 ? carriedV4(address) : undefined
    if (carried !== undefined) return refusalOf(carried)
    const found = refusals.find(({ list }) => holds(list, address))
    return found && `${address} is ${found.why}; list it under allowAddresses in periplus.yaml if it is meant`
  }
  return {
    refusalOf,
    refusalOfUrl: (text) => {
      if (!URL.canParse(text)) return 'it is no URL'
      const url = new URL(text)
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        return `${url.protocol} is not spoken; an address starts with https:// or http://`
      }
      if (url.username !== '' || url.password !== '') {
        return 'it holds a user or password; name a credential instead'
      }
      const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
      if (isIP(host) !== 0) return refusalOf(host)
      return refusedNames.has(host) ? `${host} is a metadata service` : undefined
    },
  }
}

/** The failure of a source whose address the rule refuses. */
export function refusedAddress(why: string): CollectionFailure {
  return new CollectionFailure({
    kind: 'configuration',
    says: `Not connected: ${why}.`,
    steps: [
      'Correct the address of the source.',
      'If it is meant: list the address under allowAddresses in periplus.yaml.',
    ],
    subject: '',
  })
}
