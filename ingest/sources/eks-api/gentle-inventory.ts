// The inventory as a round tells it: a few things at a time. Answers of hundreds of places come at once, and whoever
// waits here waits in order; before the store it would wait for a connection, and give the round up in the end.

import { Gate } from '../../aws-client/crowd.ts'
import type { Inventory } from '../../collection.ts'

export type RoundInventory = Pick<Inventory, 'identify' | 'tellCluster' | 'tellParts' | 'tellGone'>

export function gently(inventory: RoundInventory, atOnce: number): RoundInventory {
  const gate = new Gate(atOnce)
  return {
    identify: (ask) => gate.run(() => inventory.identify(ask)),
    tellCluster: (clusterId, facts) => gate.run(() => inventory.tellCluster(clusterId, facts)),
    tellParts: (clusterId, kind, parts) => gate.run(() => inventory.tellParts(clusterId, kind, parts)),
    tellGone: (clusterIds) => gate.run(() => inventory.tellGone(clusterIds)),
  }
}
