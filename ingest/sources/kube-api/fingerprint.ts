// 64 bits over what is kept of an object, so that a state that says nothing new is not stored again. Left
// out is what changes without meaning: resource version, time of reading, heartbeats (never kept at all).
import type { ObjectState } from '../../../domain/model/kube-object.ts'

/** Two 32-bit halves of a hash; it tells states apart and guards nothing. */
export interface Hash64 {
  high: number
  low: number
}

/**
 * Writes into `into` two multiply-xor lanes over the UTF-16 units of `text`, each finished as MurmurHash3
 * finishes, the lanes mixed into each other (the construction known as cyrb53, kept at 64 bits).
 */
export function hashInto(into: Hash64, text: string): void {
  let one = 0xdeadbeef
  let two = 0x41c6ce57
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 2_654_435_761)
    two = Math.imul(two ^ unit, 1_597_334_677)
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909)
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909)
  into.high = two >>> 0
  into.low = one >>> 0
}

const half: Hash64 = { high: 0, low: 0 }

export function fingerprintOf(state: ObjectState): bigint {
  hashInto(half, keptText(state))
  return (BigInt(half.high) << 32n) | BigInt(half.low)
}

/** Facts are built with their keys always in the same order, labels sorted: equal states are equal texts. */
function keptText(state: ObjectState): string {
  return JSON.stringify([
    state.kind,
    state.namespace,
    state.name,
    state.isDeleted,
    state.createdAt.getTime(),
    state.ownerKind,
    state.ownerName,
    state.labels,
    state.nodeName,
    state.phase,
    state.cpuMillicores,
    state.memoryBytes,
    state.gpus,
    state.facts,
  ])
}
