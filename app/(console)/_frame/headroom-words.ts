// How much room is left, as the pages say it. Pure.
import type { Tone } from '../../../components/ui/status.tsx'
import { type Headroom, headroomOf } from '../../../domain/support/headroom.ts'

export interface Said {
  readonly tone: Tone
  readonly text: string
}

export const headroomSaid: Record<Headroom, Said> = {
  room: { tone: 'ok', text: 'Room' },
  tight: { tone: 'warn', text: 'Tight' },
  full: { tone: 'crit', text: 'Full' },
}

export function roomSaid(used: number | null, limit: number | null): Said | null {
  const judged = headroomOf(used, limit)
  return judged === null ? null : headroomSaid[judged]
}
