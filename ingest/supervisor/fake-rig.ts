// For tests of the supervisor: a collector that does as each test says, leases and health kept in memory
// with a clock of the store's own, and an inventory that only counts.

import { unavailable } from '../../domain/errors.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import type { Collector, CollectorTools, Inventory } from '../collection.ts'
import type { ClaimStore } from './claims.ts'
import type { DesiredSource } from './desired.ts'
import type { HealthRow } from './health-writer.ts'
import { type HealthStore, type Supervisor, type SupervisorLimits, startSupervisor } from './supervisor.ts'
import type { LeaseStore } from './tenure.ts'

export type Behaviour = (tools: CollectorTools, signal: AbortSignal) => Promise<void>

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

export const readsWell: Behaviour = async (tools, signal) => {
  tools.report.state('listing')
  await tools.turn(async () => tools.inventory.putObjects([]))
  tools.report.complete(tools.clock.now())
  tools.report.state('watching')
  await untilAborted(signal)
}

/** Sources by name; whoever is not named reads well. `reading` holds the names that run now, each by whom. */
export function fakeCollector(behaviours: Record<string, Behaviour> = {}) {
  const reading = new Map<string, number>()
  let most = 0
  let begun = 0
  const collector: Collector<SourceDefinition> = {
    kind: 'kube-api',
    intervalMs: 60_000,
    asks: 'Somebody',
    run: async ({ name }, tools, signal) => {
      begun += 1
      reading.set(name, (reading.get(name) ?? 0) + 1)
      most = Math.max(most, reading.get(name) ?? 0)
      try {
        await (behaviours[name] ?? readsWell)(tools, signal)
      } finally {
        reading.set(name, (reading.get(name) ?? 0) - 1)
      }
    },
    test: async () => ({ checks: [], clockSkewMs: null }),
  }
  return {
    collector,
    reads: () => [...reading].flatMap(([name, times]) => (times > 0 ? [name] : [])).sort(),
    /** Most readings of one source at once, over all workers that share this collector. */
    most: () => most,
    begun: () => begun,
  }
}

/** One for all workers of a test. */
export function memoryStore() {
  const leases = new Map<string, { holder: string; expiresAt: number }>()
  const claimed = new Map<string, { holder: string; expiresAt: number }>()
  const rows = new Map<string, HealthRow>()
  const skewMs = 0
  let away = false
  const now = () => performance.now() + skewMs
  const here = () => {
    if (away) throw unavailable('the relational store is away')
  }
  const leaseStore: LeaseStore = {
    async take({ holder, names, forMs }) {
      here()
      return names.filter((name) => {
        const known = leases.get(name)
        if (known !== undefined && known.holder !== holder && known.expiresAt > now()) return false
        leases.set(name, { holder, expiresAt: now() + forMs })
        return true
      })
    },
    async release({ holder, names }) {
      here()
      for (const name of names) if (leases.get(name)?.holder === holder) leases.delete(name)
    },
    async holders() {
      here()
      return [
        ...new Set([...leases.values()].filter(({ expiresAt }) => expiresAt > now()).map((l) => l.holder)),
      ]
    },
  }
  const claimStore: ClaimStore = {
    async take(claims, forMs) {
      here()
      return claims.map(({ clusterId, sourceId }) => {
        const known = claimed.get(clusterId)
        if (known === undefined || known.holder === sourceId || known.expiresAt <= now())
          claimed.set(clusterId, { holder: sourceId, expiresAt: now() + forMs })
        return { clusterId, sourceId: claimed.get(clusterId)?.holder ?? '' }
      })
    },
    async release({ clusterId, sourceId }) {
      here()
      if (claimed.get(clusterId)?.holder === sourceId) claimed.delete(clusterId)
    },
  }
  const health: HealthStore = {
    async read(ids) {
      here()
      return ids.flatMap((id) => rows.get(id) ?? [])
    },
    async write(written) {
      here()
      for (const row of written) rows.set(row.health.sourceId, structuredClone(row))
    },
    async known() {
      here()
      return [...rows.values()].map(({ health: { sourceId, updatedAt } }) => ({ sourceId, updatedAt }))
    },
    async forget(ids) {
      here()
      for (const id of ids) rows.delete(id)
    },
  }
  return {
    leases: leaseStore,
    claims: claimStore,
    claimed,
    health,
    rows,
    setAway: (isAway: boolean) => {
      away = isAway
    },
  }
}

export const source = (name: string, version = '1'): DesiredSource => ({
  sourceId: `kube-api:${name}`,
  kind: 'kube-api',
  name,
  origin: 'file',
  place: `context ${name}`,
  plan: { definition: { kind: 'kube-api', name, context: name }, version },
})

export function countingInventory() {
  let puts = 0
  const inventory = new Proxy({} as Inventory, {
    get: () => async () => {
      puts += 1
    },
  })
  return { inventory, puts: () => puts }
}

export interface Worker {
  readonly supervisor: Supervisor
  readonly logged: string[]
}

export function startWorker(
  collector: Collector<SourceDefinition>,
  store: ReturnType<typeof memoryStore>,
  limits: Partial<SupervisorLimits> = {},
  inventory: Inventory = countingInventory().inventory,
): Worker {
  const logged: string[] = []
  const log = (_fields: object, message: string) => {
    logged.push(message)
  }
  const supervisor = startSupervisor({
    collectors: [collector],
    inventoryOf: () => inventory,
    leases: store.leases,
    claims: store.claims,
    health: store.health,
    clock: { now: () => new Date() },
    log: { warn: log, error: log },
    chance: () => 0,
    limits: {
      leaseMs: 400,
      beatMs: 50,
      claimMs: 400,
      spareMs: 40,
      stopWithinMs: 200,
      healthEveryMs: 20,
      numbersEveryMs: 50,
      ...limits,
    },
  })
  return { supervisor, logged }
}
