// Review, Inventory and Cluster in both themes, without barriers, at every width, on paper, and silent in the console.
import { expect, type Page } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { both, test } from '../inventory.ts'
import { expectNoBarriers } from '../screen.ts'

const cluster = `/cluster?cluster=${idOf(both)}`
const inventoryPages = [
  '/review',
  '/fleet',
  '/fleet?group=owner&open=&query=team%3Dads',
  '/fleet?show=distribution',
  `/fleet/compare?clusters=${eksFleet.slice(0, 4).map(idOf).join()}`,
  '/fleet/nodes',
  '/fleet/add-ons',
] as const
const clusterPages = ['/upgrades', cluster, `${cluster}&tab=pods`, `${cluster}&tab=sources`] as const
const pages = [...inventoryPages, ...clusterPages] as const

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
}

const lookedAt = {
  'the inventory': [...inventoryPages, '/fleet?find=nothing'],
  clusters: [...clusterPages, '/cluster'],
}
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [what, addresses] of Object.entries(lookedAt)) {
    test(`no barriers in ${colorScheme}, ${what}`, async ({ page, inventory }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const address of addresses) {
        await open(page, `${inventory.url}${address}`)
        await expectNoBarriers(page)
      }
    })
  }
}

for (const width of [1440, 900, 390]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page, inventory }, info) => {
    await page.setViewportSize({ width, height: 900 })
    for (const address of [...pages, `/fleet?accounts=${both.accountId}&labels=team%3D${both.team}`]) {
      await open(page, `${inventory.url}${address}`)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, address).toBeLessThanOrEqual(0)
      await info.attach(`${address}-${width}`, { body: await page.screenshot(), contentType: 'image/png' })
    }
  })
}

test('the table shows the health of every row without scrolling at 1440 px', async ({ page, inventory }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await open(page, `${inventory.url}/fleet`)
  const scroller = page.getByRole('region', { name: 'Inventory by cluster' })
  expect(await scroller.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})

test('the pages say nothing to the console', async ({ page, inventory }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  for (const address of [...pages, `/fleet?accounts=${both.accountId}`, `${cluster}&tab=changes`]) {
    await open(page, `${inventory.url}${address}`)
  }
  await page.getByRole('button', { name: /^Scope: / }).click()
  await expect(page.getByRole('dialog', { name: 'Scope' }).getByRole('group').first()).toBeVisible()
  expect(said).toEqual([])
})

test('on paper the first line says scope, time and freshness', async ({ page, inventory }) => {
  await open(page, `${inventory.url}/fleet?accounts=${both.accountId}`)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(
    page.getByText(
      `Periplus · Inventory of account ${both.accountId} · read Mon 9 Mar 2026 08:42:00 UTC · ${eksFleet.length} of ${eksFleet.length} fresh`,
    ),
  ).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await open(page, `${inventory.url}${cluster}`)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByText(`Periplus · ${idOf(both)} · `)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: both.name })).toBeVisible()
})

test('a server that is away is said, and what was read stays', async ({ page, inventory }) => {
  await open(page, `${inventory.url}/fleet`)
  await page.route('**/api/trpc/**', (route) => route.fulfill({ status: 503, body: 'away' }))
  await page.getByRole('button', { name: 'Sort by Nodes' }).click()
  const card = page.getByRole('region', { name: 'Clusters', exact: true })
  await expect(card.getByRole('alert')).toContainText('Clusters could not be read.')
  await expect(page.getByRole('heading', { level: 1, name: 'Inventory' })).toBeVisible()
  await page.unroute('**/api/trpc/**')
  await card.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'Inventory by cluster' })).toBeVisible()
})
