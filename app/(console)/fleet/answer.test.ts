import { describe, expect, it } from 'vitest'
import { fleetAnswer } from './answer.ts'

const fleet = {
  clusters: 214,
  byHealth: [
    { value: 'healthy', clusters: 196 },
    { value: 'degraded', clusters: 13 },
    { value: 'critical', clusters: 2 },
    { value: 'stale', clusters: 3 },
  ],
  nodes: 141_380,
  pods: 1_970_000,
  gpus: 801_472,
  unread: 0,
  largest: { name: 'atlas-train-1' },
}
const text = (numbers: typeof fleet | (Omit<typeof fleet, 'largest'> & { largest: null })): string =>
  fleetAnswer(numbers)
    .map((part) => part.text)
    .join('')

describe('the answer of the fleet', () => {
  it('says what is well, what is not and how much there is', () => {
    expect(text(fleet)).toBe(
      '196 of 214 clusters are healthy. 2 critical, 13 degraded, 3 stale. 141,380 nodes, 1.97M pods, 801,472 GPUs, most nodes in atlas-train-1.',
    )
    expect(fleetAnswer(fleet).flatMap(({ health }) => health ?? [])).toEqual([
      'critical',
      'degraded',
      'stale',
    ])
  })

  it('says nothing of what nobody reads, and what it leaves out', () => {
    const none = {
      ...fleet,
      clusters: 1,
      byHealth: [{ value: 'unknown', clusters: 1 }],
      nodes: 0,
      pods: 0,
      gpus: 0,
    }
    expect(text({ ...none, unread: 1, largest: null })).toBe('0 of 1 cluster is healthy. 1 not read. ')
    const some = { ...fleet, byHealth: [{ value: 'healthy', clusters: 214 }], gpus: 0, unread: 2 }
    expect(text(some)).toBe(
      '214 of 214 clusters are healthy. 141,380 nodes, 1.97M pods, most nodes in atlas-train-1 (not counting 2 clusters whose API is not read).',
    )
  })
})
