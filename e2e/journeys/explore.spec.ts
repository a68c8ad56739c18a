// An engineer at 3am: who storms the API server, with what, since when; and back again. Every step is in
// the address, and every table adds up.
import { expect } from '@playwright/test'
import { storm } from '../audit-events.ts'
import { crowdAt, crowdSize, production, staging, stormQuery, test } from '../fleet.ts'
import {
  clipboard,
  openTraffic,
  ranking,
  rateCard,
  readColumn,
  tableCard,
  talker,
  talkerPanel,
} from '../screen.ts'

const all = [...production, ...staging]
const ofStorm = production
  .filter((event) => event.userAgent === storm)
  .concat(staging.filter((event) => event.userAgent === storm))
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

test('the answer names the storm, its size and its most frequent call', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  const throttled = all.filter((event) => event.code === 429).length
  const main = page.getByRole('main')
  await expect(main).toContainText(
    `policy-agent/3.8.0 sent ${ofStorm.length.toLocaleString('en-US')} of ${all.length.toLocaleString('en-US')} requests`,
  )
  await expect(main).toContainText('mostly LIST pods.')
  await main.getByRole('button', { name: `${throttled} were throttled` }).click()
  await expect(page).toHaveURL(/rank=throttled/)
  const column = await readColumn(page, '429')
  expect(column.rows[0]).toBe(throttled)
  expect(column.total).toBe(throttled)
})

test('groups, ranks and filters are counted right and add up', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await tableCard(page)
    .getByRole('button', { name: /^Group by/ })
    .click()
  await page.getByRole('checkbox', { name: 'Verb' }).check()
  await page.getByRole('checkbox', { name: 'Client' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/by=verb/)
  await expect(ranking(page).getByRole('columnheader', { name: 'Verb' })).toBeVisible()
  const verbs = await readColumn(page, 'Requests')
  const lists = all.filter((event) => event.verb === 'list').length
  expect(verbs.rows[0]).toBe(lists)
  expect(sum(verbs.rows) + verbs.other).toBe(verbs.total)
  expect(verbs.total).toBe(all.length)

  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('dialog', { name: 'Add filter' }).getByRole('radio', { name: 'Namespace' }).click()
  await page.getByRole('checkbox', { name: /^payments/ }).check()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Remove filter Namespace: payments' })).toBeVisible()
  const inPayments = all.filter((event) => event.namespace === 'payments').length
  await expect.poll(async () => (await readColumn(page, 'Requests')).total).toBe(inPayments)

  await page.getByRole('button', { name: 'Remove filter Namespace: payments' }).click()
  await expect.poll(async () => (await readColumn(page, 'Requests')).total).toBe(all.length)
})

test('drill down, follow to a request, and Back undoes each step', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await talker(page, 'policy-agent/3.8.0').click()
  const panel = talkerPanel(page)
  await expect(panel).toContainText(`${ofStorm.length.toLocaleString('en-US')} requests`)
  await expect(panel.getByRole('region', { name: 'Identities' })).toContainText('policy-system/policy-agent')
  await expect(panel.getByRole('region', { name: 'Answers' })).toContainText('429')

  const requests = panel.getByRole('region', { name: 'Requests' })
  await expect(requests).toContainText('20 requests listed, newest first.')
  await requests.getByRole('button', { name: 'Show 20 older' }).click()
  await expect(requests).toContainText('40 requests listed, newest first.')
  await requests.getByRole('button', { name: /^LIST/ }).first().click()
  await expect(requests).toContainText('Audit ID')
  await expect(requests).toContainText('system:serviceaccount:policy-system:policy-agent')

  await page.goBack()
  await expect(requests).not.toContainText('Audit ID')
  await page.goBack()
  await page.goBack()
  await expect(panel).toBeHidden()
  await page.goForward()
  await expect(panel).toBeVisible()

  await panel.getByRole('button', { name: 'Show only this' }).click()
  await expect.poll(async () => (await readColumn(page, 'Requests')).total).toBe(ofStorm.length)
})

test('a copied link freezes time and opens the same view', async ({ page, context, fleet }) => {
  await openTraffic(page, fleet.url, 'window=6h&split=verb&chart=share')
  await page.getByRole('button', { name: 'Copy link' }).click()
  const link = new URL(await clipboard(page))
  expect(link.searchParams.get('to')).toBe('2026-03-09T03:15:00.000Z')
  expect(link.searchParams.get('from')).toBe('2026-03-08T21:15:00.000Z')
  expect(link.searchParams.has('window')).toBe(false)
  const other = await context.newPage()
  await other.goto(link.href)
  await expect(rateCard(other).getByRole('radio', { name: 'Share' })).toBeChecked()
  await expect(rateCard(other).getByRole('radio', { name: 'Verb' })).toBeChecked()
  await expect(other.getByRole('button', { name: /^Time: / })).toContainText(
    'Sun 8 Mar 21:15 – Mon 9 Mar 03:15',
  )
})

test('a crowd is paged by the server, and rows, remainder and total add up on every page', async ({
  page,
  fleet,
}) => {
  const from = new Date(crowdAt.getTime() - 60_000).toISOString()
  const to = new Date(crowdAt.getTime() + 60_000).toISOString()
  await openTraffic(page, fleet.url, `from=${from}&to=${to}`)
  await expect(tableCard(page)).toContainText(`Rows 1–100 of ${crowdSize}`)
  await expect(ranking(page)).toContainText(`${crowdSize - 100} clients not shown`)
  await tableCard(page).getByRole('button', { name: 'Next 100' }).click()
  await tableCard(page).getByRole('button', { name: 'Next 100' }).click()
  await expect(tableCard(page)).toContainText(`Rows 201–${crowdSize} of ${crowdSize}`)
  const { rows, other, total } = await readColumn(page, 'Requests')
  expect(sum(rows) + other).toBe(total)
  expect(total).toBe(crowdSize)
  await page.goBack()
  await expect(tableCard(page)).toContainText('Rows 101–200')
})
