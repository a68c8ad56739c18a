// When there is nothing, or something fails: the page says why, keeps the rest, and offers one step.
import { expect } from '@playwright/test'
import { now, stormQuery, test } from '../fleet.ts'
import { openTraffic, ranking, rateCard, readColumn, tableCard, talker, talkerPanel } from '../screen.ts'

test('a window without data says so and leads to the newest', async ({ page, fleet }) => {
  await page.goto(`${fleet.url}/traffic?from=2026-03-07T00:00:00Z&to=2026-03-07T01:00:00Z`)
  await expect(rateCard(page)).toContainText('No data in this window')
  await expect(rateCard(page)).toContainText('Mon 9 Mar 2026 03:14:5')
  await rateCard(page).getByRole('button', { name: 'Go to the newest data' }).click()
  await expect(page.getByRole('button', { name: /^Time: / })).toContainText('02:15 – 03:15, Mon 9 Mar')
  expect((await readColumn(page, 'Requests')).total).toBeGreaterThan(0)
})

test('filters that match nothing are offered a way out', async ({ page, fleet }) => {
  await page.goto(`${fleet.url}/traffic?${stormQuery}&verb=bake`)
  await expect(rateCard(page)).toContainText('No requests match this filter')
  await rateCard(page).getByRole('button', { name: 'Clear filters' }).click()
  await expect(ranking(page)).toBeVisible()
})

test('hours nobody watched are drawn as a gap, not as zero', async ({ page, fleet }) => {
  const day = `from=2026-03-08T00:00:00Z&to=${now.toISOString()}`
  await openTraffic(page, fleet.url, `${day}&chart=table`)
  const quiet = rateCard(page).getByRole('row', { name: /Sun 8 Mar 15:00/ })
  await expect(quiet).toContainText('no data')
  await expect(rateCard(page).getByRole('row', { name: /Sun 8 Mar 12:00/ })).not.toContainText('no data')
})

test('a panel that cannot be read says what failed, and the rest of the page stays', async ({
  page,
  fleet,
}) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.route('**/api/trpc/**', (route) => route.abort())
  await talker(page, 'policy-agent/3.8.0').click()
  const requests = talkerPanel(page).getByRole('region', { name: 'Requests' })
  await expect(requests.getByRole('alert')).toContainText('Single requests could not be read.')
  await expect(ranking(page)).toContainText('policy-agent/3.8.0')
  await expect(rateCard(page).getByRole('slider')).toBeVisible()

  await page.unroute('**/api/trpc/**')
  await requests.getByRole('button', { name: 'Try again' }).click()
  await expect(requests).toContainText('20 requests listed')
})

test('a server that is away is said, and Try again reads on', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.route('**/api/trpc/**', (route) => route.fulfill({ status: 503, body: 'away' }))
  await page.keyboard.press('3')
  await expect(tableCard(page).getByRole('alert')).toContainText('Top talkers could not be read.')
  await expect(rateCard(page).getByRole('alert')).toContainText('Requests over time could not be read.')
  await page.unroute('**/api/trpc/**')
  await tableCard(page).getByRole('button', { name: 'Try again' }).click()
  await expect(ranking(page)).toContainText('policy-agent/3.8.0')
})

test('an address of nothing is answered with a way back', async ({ page, fleet }) => {
  const answer = await page.goto(`${fleet.url}/nowhere`)
  expect(answer?.status()).toBe(404)
  await page.getByRole('link', { name: 'Go to API traffic' }).click()
  await expect(page).toHaveURL(/\/traffic$/)
})

test('offline is said, and what is on screen stays', async ({ page, context, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await context.setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await expect(ranking(page)).toContainText('policy-agent/3.8.0')
  await context.setOffline(false)
  await expect(page.getByText('You are offline.')).toBeHidden()
})

test('a mangled address falls back instead of breaking', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, 'by=nonsense&rank=9&page=-4&talker=%7Bbroken&chart=pie&window=eternity')
  await expect(page.getByRole('button', { name: /^Time: Last 24 hours/ })).toBeVisible()
  await expect(ranking(page).getByRole('columnheader', { name: 'Client' })).toBeVisible()
})
