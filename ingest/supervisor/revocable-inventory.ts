// The inventory as one source sees it, until it is taken away: what a collector that did not stop in time
// still wants to store is refused, because another worker may read the same source by then.
import { unavailable } from '../../domain/errors.ts'
import type { Inventory } from '../collection.ts'

export interface RevocableInventory {
  readonly inventory: Inventory
  revoke(): void
}

export function revocable(inventory: Inventory): RevocableInventory {
  let isRevoked = false
  const guarded = new Proxy(inventory, {
    get: (own, name) => {
      const work: unknown = Reflect.get(own, name)
      if (typeof work !== 'function') return work
      return async (...asked: unknown[]) => {
        if (isRevoked) throw unavailable('this source is no longer read here')
        return work.apply(own, asked)
      }
    },
  })
  return {
    inventory: guarded,
    revoke: () => {
      isRevoked = true
    },
  }
}
