// The audit log as a pushed source: its route, its cutting and splicing, and the store functions its
// events go through. Holds no state.

import type { Events } from '../../../db/events/client.ts'
import { rejectsOfBodies } from '../../../db/events/read/rejects.ts'
import { insertAudit, insertRejects } from '../../../db/events/write/audit.ts'
import type { Clock } from '../../../domain/units/clock.ts'
import type { PushSource } from '../../source.ts'
import { auditMediaTypes, clusterOfPath } from './receive.ts'
import { excerptOf } from './redact.ts'
import { framedBytes, frameEvents } from './splice.ts'
import { splitAudit } from './split.ts'
import { inspectEvent } from './wire.ts'

/** Reasons of the landing view that depend on when a line came, not on what it says. */
const passing: ReadonlySet<string> = new Set(['outside retention', 'in the future'])

export function auditLog(events: Events, clock: Clock): PushSource {
  return {
    name: 'audit-log',
    mediaTypes: auditMediaTypes,
    clusterOf: clusterOfPath,
    split: splitAudit,
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
