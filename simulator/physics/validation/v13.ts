// How long a control plane in standard mode is too small after three times as much is asked of it.
import { hourMs, minuteMs, secondMs } from '../../world/clock.ts'
import { standardModeOf } from '../standard-mode.ts'
import { isNear, type Row } from './row.ts'

export function v13(): Row {
  const burstMs = 30 * minuteMs
  const limits = standardModeOf({
    fromMs: 0,
    untilMs: hourMs,
    at: (ms) => (ms < burstMs ? 300 : 900),
  })
  let grownMs = burstMs
  while (limits(grownMs).seats < 900 && grownMs < hourMs) grownMs += secondMs
  const minutes = (grownMs - burstMs) / minuteMs
  return {
    id: 'V13',
    check: 'standard mode: from a burst of three times as much to as many seats as it needs',
    target: '10 min',
    tolerance: '10 %',
    measured: `${minutes.toFixed(1)} min`,
    holds: isNear(minutes, 10, 0.1),
  }
}
