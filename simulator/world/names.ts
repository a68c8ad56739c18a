// Names whose order as text is the order of their numbers, and from which the number can be read again: a
// list is sorted without sorting, and a page goes on at a name without anything being remembered.
import { h32, hex32, purpose } from './hash.ts'

const nodeSpan = 2 ** 36 - 1
const strideOfNodes = (slots: number): number => Math.floor(nodeSpan / Math.max(1, slots))

/** "i-0" and sixteen hexadecimal digits: nine that order, seven of the hash. Looks like an EC2 instance id. */
export function nodeName(seed: number, slots: number, slot: number, generation = 0): string {
  const stride = strideOfNodes(slots)
  const draw = h32(seed ^ purpose.nodeName, slot, generation)
  const value = slot * stride + Math.floor((draw / 4_294_967_296) * stride)
  const tail = hex32(h32(seed ^ purpose.nodeName, slot, generation + 0x40000000)).slice(1)
  return `i-0${value.toString(16).padStart(9, '0')}${tail}`
}

/** The slot that a name is of, if it is of one. */
export function slotOfNode(slots: number, name: string): number | undefined {
  if (!/^i-0[0-9a-f]{16}$/.test(name)) return undefined
  const slot = Math.floor(Number.parseInt(name.slice(3, 12), 16) / strideOfNodes(slots))
  return slot < slots ? slot : undefined
}

/** As Kubernetes draws suffixes: no vowels, no look-alikes; in the order of their codes. */
const alphabet = '2456789bcdfghjklmnpqrstvwxz'
const letters = 5
const podSpan = alphabet.length ** letters

const strideOfPods = (places: number): number => Math.floor(podSpan / places)

/** Five letters for a place on a ring of `places`; other numbers and their successors get other letters. */
export function podSuffix(
  seed: number,
  places: number,
  place: number,
  number: number,
  incarnation = 0,
): string {
  const stride = strideOfPods(places)
  let value = place * stride + (h32(seed ^ purpose.podName, number, incarnation) % stride)
  let text = ''
  for (let n = 0; n < letters; n += 1) {
    text = (alphabet[value % alphabet.length] as string) + text
    value = Math.floor(value / alphabet.length)
  }
  return text
}

/** The place that a suffix is of. */
export function placeOfSuffix(places: number, suffix: string): number | undefined {
  if (suffix.length !== letters) return undefined
  let value = 0
  for (const letter of suffix) {
    const digit = alphabet.indexOf(letter)
    if (digit < 0) return undefined
    value = value * alphabet.length + digit
  }
  const place = Math.floor(value / strideOfPods(places))
  return place < places ? place : undefined
}

/** "7d9c6b5f48": the hash of a pod template. */
export function templateHash(seed: number, workload: number, revision: number): string {
  let value = h32(seed ^ purpose.revision, workload, revision)
  let text = ''
  for (let n = 0; n < 10; n += 1) {
    text += alphabet[value % alphabet.length]
    value = h32(value, n, revision)
  }
  return text
}

/** By code, as a database sorts its keys; not by language. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
