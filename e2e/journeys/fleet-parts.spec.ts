// Node groups and add-ons of the whole fleet: counted like the accounts' own, narrowed in the address, taken away
// as a file, and a step from the cluster they belong to.
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { openInventory, test } from '../inventory.ts'

const behind = eksFleet.filter(({ vpcCni }) => vpcCni.startsWith('v1.19'))

test('add-ons of every cluster, from the counts to one cluster', async ({ page, inventory }) => {
  await openInventory(page, inventory.url)
  const lists = page.getByRole('navigation', { name: 'What is listed' })
  await lists.getByRole('link', { name: 'Add-ons' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Add-ons' })).toBeVisible()
  await expect(
    page.getByText(`${eksFleet.length} add-ons installed; ${behind.length} are behind their catalogue.`),
  ).toBeVisible()
  const drift = page.getByRole('group', { name: 'Drift' })
  await drift.getByRole('checkbox', { name: `Behind ${behind.length}` }).check()
  await expect(page).toHaveURL(/where=drift:behind/)
  const table = page.getByRole('region', { name: 'Add-ons by cluster' })
  await expect(table.getByRole('rowheader')).toHaveCount(behind.length)
  for (const { name } of behind) await expect(table.getByRole('link', { name })).toBeVisible()
  const download = page.waitForEvent('download')
  await page
    .getByRole('region', { name: 'Add-ons', exact: true })
    .getByRole('button', { name: 'JSON' })
    .click()
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
    rows: { clusterId: string; versionsBehind: number }[]
  }
  expect(file.rows.map(({ clusterId }) => clusterId).sort()).toEqual(behind.map(idOf).sort())
  expect(new Set(file.rows.map(({ versionsBehind }) => versionsBehind))).toEqual(new Set([1]))
  await page.goBack()
  await expect(page.getByText(`Rows 1–${eksFleet.length} of ${eksFleet.length}`)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: /^Add-ons/ })).toHaveAttribute('aria-selected', 'true')
})

test('node groups that nobody told of are said to be unknown, not none', async ({ page, inventory }) => {
  await page.goto(`${inventory.url}/fleet/node-groups`)
  await expect(page.getByText('No node group is known')).toBeVisible()
  await page.goto(`${inventory.url}/fleet/add-ons?where=version:v9&find=nothing`)
  await expect(page.getByText('No add-on matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(page).toHaveURL(/\/fleet\/add-ons$/)
})
