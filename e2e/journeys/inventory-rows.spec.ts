// The rows of the inventory, taken away as files and gone over by keyboard.
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { clusterNames, openInventory, table, test } from '../inventory.ts'

test('files hold exactly what is shown', async ({ page, inventory }) => {
  await openInventory(page, inventory.url, '?owner=ads&sort=name')
  const ads = eksFleet.filter(({ team }) => team === 'ads')
  await expect.poll(() => clusterNames(page)).toEqual(ads.map(({ name }) => name).sort())
  const file = async (name: string): Promise<string> => {
    const download = page.waitForEvent('download')
    await page.getByRole('region', { name: 'Clusters', exact: true }).getByRole('button', { name }).click()
    return readFileSync(await (await download).path(), 'utf8')
  }
  const [head = '', ...lines] = (await file('CSV')).trim().split(/\r?\n/)
  const at = (name: string) => head.split(',').indexOf(name)
  const cells = lines.map((line) => line.split(','))
  const inOrder = [...ads].sort((left, right) => (left.name < right.name ? -1 : 1))
  expect(cells.map((line) => [line[at('Cluster id')], line[at('Ver.')], line[at('Region')]])).toEqual(
    inOrder.map((cluster) => [idOf(cluster), cluster.version, cluster.region]),
  )
  const json = JSON.parse(await file('JSON')) as {
    rows: { clusterId: string; owner: string }[]
    filters: object
    rowsInAll: number
  }
  expect(json).toMatchObject({
    filters: { owner: ['ads'] },
    rowsInAll: ads.length,
    scope: { clusters: 'all' },
  })
  expect(json.rows.map(({ clusterId, owner }) => [clusterId, owner])).toEqual(
    inOrder.map((cluster) => [idOf(cluster), 'Ads Serving']),
  )
})

test('the keyboard goes over the rows, opens one and comes back', async ({ page, inventory }) => {
  await openInventory(page, inventory.url, '?sort=name')
  const sorted = eksFleet.map(({ name }) => name).sort()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(table(page).getByRole('link', { name: sorted[1] ?? '' })).toBeFocused()
  await page.keyboard.press('k')
  await expect(table(page).getByRole('link', { name: sorted[0] ?? '' })).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.type('nothing is called so')
  await expect(page.getByText('No cluster matches')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('combobox', { name: 'Find in rows' })).not.toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: sorted[0] ?? '' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await expect(table(page)).toBeVisible()
  await expect.poll(() => clusterNames(page).then((all) => all.length)).toBe(eksFleet.length)
})
