// Whether any hour was ever read by Logs Insights: most installations have none, and their questions are spared one of an
// empty table each. Looked at anew after a few seconds while there is none; once there is one it stays so.
import { z } from 'zod'
import type { Events } from './client.ts'

interface Look {
  /** Milliseconds of process time: a stepped clock neither hides an hour nor asks more often. */
  readonly at: number
  readonly answer: Promise<boolean>
  isAny: boolean
}

const lookAgainAfterMs = 5_000
const looks = new WeakMap<Events, Look>()

/** An hour that another process wrote first is seen a few seconds late, one of this process at once. */
export async function isAnyHourRead(events: Events): Promise<boolean> {
  const last = looks.get(events)
  if (last !== undefined && (last.isAny || performance.now() - last.at < lookAgainAfterMs)) return last.answer
  const answer = events
    .rows({
      query: 'SELECT 1 AS one FROM log_readings WHERE is_whole = 1 LIMIT 1',
      row: z.object({ one: z.coerce.number() }),
    })
    .then((rows) => rows.length > 0)
  const look: Look = { at: performance.now(), answer, isAny: false }
  looks.set(events, look)
  try {
    look.isAny = await answer
  } catch (error) {
    if (looks.get(events) === look) looks.delete(events)
    throw error
  }
  return look.isAny
}

/** The first hour of this process has just been written. */
export function lookForHoursAgain(events: Events): void {
  looks.delete(events)
}
