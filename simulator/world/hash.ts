// Randomness without state: a field's value is a hash of the seed, what the field is for, and whose it is.
// Nothing here remembers what was asked before, so that answers do not depend on the order of requests.

/** What a number is drawn for; two fields never share one. */
export const purpose = {
  accountId: 0x1a2b3c01,
  bootId: 0x1a2b3c02,
  clusterAge: 0x1a2b3c03,
  clusterSize: 0x1a2b3c04,
  containerId: 0x1a2b3c05,
  countPhase: 0x1a2b3c06,
  identity: 0x1a2b3c07,
  image: 0x1a2b3c08,
  nodeAge: 0x1a2b3c09,
  nodeName: 0x1a2b3c0a,
  nodeZone: 0x1a2b3c0b,
  owner: 0x1a2b3c0c,
  podAddress: 0x1a2b3c0d,
  podName: 0x1a2b3c0e,
  podPlace: 0x1a2b3c0f,
  podStart: 0x1a2b3c10,
  requests: 0x1a2b3c11,
  revision: 0x1a2b3c12,
  schedule: 0x1a2b3c13,
  version: 0x1a2b3c14,
  weight: 0x1a2b3c15,
  workload: 0x1a2b3c16,
  hazard: 0x1a2b3c17,
  launch: 0x1a2b3c18,
  network: 0x1a2b3c19,
  apiCall: 0x1a2b3c1a,
} as const

function mixed(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** 32 bits; murmur's finaliser over each part in turn. `a` and `b` may have up to 53 bits. */
export function h32(seed: number, a: number, b = 0): number {
  let h = mixed(seed ^ 0x9e3779b9)
  h = mixed((h + Math.imul(a | 0, 0x9e3779b1)) | 0)
  h = mixed(h ^ Math.floor(a / 4_294_967_296))
  h = mixed((h + Math.imul(b | 0, 0x85ebca77)) | 0)
  return mixed(h ^ Math.floor(b / 4_294_967_296)) >>> 0
}

/** From 0 to below 1. */
export const h01 = (seed: number, a: number, b = 0): number => h32(seed, a, b) / 4_294_967_296

/** From 0 to n − 1. */
export const hBelow = (n: number, seed: number, a: number, b = 0): number => Math.floor(h01(seed, a, b) * n)

/** A number for a name (FNV-1a, then mixed), to stand for it in a hash. */
export function hText(seed: number, text: string): number {
  let h = 0x811c9dc5 ^ seed
  for (let n = 0; n < text.length; n += 1) h = Math.imul(h ^ text.charCodeAt(n), 0x01000193)
  return mixed(h) >>> 0
}

/** Lognormal with this median; Box and Muller over two draws. */
export function hLogNormal(median: number, sigma: number, seed: number, a: number, b = 0): number {
  const u = Math.max(h01(seed, a, b), 1e-9)
  const v = h01(seed ^ 0x5bd1e995, a, b)
  return median * Math.exp(sigma * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v))
}

const hexPairs = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))

/** Eight digits. */
export const hex32 = (value: number): string =>
  (hexPairs[value >>> 24] as string) +
  (hexPairs[(value >>> 16) & 255] as string) +
  (hexPairs[(value >>> 8) & 255] as string) +
  (hexPairs[value & 255] as string)

/** `words` times eight digits. */
export function hHex(words: number, seed: number, a: number, b = 0): string {
  let text = ''
  for (let n = 0; n < words; n += 1) text += hex32(h32(seed + Math.imul(n, 0x27d4eb2f), a, b))
  return text
}

/** A version 4 UUID. */
export function hUuid(seed: number, a: number, b = 0): string {
  const text = hHex(4, seed ^ purpose.identity, a, b)
  const variant = '89ab'[Number.parseInt(text[16] as string, 16) & 3]
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`
}
