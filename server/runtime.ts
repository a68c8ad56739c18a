// What one running installation is: its stores, clock, settings and log. It hangs on globalThis,
// because Next's bundle has its own copy of every module and there must be one of this. Holds no
// logic, and no class whose identity could matter across that line.
import type { Events } from '../db/events/client.ts'
import type { Relational } from '../db/relational/client.ts'
import { unavailable } from '../domain/errors.ts'
import type { Intake } from '../domain/model/intake.ts'
import type { OwnerRules } from '../domain/model/owner-rules.ts'
import type { Delivery } from '../domain/model/review-delivery.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { RunningCollecting } from '../ingest/start-collecting.ts'
import type { IngestTokens } from './auth/tokens.ts'
import type { ClockKind } from './clock.ts'
import type { ConfigState } from './config-watch.ts'
import type { Settings } from './env.ts'
import type { Log } from './log.ts'
import type { QueryTimes } from './query-times.ts'

export interface Runtime {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  readonly clockKind: ClockKind
  readonly settings: Settings
  readonly log: Log
  readonly tokens: IngestTokens
  readonly queryTimes: QueryTimes
  /** Rules may change while the server runs: asked anew for every question. */
  readonly owners: () => OwnerRules
  /** File of the bootstrap token; null when a setting holds it. */
  readonly tokenFile: string | null
  /** Sources that are read, by this process or others. */
  readonly collecting: RunningCollecting
  /** What became of periplus.yaml. */
  readonly configState: () => ConfigState
  /** Where periplus.yaml sends the weekly review, as it stands now. */
  readonly deliveries: () => readonly Delivery[]
  /** Sends what is due or was asked for; resolves once it was tried, or after that long. */
  readonly lookAtDeliveries: (withinMs: number) => Promise<void>
  /** What this process knows of its senders; null when it takes nothing in. */
  readonly intake: () => Intake | null
  /** Aborted as soon as the server is asked to stop. */
  readonly stopping: AbortSignal
  /** Where this server answers, as printed; tests and hints use it. */
  readonly url: string
}

const key = Symbol.for('periplus.runtime')
const shared = globalThis as { [key]?: Runtime | undefined }

export function setRuntime(runtime: Runtime | undefined): void {
  shared[key] = runtime
}

/** The running installation; Unavailable while it is still opening its stores, or closing. */
export function getRuntime(): Runtime {
  const runtime = shared[key]
  if (runtime === undefined) throw unavailable('Periplus is starting: its stores are not open yet')
  return runtime
}
