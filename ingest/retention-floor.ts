// How far raw requests were ever dropped, remembered by the installation. Days before it are closed for
// good: a single late event there would otherwise become the whole of its minute. It only ever rises,
// whatever happens to the clock or the setting.
import { z } from 'zod'
import type { Relational } from '../db/relational/client.ts'
import { getState } from '../db/relational/read/state.ts'
import { putState } from '../db/relational/write/state.ts'
import type { Clock } from '../domain/units/clock.ts'

export interface RetentionFloor {
  /** Events before it are never taken; null until something was dropped. */
  current(): Date | null
  /** Holds at once, for this process. */
  raise(to: Date): void
  /** Holds for good; called once something was dropped. */
  remember(): Promise<void>
}

const key = 'retention_floor'

export async function openRetentionFloor(relational: Relational, clock: Clock): Promise<RetentionFloor> {
  const stored = z.iso.datetime().safeParse(await getState(relational, key))
  let floor = stored.success ? new Date(stored.data) : null
  return {
    current: () => floor,
    raise: (to) => {
      if (floor === null || to > floor) floor = to
    },
    remember: async () => {
      if (floor !== null) await putState(relational, { key, value: floor.toISOString(), now: clock.now() })
    },
  }
}
