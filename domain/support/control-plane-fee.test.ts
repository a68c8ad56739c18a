import { describe, expect, it } from 'vitest'
import { controlPlaneFee, type FeeQuestion, microUsdPerMonth } from './control-plane-fee.ts'

const ask = (question: Partial<FeeQuestion>) =>
  controlPlaneFee({ provider: 'eks', support: 'standard', tier: 'standard', isConnected: false, ...question })

describe('the fee of a control plane', () => {
  it.each([
    ['standard', undefined, 100_000, 73_000_000],
    ['extended', 'standard', 600_000, 438_000_000],
    ['standard', 'tier-xl', 1_750_000, 1_277_500_000],
    ['extended', 'tier-8xl', 14_500_000, 10_585_000_000],
  ] as const)('in %s support with tier %s', (support, tier, hour, month) => {
    const fee = ask({ support, tier })
    expect(fee?.microUsdPerHour).toBe(hour)
    expect(microUsdPerMonth(fee!)).toBe(month)
    expect(fee?.parts.reduce((sum, part) => sum + part.microUsdPerHour, 0)).toBe(hour)
  })

  it.each([
    { support: 'unknown' },
    { support: 'unsupported' },
    { tier: 'tier-ultra' },
    { isConnected: true },
    { provider: 'gke' },
  ] as const)('is not guessed for %o', (question) => {
    expect(ask(question)).toBeNull()
  })
})
