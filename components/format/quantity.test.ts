import { describe, expect, it } from 'vitest'
import { cores, memory } from './quantity.ts'

describe('quantities', () => {
  it('of CPU are millicores below one core, and cores above', () => {
    expect([0, 250, 1_000, 3_500, 231_073_990].map(cores)).toEqual(['0', '250m', '1', '3.5', '231,074'])
  })

  it('of memory are binary', () => {
    expect([0, 512 * 2 ** 20, 7.5 * 2 ** 30, 2_277_424 * 2 ** 30].map(memory)).toEqual([
      '0',
      '512 Mi',
      '7.5 Gi',
      '2,277,424 Gi',
    ])
  })
})
