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
  const guarded =
    <Asked extends unknown[], Answer>(work: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      if (isRevoked) throw unavailable('this source is no longer read here')
      return work.apply(inventory, asked)
    }
  return {
    inventory: {
      identify: guarded(inventory.identify),
      tellCluster: guarded(inventory.tellCluster),
      tellParts: guarded(inventory.tellParts) as Inventory['tellParts'],
      tellAccounts: guarded(inventory.tellAccounts),
      tellCalendar: guarded(inventory.tellCalendar),
      tellGone: guarded(inventory.tellGone),
      knownObjects: guarded(inventory.knownObjects),
      putObjects: guarded(inventory.putObjects),
      putGone: guarded(inventory.putGone),
      putSamples: guarded(inventory.putSamples),
    },
    revoke: () => {
      isRevoked = true
    },
  }
}
