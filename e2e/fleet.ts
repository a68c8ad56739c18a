// The story most journeys share: two clusters, ninety minutes with a storm in the middle, and a crowd of
// small clients the evening before. One installation for all of them, fed once.
import { test as base } from '@playwright/test'
import { auditEvents, manyClients, ndjson } from './audit-events.ts'
import { type Installation, startInstallation } from './installation.ts'

export const now = new Date('2026-03-09T03:15:00Z')
export const stormFrom = new Date('2026-03-09T01:45:00Z')
export const crowdAt = new Date('2026-03-08T12:00:00Z')
export const crowdSize = 230

export const production = auditEvents(stormFrom, 90)
export const staging = auditEvents(new Date('2026-03-09T02:45:00Z'), 10, 'b')
export const crowd = manyClients(crowdAt, crowdSize)

/** Address of the ninety minutes. */
export const stormQuery = `from=${stormFrom.toISOString()}&to=${now.toISOString()}`

export const test = base.extend<object, { fleet: Installation }>({
  fleet: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const fleet = await startInstallation(now)
      try {
        await fleet.feed('stream-prod-use1', ndjson(production))
        await fleet.feed('stream-stg-use1', ndjson(staging))
        await fleet.feed('crowd-use1', ndjson(crowd))
        await use(fleet)
      } finally {
        await fleet.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
