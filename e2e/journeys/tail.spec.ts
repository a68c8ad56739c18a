// Who storms the API server, all over the fleet and right now: one agent in two versions, more than an hour ago, and its
// requests as they come in. A server of its own, since a tail needs events that arrive while somebody looks.
import { expect, test as plain } from '@playwright/test'
import { type AuditEvent, auditEvents, ndjson } from '../audit-events.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { expectNoBarriers, openTraffic, ranking, tableCard, talker, talkerPanel } from '../screen.ts'

const now = new Date('2026-03-09T03:15:00Z')
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const hourQuery = `from=${before(60).toISOString()}&to=${now.toISOString()}`

/** Of one agent, one event a second from an instant on. */
function agentEvents(version: string, from: Date, events: number, salt: string): AuditEvent[] {
  return Array.from({ length: events }, (_, at) => ({
    ...{
      auditID: `${salt}-${at}`,
      verb: 'list',
      userAgent: `policy-agent/${version} (linux/arm64)`,
      code: 200,
    },
    ...{ resource: 'pods', namespace: '', user: 'system:serviceaccount:policy-system:policy-agent' },
    ...{ receivedAt: new Date(from.getTime() + at * 1_000), latencyMs: 5 },
  }))
}

const test = plain.extend<{ fleet: Installation }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
  fleet: async ({}, use) => {
    const fleet = await startInstallation(now)
    try {
      await fleet.feed('stream-prod-use1', ndjson(auditEvents(before(110), 10, 'early')))
      await fleet.feed('stream-prod-use1', ndjson(agentEvents('v3.8.0', before(50), 300, 'new')))
      await fleet.feed('stream-stg-use1', ndjson(agentEvents('v3.7.4', before(50), 40, 'old')))
      await use(fleet)
    } finally {
      await fleet.stop()
    }
  },
})

test('one agent over the fleet, against the hour before, and live', async ({ page, fleet }) => {
  await test.step('versions of one agent are one row, side by side', async () => {
    await openTraffic(page, fleet.url, `${hourQuery}&by=agent`)
    const row = talker(page, 'policy-agent')
    await expect(row).toContainText('3.8.0 in 1 cluster, 3.7.4 in 1')
    await row.click()
    const versions = talkerPanel(page).getByRole('region', { name: 'Versions' })
    await expect(versions.getByRole('button', { name: /^3\.8\.0 in 1 cluster/ })).toContainText('300')
    await versions.getByRole('button', { name: /^3\.7\.4/ }).click()
    await expect(page).toHaveURL(/program=policy-agent&version=3\.7\.4/)
    await expect(ranking(page).getByRole('row', { name: /^Total/ })).toContainText('40')
  })

  await test.step('against the hour before: what is new is new, what was there before is gone', async () => {
    await openTraffic(page, fleet.url, `${hourQuery}&by=agent`)
    await tableCard(page)
      .getByRole('button', { name: /^Compare with/ })
      .click()
    await page.getByRole('button', { name: 'The window before' }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/compare=before/)
    await expect(ranking(page).getByRole('row', { name: /policy-agent/ })).toContainText(/[▲▼]|%/)
    await expect(tableCard(page)).toContainText(/Against .*: [\d,]+ requests then, 340 now/)
    await expect(tableCard(page)).toContainText(/0 new, \d+ gone: /)
  })

  await test.step('requests come in, are held still, and go on', async () => {
    await page.getByRole('button', { name: 'Live tail' }).click()
    const tail = page.getByRole('region', { name: 'Live tail' })
    const rows = tail.getByRole('region', { name: 'Requests as they come in' })
    await expect(tail).toContainText('No request since')
    await fleet.feed('stream-prod-use1', ndjson(agentEvents('v3.9.0', before(1), 3, 'live')))
    await expect(rows.getByRole('listitem')).toHaveCount(3)
    await expect(rows.getByRole('listitem').first()).toContainText('policy-agent/v3.9.0')
    await expect(tail).toContainText('3 requests came in since it was opened')
    await tail.getByRole('button', { name: 'Pause' }).click()
    await fleet.feed('stream-stg-use1', ndjson(agentEvents('v3.9.1', before(1), 12, 'held')))
    await expect(tail.getByRole('button', { name: 'Resume, 12 new' })).toBeVisible()
    await expect(rows.getByRole('listitem')).toHaveCount(3)
    await expectNoBarriers(page)
    await tail.getByRole('button', { name: /^Resume/ }).click()
    await expect(rows.getByRole('listitem')).toHaveCount(15)
    await tail.getByRole('button', { name: 'Close live tail' }).click()
    await expect(tail).toBeHidden()
  })
})
