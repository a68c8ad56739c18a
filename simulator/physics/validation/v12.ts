// 70,000 pods that are made at once, on one control plane: how long until all of them are placed.
import { secondMs } from '../../world/clock.ts'
import { leftOf } from '../scheduler.ts'
import { limitsOf, type ProvisionedTier } from '../tiers.ts'
import { isNear, type Row } from './row.ts'

const pods = 70_000

function secondsOf(tier: ProvisionedTier): number {
  const rate = limitsOf(tier, 33)?.podsPerSecond ?? 0
  let [left, seconds] = [pods, 0]
  for (; left > rate; seconds += 1) left = leftOf(left, 0, rate, secondMs)
  return seconds + left / rate
}

export function v12(): Row {
  const [xl, twoXl] = [secondsOf('tier-xl'), secondsOf('tier-2xl')]
  return {
    id: 'V12',
    check: '70,000 launches on one control plane: within five minutes on 2XL, not on XL',
    target: '247 s, 419 s',
    tolerance: '3 %',
    measured: `${twoXl.toFixed(1)} s, ${xl.toFixed(1)} s`,
    holds: isNear(twoXl, 247, 0.03) && isNear(xl, 419, 0.03) && twoXl <= 300 && xl > 300,
  }
}
