// One cluster, known from EKS and from its own API server: its facts and objects are those of the stand-ins, every
// tab has an address, and what is missing or fails is said where it is missing.
import { expect, type Page } from '@playwright/test'
import { accounts, eksFleet, idOf } from '../eks-api.ts'
import { both, test } from '../inventory.ts'

const address = (url: string, query = '', cluster = both): string =>
  `${url}/cluster?cluster=${idOf(cluster)}${query}`
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
const panel = (page: Page) => page.getByRole('tabpanel')

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
}

test('its facts are the provider’s, its numbers those of its API server', async ({ page, inventory }) => {
  await open(page, address(inventory.url))
  await expect(page.getByRole('heading', { level: 1, name: both.name })).toBeVisible()
  const fact = (name: string) =>
    page.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::dd')
  await expect(fact('Account')).toContainText(both.accountId)
  await expect(fact('Region')).toHaveText(both.region)
  await expect(fact('Version')).toContainText(both.version)
  await expect(fact('Owner')).toContainText(both.team)
  await expect(fact('Deletion protection')).toHaveText('On')
  await expect(fact('API endpoint')).toHaveText('Private')
  const { nodes, pods } = inventory.apiServer.kinds
  await expect(tab(page, 'Nodes')).toHaveAccessibleName(`Nodes ${nodes}`)
  await expect(tab(page, 'Pods')).toHaveAccessibleName(`Pods ${pods}`)
  await expect(tab(page, 'Add-ons')).toHaveAccessibleName('Add-ons 1')
  await expect(panel(page).getByRole('row', { name: /vpc-cni/ })).toContainText('1.20.4-1')
  await page.getByRole('button', { name: 'Copy kubeconfig command' }).click()
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe(`aws eks update-kubeconfig --region ${both.region} --name ${both.name}`)
})

test('every tab has an address of its own, reached by arrows as well', async ({ page, inventory }) => {
  await open(page, address(inventory.url))
  await tab(page, 'Overview').focus()
  await page.keyboard.press('ArrowRight')
  await expect(tab(page, 'Insights')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/tab=nodes/)
  await expect(tab(page, 'Nodes')).toBeFocused()
  for (const [name, query] of [
    ['Workloads', 'workloads'],
    ['Pods', 'pods'],
    ['Add-ons', 'add-ons'],
    ['Node groups', 'node-groups'],
    ['Changes', 'changes'],
    ['Sources', 'sources'],
  ] as const) {
    await open(page, address(inventory.url, `&tab=${query}`))
    await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true')
    await expect(panel(page)).toHaveAccessibleName(new RegExp(`^${name}`))
  }
})

test('pods are all there, found by name and narrowed by namespaces of the scope', async ({
  page,
  inventory,
}) => {
  await open(page, address(inventory.url, '&tab=pods'))
  const { pods } = inventory.apiServer.kinds
  const objects = panel(page).getByRole('region', { name: 'Objects' })
  await expect(objects.getByRole('rowheader')).toHaveCount(pods)
  const [first = ''] = await objects.getByRole('rowheader').allTextContents()
  await page.keyboard.press('/')
  await page.keyboard.type(first)
  await expect(page).toHaveURL(new RegExp(`find=${first}`))
  await expect(objects.getByRole('rowheader')).toHaveText([first])
  await page.keyboard.type('-and-more')
  await expect(panel(page)).toContainText('Nothing matches')
  await panel(page).getByRole('button', { name: 'Show all' }).click()
  await expect(objects.getByRole('rowheader')).toHaveCount(pods)
  await open(page, address(inventory.url, '&tab=pods&namespaces=no-such-namespace'))
  await expect(panel(page)).toContainText('No pods')
})

test('a cluster whose API server nobody reads says what is missing', async ({ page, inventory }) => {
  const other = eksFleet.find(({ name }) => name !== both.name) ?? both
  await open(page, address(inventory.url, '&tab=nodes', other))
  await expect(page.getByRole('heading', { level: 1, name: other.name })).toBeVisible()
  await expect(panel(page)).toContainText('No nodes are read')
  await expect(tab(page, 'Nodes')).toHaveAccessibleName('Nodes')
})

test('no cluster, several, an unknown one: each says what to do', async ({ page, inventory }) => {
  const face = page.getByRole('region', { name: 'Cluster', exact: true })
  await page.goto(`${inventory.url}/cluster`)
  await expect(face).toContainText('Choose one cluster')
  await page.goto(`${inventory.url}/cluster?cluster=${eksFleet.slice(0, 2).map(idOf).join(',')}`)
  await expect(face).toContainText('Choose one cluster')
  await face.getByRole('link', { name: 'Open the inventory' }).click()
  await expect(page.getByRole('region', { name: 'Inventory by cluster' })).toBeVisible()
  await page.goto(`${inventory.url}/cluster?cluster=nobody.eu-west-1.${accounts[0]}`)
  await expect(face.getByRole('alert')).toContainText(
    `no cluster nobody.eu-west-1.${accounts[0]} is known here`,
  )
})

test('a part that cannot be read says so, and the rest stays', async ({ page, inventory }) => {
  await open(page, address(inventory.url))
  await page.route('**/api/trpc/**', (route) => route.fulfill({ status: 503, body: 'away' }))
  await tab(page, 'Pods').click()
  await expect(panel(page).getByRole('alert')).toContainText('Pods could not be read.')
  await expect(page.getByRole('heading', { level: 1, name: both.name })).toBeVisible()
  await page.unroute('**/api/trpc/**')
  await panel(page).getByRole('button', { name: 'Try again' }).click()
  await expect(panel(page).getByRole('region', { name: 'Objects' })).toBeVisible()
})
