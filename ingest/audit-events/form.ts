// Audit events as the pipeline handles them, however they were delivered: framed, explained, stored.
// Holds no state; what a delivery looks like is the affair of each source.

import type { Events } from '../../db/events/client.ts'
import { rejectsOfBodies } from '../../db/events/read/rejects.ts'
import { insertAudit, insertRejects } from '../../db/events/write/audit.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { EventForm } from '../source.ts'
import { excerptOf } from './redact.ts'
import { framedBytes, frameEvents } from './splice.ts'
import { inspectEvent } from './wire.ts'

/** Reasons of the landing view that depend on when a line came, not on what it says. */
const passing: ReadonlySet<string> = new Set(['outside retention', 'in the future'])

export function auditEvents(events: Events, clock: Clock): EventForm {
  return {
    framedBytes,
    frame: frameEvents,
    inspect: inspectEvent,
    excerpt: excerptOf,
    isPassing: (reason) => passing.has(reason),
    landing: {
      insert: (bytes) => insertAudit(events, bytes),
      rejectsOf: (bodies) => rejectsOfBodies(events, { bodies }),
      keepRejects: (lines) =>
        insertRejects(
          events,
          lines.map((line) => ({ ...line, rejectedAt: clock.now() })),
        ),
    },
  }
}
