import { describe, expect, it } from 'vitest'
import type { Deliveries } from '../db/events/write/deliveries.ts'
import { openDeliveryLedger } from './deliveries.ts'

const answer = { accepted: 10, duplicates: 0, rejected: 1, errors: [] }

function rig(fails = 0) {
  let now = new Date('2026-11-23T23:59:59Z')
  let failing = fails
  const written: Deliveries[] = []
  const ledger = openDeliveryLedger({
    clock: { now: () => now },
    write: async (deliveries) => {
      if (failing > 0) {
        failing -= 1
        throw new Error('away')
      }
      written.push(...deliveries)
    },
    onFailure: () => undefined,
  })
  return { ledger, written, at: (text: string) => (now = new Date(text)) }
}

describe('the delivery ledger', () => {
  it('adds up by way, cluster and day of the product’s clock', async () => {
    const { ledger, written, at } = rig()
    ledger.add('audit-log', 'a', 100, answer)
    ledger.add('audit-log', 'a', 50, { ...answer, accepted: 0, duplicates: 10 })
    ledger.add('firehose', 'a', 7, answer)
    at('2026-11-24T00:00:01Z')
    ledger.add('audit-log', 'a', 1, answer)
    await ledger.stop()
    expect(written).toHaveLength(3)
    expect(written[0]).toEqual({
      clusterId: 'a',
      way: 'audit-log',
      day: new Date('2026-11-23T00:00:00Z'),
      bodies: 2,
      bytes: 150,
      accepted: 10,
      duplicates: 10,
      rejected: 2,
      lastAt: new Date('2026-11-23T23:59:59Z'),
    })
    expect(written[2]).toMatchObject({ day: new Date('2026-11-24T00:00:00Z'), bodies: 1 })
  })

  it('keeps what could not be written, and stops quietly when it never can be', async () => {
    const { ledger, written } = rig(1)
    ledger.add('audit-log', 'a', 100, answer)
    await ledger.stop()
    expect(written).toEqual([])
    ledger.add('audit-log', 'a', 1, answer)
    await ledger.stop()
    expect(written).toMatchObject([{ bodies: 2, bytes: 101 }])
  })
})
