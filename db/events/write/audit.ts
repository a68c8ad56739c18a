// Writes audit events: bytes of events to the landing table, refused lines to the rejects. It judges
// nothing itself; the views of 0001_audit.sql do, within the same insert.
import type { Events } from '../client.ts'

/** Unknown fields (bodies among them) are skipped by the parser and never stored. */
const landingSettings = {
  input_format_skip_unknown_fields: 1,
  input_format_null_as_default: 1,
  input_format_json_ignore_unknown_keys_in_named_tuple: 1,
  input_format_json_defaults_for_missing_elements_in_named_tuple: 1,
  input_format_import_nested_json: 0,
  // Groups are inserted side by side; splitting one over threads as well only costs processor time.
  input_format_parallel_parsing: 0,
} as const

/**
 * Lines of JSON events with the receiver's keys spliced in front (`_c`, `_b`, `_l`, `_lo`, `_hi`).
 * Resolves when they are durable. Throws StoreError when the parser refuses the bytes (then no line of
 * them counts, and sending the good ones again is safe), Unavailable when the store is away.
 */
export async function insertAudit(events: Events, body: Buffer): Promise<void> {
  await events.insertBytes({ table: 'audit_landing', format: 'JSONEachRow', body, settings: landingSettings })
}

export interface AuditReject {
  readonly clusterId: string
  readonly bodyId: number
  readonly line: number
  readonly reason: string
  /** Redacted, at most 2 KB; never request or response bodies. */
  readonly excerpt: string
  readonly rejectedAt: Date
}

/** Keeps lines the receiver itself refused. */
export async function insertRejects(events: Events, rejects: readonly AuditReject[]): Promise<void> {
  if (rejects.length === 0) return
  await events.insertRows(
    'audit_rejects',
    rejects.map((reject) => ({
      cluster_id: reject.clusterId,
      body_id: reject.bodyId,
      line: reject.line,
      reason: reject.reason,
      excerpt: reject.excerpt,
      // As text with its fraction: a whole number would be read as ticks.
      rejected_at: (reject.rejectedAt.getTime() / 1_000).toFixed(3),
    })),
  )
}
