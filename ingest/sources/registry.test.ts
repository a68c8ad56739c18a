// The registry as a whole: what is asked over the network says what it is called and how often.
import { expect, test } from 'vitest'
import { collectionKinds } from '../../domain/model/collection.ts'
import { kubeClusters } from './registry.ts'

test('each collector has a kind of its own and an interval of seconds to hours', () => {
  const collectors = [kubeClusters({ credentialOf: () => undefined, environment: {}, version: 'test' })]
  const kinds = collectors.map(({ kind }) => kind)
  expect(new Set(kinds).size).toBe(kinds.length)
  for (const { kind, intervalMs } of collectors) {
    expect(collectionKinds).toContain(kind)
    expect(intervalMs).toBeGreaterThanOrEqual(1_000)
    expect(intervalMs).toBeLessThanOrEqual(3_600_000)
  }
})
