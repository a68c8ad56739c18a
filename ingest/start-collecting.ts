// Opens everything about sources that are read: the collectors there are, what they write to, and what the
// page asks of them. The composition of this half of the room, as start.ts is of the other; called by
// `server/start.ts` only.
import type { Events } from '../db/events/client.ts'
import type { Relational } from '../db/relational/client.ts'
import type { Clock } from '../domain/units/clock.ts'
import { type Collecting, type CollectingOptions, openCollecting } from './collecting.ts'
import { createInventory } from './inventory/inventory.ts'
import { collectors, grants } from './sources/registry.ts'

export interface StartCollecting
  extends Pick<CollectingOptions, 'log' | 'configured' | 'environment' | 'version'> {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  /** False in a process that reads no sources and only answers about them. */
  readonly reads: boolean
}

export function startCollecting({ events, reads, ...options }: StartCollecting): Collecting {
  const { relational, clock } = options
  if (!reads) return openCollecting({ ...options, collectors, grants, inventoryOf: undefined })
  const inventories = createInventory({ relational, events, clock })
  const collecting = openCollecting({
    ...options,
    collectors,
    grants,
    inventoryOf: ({ sourceId }) => inventories.of(sourceId),
  })
  return {
    sources: () => collecting.sources(),
    choices: () => collecting.choices(),
    troubleOf: (source) => collecting.troubleOf(source),
    test: (sourceId, signal) => collecting.test(sourceId, signal),
    look: () => collecting.look(),
    metrics: () => [
      ...collecting.metrics(),
      {
        name: 'periplus_inventory_held_bytes',
        help: 'Bytes of objects and samples on their way to the event store.',
        type: 'gauge',
        samples: [{ value: inventories.heldBytes() }],
      },
    ],
    stop: async () => {
      await collecting.stop()
      await inventories.barrier()
    },
  }
}
