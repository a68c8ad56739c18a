// What a question is answered with: who asks, the stores, the clock, the request's id. Made once per
// request, by the tRPC door and by pages that prefetch. Reads the runtime; opens nothing itself.
import type { Events } from '../db/events/client.ts'
import type { Relational } from '../db/relational/client.ts'
import type { Intake } from '../domain/model/intake.ts'
import type { OwnerRules } from '../domain/model/owner-rules.ts'
import type { Delivery } from '../domain/model/review-delivery.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { RunningCollecting } from '../ingest/start-collecting.ts'
import type { IngestTokens } from './auth/tokens.ts'
import { openViewer, type Viewer } from './auth/viewer.ts'
import type { ClockKind } from './clock.ts'
import type { ConfigState } from './config-watch.ts'
import type { Settings } from './env.ts'
import type { Log } from './log.ts'
import type { QueryTimes } from './query-times.ts'
import { getRuntime } from './runtime.ts'

/** The first argument of every query in server/queries. */
export interface QueryContext {
  readonly viewer: Viewer
  readonly requestId: string
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  readonly clockKind: ClockKind
  readonly settings: Settings
  readonly log: Log
  readonly tokens: IngestTokens
  readonly queryTimes: QueryTimes
  /** Today's rules of who answers for what. */
  readonly owners: OwnerRules
  /** File of the bootstrap token; null when a setting holds it. */
  readonly tokenFile: string | null
  /** Sources that are read. */
  readonly collecting: RunningCollecting
  readonly configState: () => ConfigState
  /** Where periplus.yaml sends the weekly review. */
  readonly deliveries: readonly Delivery[]
  /** Sends what is due or was asked for; resolves once it was tried, or after that long. Nothing in a process that only answers. */
  readonly lookAtDeliveries: (withinMs: number) => Promise<void>
  /** What this process knows of its senders; null when it takes nothing in. */
  readonly intake: () => Intake | null
  /** Aborted when nobody waits for the answer any more; pass it to the event store. */
  readonly signal: AbortSignal | undefined
  /** Aborted when the server is to stop; what answers on and on ends then. */
  readonly stopping: AbortSignal
}

/** Throws Unavailable while the stores are not open. `requestId` is the one the outer wall gave. */
export function createContext(requestId: string | null | undefined): QueryContext {
  const runtime = getRuntime()
  const { relational, events, clock, clockKind, settings, log, tokens, queryTimes, tokenFile } = runtime
  return {
    viewer: openViewer,
    requestId: requestId ?? 'none',
    relational,
    events,
    clock,
    clockKind,
    settings,
    log,
    tokens,
    queryTimes,
    owners: runtime.owners(),
    tokenFile,
    collecting: runtime.collecting,
    configState: runtime.configState,
    deliveries: runtime.deliveries(),
    lookAtDeliveries: runtime.lookAtDeliveries,
    intake: runtime.intake,
    signal: undefined,
    stopping: runtime.stopping,
  }
}
