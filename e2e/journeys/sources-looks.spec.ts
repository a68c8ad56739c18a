// Sources in both themes, without barriers, at every width, by keyboard, on paper, and when it fails.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { now, test } from '../fleet.ts'

const table = (page: Page) => page.getByRole('region', { name: 'Sources by cluster' })
const panel = (page: Page) => page.getByRole('complementary', { name: /^Source/ })

async function open(page: Page, url: string, query = ''): Promise<void> {
  await page.goto(`${url}/sources${query}`)
  await expect(table(page).getByRole('row', { name: /^stream-prod-use1/ })).toBeVisible()
}

async function expectNoBarriers(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  )
  expect(told).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no barriers in ${colorScheme}: table, panel, every way to connect, tokens`, async ({
    page,
    fleet,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await fetch(`${fleet.url}/api/ingest/v1/clusters/knocking/audit`, {
      method: 'POST',
      headers: { authorization: 'Bearer ppi_wrong', 'content-type': 'application/json' },
      body: '{}',
    })
    await open(page, fleet.url, '?source=crowd-use1')
    await expect(panel(page)).toContainText('Bodies arrive, and the newest event in them is old')
    await expect(page.getByRole('region', { name: 'Refused calls', exact: true })).toContainText('knocking')
    await page.getByRole('button', { name: 'Create token' }).click()
    await expectNoBarriers(page)
    await page.getByRole('button', { name: 'Connect a cluster' }).click()
    const connect = page.getByRole('region', { name: 'Connect a cluster' })
    for (const way of [
      'Amazon EKS',
      'Azure AKS',
      'Google GKE',
      'A file',
      'curl',
      'Log shipper',
      'API server webhook',
    ]) {
      await connect.getByRole('radio', { name: way }).click()
      await expect(connect.getByRole('radio', { name: way })).toBeChecked()
    }
    await connect.getByRole('button', { name: /^Create a token for/ }).click()
    await expect(page.getByRole('region', { name: 'New token' })).toBeVisible()
    await expectNoBarriers(page)
    await page
      .getByRole('button', { name: /^Rotate/ })
      .first()
      .click()
    await expectNoBarriers(page)
  })
}

for (const width of [1440, 900, 360]) {
  test(`nothing scrolls sideways at ${width} px but tables in their cards`, async ({ page, fleet }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    for (const query of ['', '?connect=eks', '?source=stream-prod-use1']) {
      await open(page, fleet.url, query)
      expect(await overflow(), query).toBeLessThanOrEqual(0)
    }
    const box = await panel(page).boundingBox()
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? width) <= width).toBe(true)
  })
}

test('keys find, move, open and close; sorting and health are in the address', async ({ page, fleet }) => {
  await open(page, fleet.url)
  const names = () => table(page).getByRole('rowheader').allInnerTexts()
  expect(await names(), 'worst first').toEqual(['crowd-use1', 'stream-stg-use1', 'stream-prod-use1'])
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(panel(page)).toHaveAccessibleName('Source stream-stg-use1')
  await page.keyboard.press('Escape')
  await expect(panel(page)).toBeHidden()
  await expect(table(page).getByRole('button', { name: 'stream-stg-use1' })).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.type('stg')
  await expect(table(page).getByRole('rowheader')).toHaveText(['stream-stg-use1'])
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: 'Stale 2' }).click()
  await expect(page).toHaveURL(/health=stale/)
  await expect(table(page).getByRole('rowheader')).toHaveText(['crowd-use1', 'stream-stg-use1'])
  await page.goBack()
  await page.getByRole('button', { name: 'Sort by Events', exact: true }).click()
  await expect(
    table(page).getByRole('columnheader', { name: 'Sort by Events', exact: true }),
  ).toHaveAttribute('aria-sort', 'descending')
  await expect(table(page).getByRole('rowheader').first()).toHaveText('stream-prod-use1')
})

test('a question that fails takes no other panel along, and says nothing to the console when all is well', async ({
  page,
  fleet,
}) => {
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  await open(page, fleet.url, '?source=stream-prod-use1')
  await expect(panel(page)).toContainText('Webhook or lines')
  expect(said).toEqual([])
  await page.keyboard.press('Escape')
  await page.route('**/api/trpc/**', (route) => route.abort())
  await table(page).getByRole('button', { name: 'crowd-use1' }).click()
  await expect(panel(page).getByRole('alert')).toContainText('The test could not be read.')
  await expect(table(page)).toContainText('stream-prod-use1')
  await page.unroute('**/api/trpc/**')
  await panel(page).getByRole('button', { name: 'Try again' }).click()
  await expect(panel(page)).toContainText('Bodies arrive, and the newest event in them is old')
})

test('on paper the first line says what and when, and nothing to press is left', async ({ page, fleet }) => {
  await open(page, fleet.url)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByText(/^Periplus · Sources of all 3 clusters · .* read /)).toContainText(
    String(now.getUTCFullYear()),
  )
  await expect(page.getByRole('button', { name: 'Connect a cluster' })).toBeHidden()
  await expect(table(page)).toBeVisible()
})
