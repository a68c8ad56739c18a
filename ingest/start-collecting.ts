// Opens everything about sources that are read: the collectors there are, what they write to, the checks of what
// they told, and what the page asks of them. The composition of this half of the room, as start.ts is of the
// other; called by `server/start.ts` only.
import type { Events } from '../db/events/client.ts'
import type { Relational } from '../db/relational/client.ts'
import type { Clock } from '../domain/units/clock.ts'
import { type Collecting, type CollectingOptions, openCollecting } from './collecting.ts'
import { openRefreshing, type Refreshing, refreshingElsewhere } from './evaluate/refresh.ts'
import { startEvaluate } from './evaluate/start.ts'
import { startInventory } from './inventory/start.ts'
import { defaultRhythm, type Rhythm } from './rhythm.ts'
import { collectors, grants } from './sources/registry.ts'

export interface StartCollecting
  extends Pick<CollectingOptions, 'log' | 'configured' | 'environment' | 'version'> {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  /** False in a process that reads no sources and only answers about them. */
  readonly reads: boolean
  readonly rhythm?: Partial<Pick<Rhythm, 'evaluateMs'>> | undefined
}

export interface RunningCollecting extends Omit<Collecting, 'refresherOf'> {
  /** Checks clusters anew when somebody asks. */
  readonly refreshing: Refreshing
}

/** Stores quote what they were given; only who failed is logged. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

export function startCollecting({ events, reads, rhythm, ...options }: StartCollecting): RunningCollecting {
  const { relational, clock } = options
  if (!reads) {
    const collecting = openCollecting({ ...options, collectors, grants, inventoryOf: undefined })
    return put(collecting, {
      refreshing: refreshingElsewhere(),
      evaluate: () => collecting.evaluate(),
      metrics: () => collecting.metrics(),
      stop: () => collecting.stop(),
    })
  }
  const inventory = startInventory({
    relational,
    events,
    clock,
    onFailure: (job, error) =>
      options.log.warn({ job, failure: nameOf(error) }, 'inventory job failed; it is tried again'),
  })
  const evaluate = startEvaluate({
    relational,
    events,
    clock,
    everyMs: rhythm?.evaluateMs ?? defaultRhythm.evaluateMs,
    onFailure: (error) =>
      options.log.warn({ failure: nameOf(error) }, 'clusters could not be checked; it is tried again'),
  })
  const collecting = openCollecting({
    ...options,
    collectors,
    grants,
    inventoryOf: (source) => inventory.of(source),
  })
  const refreshing = openRefreshing({ relational, events }, clock, (clusterId) =>
    collecting.refresherOf(clusterId),
  )
  return put(collecting, {
    refreshing,
    evaluate: () => evaluate.now(),
    metrics: () => [...collecting.metrics(), ...inventory.metrics(), ...evaluate.metrics()],
    stop: async () => {
      await Promise.all([collecting.stop(), evaluate.stop(), refreshing.close()])
      await inventory.stop()
    },
  })
}

function put(
  collecting: Collecting,
  own: Pick<RunningCollecting, 'refreshing' | 'evaluate' | 'metrics' | 'stop'>,
): RunningCollecting {
  return {
    ...own,
    sources: () => collecting.sources(),
    choices: () => collecting.choices(),
    troubleOf: (source) => collecting.troubleOf(source),
    test: (sourceId, signal) => collecting.test(sourceId, signal),
    tryOut: (source, signal) => collecting.tryOut(source, signal),
    look: () => collecting.look(),
  }
}
