// A data folder that has reached its limit: every page says that no events are taken in, and why, senders
// are told to come again, and what is stored can still be looked at.
import { expect, test } from '@playwright/test'
import { auditEvents, ndjson } from '../audit-events.ts'
import { type Installation, startInstallation } from '../installation.ts'

const now = new Date('2026-03-09T03:15:00Z')
let installation: Installation

test.beforeAll(async () => {
  installation = await startInstallation(now, { PERIPLUS_MAX_DISK: '1M' })
})
test.afterAll(() => installation?.stop())

test('a full data folder is said on every page, and to who sends', async ({ page }) => {
  const answer = await fetch(`${installation.url}/api/ingest/v1/clusters/too-late/audit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/x-ndjson' },
    body: ndjson(auditEvents(new Date('2026-03-09T02:45:00Z'), 10)),
  })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
  expect(((await answer.json()) as { error: string }).error).toContain('PERIPLUS_MAX_DISK')

  for (const place of ['/traffic', '/sources']) {
    await page.goto(`${installation.url}${place}`)
    const notice = page.getByRole('status').filter({ hasText: 'No events are taken in.' })
    await expect(notice).toContainText(/The data folder has reached PERIPLUS_MAX_DISK \(\d+ bytes\)/)
    await expect(notice).toContainText('what is stored can be asked as ever')
  }
  await expect(page.getByRole('region', { name: 'Refused calls' })).toContainText('PERIPLUS_MAX_DISK')
})
