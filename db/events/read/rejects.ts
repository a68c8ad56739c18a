// Lines the landing views refused, by the body they came in.
// Key: (body, line), so a body's rejects are one seek; a body has at most as many as it has lines.
import { z } from 'zod'
import type { Events } from '../client.ts'

export interface BodyReject {
  readonly body: number
  readonly line: number
  readonly reason: string
}

const row = z.object({ body: z.coerce.number(), line: z.coerce.number(), reason: z.string() })

/** Rejects of the given bodies, by body and line. `bodies` as spliced in (`_b`). */
export async function rejectsOfBodies(
  events: Events,
  args: { bodies: readonly number[] },
): Promise<BodyReject[]> {
  if (args.bodies.length === 0) return []
  return events.rows({
    query: `SELECT body_id AS body, line, reason FROM audit_rejects
      WHERE body_id IN {bodies:Array(UInt64)} ORDER BY body_id, line LIMIT 1000000`,
    params: { bodies: [...args.bodies] },
    row,
  })
}
