import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { bytes, count } from '../../../components/format/number.ts'
import { auditCost, costRates } from './audit-cost.ts'

it('is what the lines of all requests come to', () => {
  expect(auditCost(1_000, 14)).toEqual({
    requestsPerSecond: 1_000,
    sentBytesPerSecond: 822_000,
    sentBytesPerDay: 71_020_800_000,
    storedBytes: 72_576_000_000,
  })
})

it('stands in docs/feeding.md for fourteen days', () => {
  const docs = readFileSync(new URL('../../../docs/feeding.md', import.meta.url), 'utf8')
  for (const rate of costRates) {
    const { sentBytesPerSecond, sentBytesPerDay, storedBytes } = auditCost(rate, 14)
    expect(docs).toContain(
      `| ${count(rate)} | ${bytes(sentBytesPerSecond)} | ${bytes(sentBytesPerDay)} | ${bytes(storedBytes)} |`,
    )
  }
})
