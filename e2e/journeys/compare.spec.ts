// Comparing clusters: chosen by keyboard alone from a query, side by side with what differs told in words, taken away
// as a file, and an address whose clusters are not known.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { type EksCluster, eksFleet, idOf } from '../eks-api.ts'
import { clusterNames, openInventory, test } from '../inventory.ts'
import { expectNoBarriers } from '../screen.ts'

const facts = (page: Page) => page.getByRole('region', { name: 'Facts by cluster' })
const row = (page: Page, fact: string) =>
  facts(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${fact}( differs)?$`) }) })

/** Two in one region, one protected, one not. */
const pair = (() => {
  const bare = eksFleet.find(({ isProtected }) => !isProtected) as EksCluster
  const other = eksFleet.find(
    ({ isProtected, region }) => isProtected && region === bare.region,
  ) as EksCluster
  return [bare, other].sort((left, right) => (left.name < right.name ? -1 : 1))
})()

test('from a query to a comparison by keyboard alone', async ({ page, inventory }) => {
  await openInventory(page, inventory.url, '?sort=name')
  await page.keyboard.press('c')
  await expect(page.getByText('2 to 4 clusters are compared; 0 selected.')).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('version=1.33')
  const old = eksFleet
    .filter(({ version }) => version === '1.33')
    .map(({ name }) => name)
    .sort()
  await expect.poll(() => clusterNames(page)).toEqual(old)
  await page.keyboard.press('Tab')
  for (const key of ['j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key)
  await expect(page.getByRole('region', { name: 'Selected clusters' })).toContainText('2 selected')
  await page.keyboard.press('c')
  await expect(page.getByRole('heading', { level: 1, name: 'Compare clusters' })).toBeVisible()
  for (const name of [old[0], old[2]]) {
    await expect(facts(page).getByRole('columnheader', { name: new RegExp(`^${name}`) })).toBeVisible()
  }
  await page.goBack()
  await expect(page.getByRole('checkbox', { name: `Select ${old[0]}` })).toBeChecked()
})

test('what differs says so, alone if wanted, also in a file', async ({ page, inventory }) => {
  await page.goto(`${inventory.url}/fleet/compare?clusters=${pair.map(idOf).join()}`)
  await expect(row(page, 'Deletion protection')).toContainText('differs')
  await expect(row(page, 'Deletion protection').getByRole('cell')).toHaveText(
    pair.map(({ isProtected }) => (isProtected ? 'Yes' : 'No')),
  )
  await expect(row(page, 'Region')).not.toContainText('differs')
  await expectNoBarriers(page)
  await page.getByRole('checkbox', { name: 'Only differences' }).check()
  await expect(page).toHaveURL(/differences=true/)
  await expect(row(page, 'Region')).toHaveCount(0)
  const lines = await facts(page)
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .count()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download comparison as JSON' }).click()
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
    rows: Record<string, unknown>[]
  }
  expect(file.rows).toHaveLength(lines)
  expect(new Set(file.rows.map(({ differs }) => differs))).toEqual(new Set(['differs']))
  const protection = file.rows.find(({ fact }) => fact === 'Deletion protection')
  expect(pair.map((cluster) => protection?.[idOf(cluster)])).toEqual(
    pair.map(({ isProtected }) => (isProtected ? 'yes' : 'no')),
  )
})

test('clusters that are not known are named, and too few are asked for', async ({ page, inventory }) => {
  await page.goto(`${inventory.url}/fleet/compare?clusters=${idOf(pair[0] as EksCluster)},sunk.us-east-1`)
  await expect(facts(page).getByRole('columnheader', { name: /^sunk\.us-east-1/ })).toContainText(
    'Not known here',
  )
  await page.goto(`${inventory.url}/fleet/compare?clusters=only-one`)
  await expect(page.getByText('Two to four clusters are compared')).toBeVisible()
  await page.getByRole('link', { name: 'Choose clusters' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Inventory' })).toBeVisible()
})
