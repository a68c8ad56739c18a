// The audit log as a pushed source: its route and how its bodies are cut. What its events are is
// `ingest/audit-events`. Holds no state.

import type { Events } from '../../../db/events/client.ts'
import type { Clock } from '../../../domain/units/clock.ts'
import { auditEvents } from '../../audit-events/form.ts'
import type { PushSource } from '../../source.ts'
import { auditMediaTypes, clusterOfPath } from './receive.ts'
import { splitAudit } from './split.ts'

export function auditLog(events: Events, clock: Clock): PushSource {
  return {
    ...auditEvents(events, clock),
    name: 'audit-log',
    mediaTypes: auditMediaTypes,
    clusterOf: clusterOfPath,
    split: splitAudit,
  }
}
