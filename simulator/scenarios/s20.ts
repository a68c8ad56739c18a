// S20, az-impairment: a zone of Ireland falls silent for forty minutes of an afternoon; EKS shifts away from it
// after five, where clusters let it.
import { minuteMs } from '../world/clock.ts'
import { momentOf, type Scenario } from '../world/scenario.ts'

export const s20: Scenario = {
  id: 'S20',
  title: 'az-impairment',
  pins: [],
  edits: [
    {
      do: 'zone.impair',
      region: 'euw1',
      zone: 'eu-west-1b',
      at: momentOf(13, '15:00'),
      forMs: 40 * minuteMs,
      shiftAfterMs: 5 * minuteMs,
    },
  ],
}
