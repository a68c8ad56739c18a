// Views of the inventory beyond its plain table: a saved one with its query and columns, groups and a distribution
// whose sums are those of the accounts, and addresses that cannot be read whole.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { type EksCluster, eksFleet } from '../eks-api.ts'
import { clusterNames, openInventory, table, test } from '../inventory.ts'

const countOf = (is: (cluster: EksCluster) => boolean): number => eksFleet.filter(is).length
const heads = async (page: Page): Promise<string[]> =>
  (await table(page).getByRole('columnheader').allTextContents()).filter(Boolean)
const card = (page: Page) => page.getByRole('region', { name: 'Clusters', exact: true })

test('a view is saved with its query and its columns, and found again', async ({ page, inventory }) => {
  const wanted = eksFleet.filter(({ version, team }) => version === '1.33' && team === 'pay')
  expect(wanted.length).toBeGreaterThan(0)
  await openInventory(page, inventory.url)
  await page.keyboard.press('/')
  await page.keyboard.type('version<1.34 team=pay')
  await expect
    .poll(async () => (await clusterNames(page)).sort())
    .toEqual(wanted.map(({ name }) => name).sort())
  await page.getByRole('button', { name: 'Columns' }).click()
  const chooser = page.getByRole('dialog', { name: 'Columns' })
  for (const name of [/^Compute$/, /^Pods$/, /^Tier /, /^Prot\. /]) {
    await chooser.getByRole('checkbox', { name }).uncheck()
  }
  await chooser.getByRole('checkbox', { name: 'Tags' }).check()
  await chooser.getByRole('button', { name: 'Move Tags up' }).click()
  await expect(chooser.getByRole('button', { name: 'Move Tags up' })).toBeFocused()
  await page.keyboard.press('Escape')
  const columns = [
    'Cluster',
    'Region',
    'Ver.',
    'Support',
    'Nodes',
    'Fee/h',
    'Findings',
    'Owner',
    'Tags',
    'Health',
  ]
  await expect.poll(() => heads(page)).toEqual(columns)
  await page.keyboard.press('s')
  const views = page.getByRole('dialog', { name: 'Saved views' })
  await expect(views.getByRole('textbox', { name: 'Save this view as' })).toBeFocused()
  await page.keyboard.type('Pay on old versions')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved as “Pay on old versions”')).toBeVisible()

  await openInventory(page, inventory.url)
  expect(await heads(page)).not.toEqual(columns)
  await page.keyboard.press('s')
  await views.getByRole('link', { name: /^Pay on old/ }).click()
  await expect.poll(() => heads(page)).toEqual(columns)
  await expect
    .poll(async () => (await clusterNames(page)).sort())
    .toEqual(wanted.map(({ name }) => name).sort())
  const download = page.waitForEvent('download')
  await card(page).getByRole('button', { name: 'CSV' }).click()
  const [head = '', ...lines] = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const named = head.split(',').filter((cell) => columns.includes(cell.replace(/ \(.*\)$/, '')))
  expect(named.map((cell) => cell.replace(/ \(.*\)$/, ''))).toEqual(columns)
  expect(lines).toHaveLength(wanted.length)
  expect(head).not.toContain('Tier')
})

test('groups add up to the fleet, close to their sums and open one by one', async ({ page, inventory }) => {
  await openInventory(page, inventory.url)
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('Version')
  await expect(page).toHaveURL(/group=version/)
  const group = (version: string) =>
    table(page).getByRole('button', {
      name: new RegExp(`^${version} ?${countOf((cluster) => cluster.version === version)} clusters$`),
    })
  await expect(group('1.33')).toHaveAttribute('aria-expanded', 'true')
  await expect(group('1.34')).toBeVisible()
  expect(await clusterNames(page)).toHaveLength(eksFleet.length)
  await group('1.34').click()
  const old = eksFleet.filter(({ version }) => version === '1.33').map(({ name }) => name)
  await expect.poll(async () => (await clusterNames(page)).sort()).toEqual(old.sort())
  await expect(card(page)).toContainText(`2 groups of ${eksFleet.length} clusters`)
  await page.reload()
  await expect.poll(async () => (await clusterNames(page)).sort()).toEqual(old.sort())
  await page.getByRole('button', { name: 'Open all' }).click()
  await expect.poll(async () => (await clusterNames(page)).length).toBe(eksFleet.length)
})

test('a distribution adds up and its numbers open the clusters they count', async ({ page, inventory }) => {
  await openInventory(page, inventory.url)
  await page.getByRole('radio', { name: 'Distribution' }).click()
  await page.getByRole('combobox', { name: 'Down' }).selectOption('Owner')
  await page.getByRole('combobox', { name: 'Across' }).selectOption('Version')
  const cross = page.getByRole('region', { name: 'Owner by version' })
  await expect(cross).toBeVisible()
  await expect(page.getByText(`Counted: ${eksFleet.length} clusters.`)).toBeVisible()
  const row = cross.getByRole('row', { name: /^pay/ })
  const numbers = await row.getByRole('cell').allTextContents()
  const pay = eksFleet.filter(({ team }) => team === 'pay')
  expect(Number(numbers.at(-1))).toBe(pay.length)
  expect(numbers.slice(0, -1).reduce((sum, text) => sum + Number(text), 0)).toBe(pay.length)
  await row.getByRole('cell').last().getByRole('button').click()
  await expect(page).toHaveURL(/owner=pay/)
  await expect.poll(async () => (await clusterNames(page)).sort()).toEqual(pay.map(({ name }) => name).sort())
})

test('what an address or a query cannot say is told, and the rest is shown', async ({ page, inventory }) => {
  await openInventory(page, inventory.url, '?group=banana&columns=owner,banana&owner=pay')
  const said = page.getByText('Part of this view could not be read.')
  await expect(page.getByRole('status').filter({ has: said })).toContainText(
    'group=banana, columns=owner,banana: from another release, or mistyped.',
  )
  expect(await heads(page)).toEqual(['Cluster', 'Owner'])
  expect(await clusterNames(page)).toHaveLength(countOf(({ team }) => team === 'pay'))
  await openInventory(page, inventory.url, '?query=bananas%3E3')
  await expect(card(page).getByRole('status').first()).toContainText('is no field and no tag here')
  expect(await clusterNames(page)).toHaveLength(eksFleet.length)
})
