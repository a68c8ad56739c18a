// The scope: what a page is about, chosen from counted values or typed for, in the address, on chips, kept from
// page to page and in frozen links, and whole again in one press.
import { expect, type Page } from '@playwright/test'
import { accounts, type EksCluster, eksFleet, idOf } from '../eks-api.ts'
import { both, test } from '../inventory.ts'
import { clipboard, expectNoBarriers } from '../screen.ts'

const button = (page: Page) => page.getByRole('button', { name: /^Scope: / })
const layer = (page: Page) => page.getByRole('dialog', { name: 'Scope' })
const countOf = (is: (cluster: EksCluster) => boolean): number => eksFleet.filter(is).length
const rows = (page: Page) => page.getByRole('region', { name: 'Inventory by cluster' }).getByRole('link')

async function openScope(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.waitForLoadState('networkidle')
  await button(page).click()
  await expect(layer(page).getByRole('group', { name: 'Accounts' })).toBeVisible()
}

test('choices are counted, narrow each other and stand on chips', async ({ page, inventory }) => {
  await openScope(page, `${inventory.url}/fleet`)
  const option = (group: string, name: string | RegExp) =>
    layer(page).getByRole('group', { name: group, exact: true }).getByRole('checkbox', { name })
  const inFirst = countOf(({ accountId }) => accountId === accounts[0])
  await option('Accounts', `${accounts[0]} ${inFirst}`).check()
  await expect(page).toHaveURL(new RegExp(`accounts=${accounts[0]}`))
  await expect(rows(page)).toHaveCount(inFirst)
  const ofAds = (one: EksCluster) => one.accountId === accounts[0] && one.team === 'ads'
  await expect(option('Owners', `Ads Serving ${countOf(ofAds)}`)).toBeVisible()
  // A sibling stays, with what it would leave by itself.
  await expect(option('Accounts', `${accounts[1]} ${eksFleet.length - inFirst}`)).toBeVisible()
  await option('Labels', `team=ads ${countOf(ofAds)}`).check()
  await expect(rows(page)).toHaveCount(countOf(ofAds))
  await page.keyboard.press('Escape')
  await expect(layer(page)).toBeHidden()
  await expect(button(page)).toBeFocused()
  await expect(button(page)).toHaveAccessibleName(`Scope: ${countOf(ofAds)} of ${eksFleet.length} clusters`)
  await page.getByRole('button', { name: `Remove filter Account: ${accounts[0]}` }).click()
  await expect(rows(page)).toHaveCount(countOf(({ team }) => team === 'ads'))
  await page.getByRole('button', { name: 'All clusters', exact: true }).click()
  await expect(rows(page)).toHaveCount(eksFleet.length)
  await expect(page).toHaveURL(`${inventory.url}/fleet`)
  await page.goBack()
  await expect(rows(page)).toHaveCount(countOf(({ team }) => team === 'ads'))
})

test('a cluster is found by words and chosen by keyboard alone', async ({ page, inventory }) => {
  await page.goto(`${inventory.url}/fleet`)
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('change the scope')
  await expect(page.getByRole('option', { name: /Change the scope/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(layer(page).getByRole('textbox')).toBeFocused()
  const wanted = eksFleet[4] as EksCluster
  await page.keyboard.type(`${wanted.name} ${wanted.region}`)
  const found = layer(page).getByRole('group', { name: 'Clusters' }).getByRole('checkbox')
  await expect(found).toHaveCount(1)
  await expect(found).toHaveAccessibleName(new RegExp(`^${wanted.name} `))
  for (let step = 0; step < 4 && !(await found.evaluate((one) => one === document.activeElement)); step++) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await expect(button(page)).toHaveAccessibleName(`Scope: ${idOf(wanted)}, 1 of ${eksFleet.length} clusters`)
  await expect(rows(page)).toHaveCount(1)
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(`${inventory.url}/traffic?cluster=${idOf(wanted)}`)
})

test('words that nothing is called, and a scope that holds nothing, say so', async ({ page, inventory }) => {
  await openScope(page, `${inventory.url}/fleet`)
  await page.keyboard.type('no such thing')
  await expect(layer(page)).toContainText('Nothing is called “no such thing”')
  await page.goto(`${inventory.url}/fleet?regions=us-west-2`)
  const empty = page.getByRole('region', { name: 'Inventory', exact: true })
  await expect(empty).toContainText('No cluster is in this scope')
  await page.waitForLoadState('networkidle')
  await empty.getByRole('button', { name: 'All clusters' }).click()
  await expect(rows(page)).toHaveCount(eksFleet.length)
})

test('a copied link holds the scope, and no time where what is now is counted; namespaces are chosen where they narrow', async ({
  page,
  inventory,
}) => {
  await page.goto(`${inventory.url}/fleet?labels=team%3D${both.team}&namespaces=default`)
  await expect(rows(page)).toHaveCount(countOf(({ team }) => team === both.team))
  await expect(page.getByRole('button', { name: /^Remove filter Namespace/ })).toHaveCount(0)
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Link copied' })).toBeVisible()
  const link = new URL(await clipboard(page))
  expect(link.searchParams.get('labels')).toBe(`team=${both.team}`)
  expect(link.searchParams.get('to')).toBeNull()
  await page.getByRole('link', { name: 'Cluster', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Remove filter Namespace: default' })).toBeVisible()
  await button(page).click()
  await expect(layer(page).getByRole('group', { name: 'Namespaces' })).toContainText('kube-system')
})

test('choices that cannot be read say so and can be read again', async ({ page, inventory }) => {
  await page.goto(`${inventory.url}/fleet`)
  await page.waitForLoadState('networkidle')
  await page.route('**/api/trpc/**', (route) => route.fulfill({ status: 503, body: 'away' }))
  await button(page).click()
  await expect(layer(page).getByRole('alert')).toContainText('The choices could not be read.')
  await expect(layer(page).getByRole('checkbox', { name: /^All clusters/ })).toBeVisible()
  await page.unroute('**/api/trpc/**')
  await layer(page).getByRole('button', { name: 'Try again' }).click()
  await expect(layer(page).getByRole('group', { name: 'Accounts' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no barriers in ${colorScheme}: chips and choices`, async ({ page, inventory }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openScope(page, `${inventory.url}/fleet?accounts=${accounts.join(',')}&labels=team%3Dads`)
    await expectNoBarriers(page)
  })
}
