// Somebody calls what the next version does not serve: the caller is found, with who, how often and when last; its owner
// is chased from the review; and now that it is mended, whoever looks back a day sees it green.
import { expect, test } from '@playwright/test'
import { ask } from '../inventory.ts'
import { clipboard } from '../screen.ts'
import { type SimulatedFleet, startSimulatedFleet } from '../simulated.ts'

const cluster = 'svc-ads-euw1'
const caller = 'legacy-hpa-operator/1.4.2'
const check = 'api-removals'

let fleet: SimulatedFleet
test.beforeAll(async () => {
  test.setTimeout(240_000)
  const ads = { id: 'ads', name: 'Ads Serving', contact: '#ads-oncall' }
  fleet = await startSimulatedFleet('S05-b', [
    { on: 'cluster-tag', key: 'team', values: ['ads'], owner: ads },
    { on: 'cluster-tag', key: 'team' },
  ])
  const asked = { checks: [check], statuses: ['error'] }
  await expect
    .poll(async () => (await ask<{ total: number }>(fleet.url, 'upgrades.findings', asked)).total, {
      timeout: 150_000,
    })
    .toBe(1)
})
test.afterAll(() => fleet?.stop())

test('a deprecated caller: found, its owner chased, mended, green', async ({ page }) => {
  const truths = await fleet.truths(cluster)
  const lastCall = new Date(truths['insight.lastRequestMs'] ?? Number.NaN)
  await page.goto(`${fleet.url}/upgrades`)
  const removed = page
    .getByRole('region', { name: 'Clusters by check' })
    .getByRole('button', { name: `Removed APIs still called on ${cluster}: 1 finding` })
  await removed.click()
  const panel = page.getByRole('complementary', { name: new RegExp(`on ${cluster}$`) })
  await expect(panel.getByRole('article')).toHaveCount(1)
  await expect(panel).toContainText(caller)
  await expect(panel).toContainText('Ads Serving (#ads-oncall)')
  const calls = truths['insight.requestsLast30Days'] ?? Number.NaN
  await expect(panel).toContainText(`${calls} requests by ${caller}`)
  await expect(panel).toContainText(lastCall.toISOString().slice(11, 16))

  await page.goto(`${fleet.url}/review`)
  const chase = page.getByRole('region', { name: 'Who to chase' })
  await chase.getByRole('button', { name: 'Copy message for Ads Serving' }).click()
  const message = await clipboard(page)
  expect(message).toContain(cluster)
  expect(message).toContain('legacy-hpa-operator')

  // The call is older than a day: within one there is none, and the cluster is held back by nothing of the kind.
  await page.goto(`${fleet.url}/upgrades`)
  await expect(removed).toBeVisible()
  await page.getByLabel('Calls count for').selectOption('24 hours')
  await expect(page).toHaveURL(/calls=24h/)
  await expect(removed).toHaveCount(0)
  await page.goBack()
  await expect(removed).toBeVisible()
})
