import { describe, expect, it } from 'vitest'
import { statusTone } from './cluster-words.ts'

describe('words of clusters', () => {
  it('know a status that is bad from one that passes', () => {
    expect(['ACTIVE', 'UPDATING', 'CREATE_FAILED', 'DEGRADED', 'PENDING'].map(statusTone)).toEqual([
      'ok',
      'info',
      'crit',
      'crit',
      'info',
    ])
  })
})
