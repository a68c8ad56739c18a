// Inventory over two AWS accounts and an API server: every count on the page is the stand-ins' script, and
// narrowing and sorting are in the address.
import { expect, type Page } from '@playwright/test'
import { type EksCluster, eksFleet } from '../eks-api.ts'
import { both, clusterNames, openInventory, table, test } from '../inventory.ts'

const facets = (page: Page) => page.getByRole('complementary', { name: 'Facets' })
const countOf = (is: (cluster: EksCluster) => boolean): number => eksFleet.filter(is).length

test('the numbers are those of the accounts', async ({ page, inventory }) => {
  await openInventory(page, inventory.url)
  const sick = countOf(({ status }) => status === 'FAILED')
  await expect(page.getByText(`of ${eksFleet.length} clusters are healthy.`)).toBeVisible()
  await expect(page.getByRole('button', { name: `${sick} critical`, exact: true })).toBeVisible()
  await expect(
    page.getByRole('button', {
      name: `Scope: All clusters, ${eksFleet.length} clusters · 2 accounts · 3 regions`,
    }),
  ).toBeVisible()
  for (const [facet, value, count] of [
    ['Version', '1.33', countOf(({ version }) => version === '1.33')],
    ['Version', '1.34', countOf(({ version }) => version === '1.34')],
    ['Deletion protection', 'Off', countOf(({ isProtected }) => !isProtected)],
    ['Backup', 'Protected', countOf(({ isBackedUp }) => isBackedUp)],
    ['Backup', 'Not protected', countOf(({ isBackedUp }) => !isBackedUp)],
    ['Owner', 'Ads Serving', countOf(({ team }) => team === 'ads')],
    ['Owner', 'pay', countOf(({ team }) => team === 'pay')],
    ['Add-ons', 'Behind', countOf(({ vpcCni }) => vpcCni.startsWith('v1.19'))],
    ['Health', 'Critical', sick],
    ['Account', '111122223333', 12],
    ['Read by', 'Kubernetes API', 1],
  ] as const) {
    const group = facets(page).getByRole('group', { name: facet, exact: true })
    await expect(
      group.getByRole('checkbox', { name: `${value} ${count}` }),
      `${facet} ${value}`,
    ).toBeVisible()
  }
  for (const region of ['eu-west-1', 'us-east-1', 'ap-southeast-2']) {
    const mark = page.getByRole('button', { name: new RegExp(`^${region}, .*: 8 clusters`) })
    await expect(mark).toHaveAttribute('aria-pressed', 'false')
  }
  expect((await clusterNames(page)).sort()).toEqual(eksFleet.map(({ name }) => name).sort())
})

test('a cluster known from EKS and from its API server is one row, with the facts of both', async ({
  page,
  inventory,
}) => {
  await openInventory(page, inventory.url, `?find=${both.name}`)
  const rows = table(page).getByRole('row', { name: new RegExp(both.name) })
  await expect(rows).toHaveCount(1)
  // Region and protection are EKS's word, nodes and pods that of its API server.
  await expect(rows).toContainText(both.region)
  const read = inventory.apiServer.kinds
  await expect(rows.getByRole('cell').nth(5)).toHaveText(String(read.nodes))
  await expect(rows.getByRole('cell').nth(6)).toHaveText(String(read.pods))
  await rows.getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1, name: both.name })).toBeVisible()
  await page.getByRole('tab', { name: /^Sources 2/ }).click()
  const told = page.getByRole('tabpanel')
  await expect(told).toContainText('eks-api:org')
  await expect(told).toContainText('kube-api:harbour')
})

test('facets, words and order are in the address, and Back undoes the last of them', async ({
  page,
  inventory,
}) => {
  await openInventory(page, inventory.url)
  await facets(page).getByRole('checkbox', { name: /^Off / }).check()
  await expect(page).toHaveURL(/protection=off/)
  const bare = eksFleet.filter(({ isProtected }) => !isProtected).map(({ name }) => name)
  await expect.poll(() => clusterNames(page).then((all) => all.sort())).toEqual([...bare].sort())
  await page.getByRole('button', { name: 'Sort by Cluster' }).click()
  await expect(page).toHaveURL(/sort=name/)
  await expect.poll(() => clusterNames(page)).toEqual([...bare].sort())
  await page.getByRole('button', { name: 'Sort by Cluster' }).click()
  await expect(page).toHaveURL(/reverse=true/)
  await expect.poll(() => clusterNames(page)).toEqual([...bare].sort().reverse())
  await page.goBack()
  await expect.poll(() => clusterNames(page)).toEqual([...bare].sort())
  await page.keyboard.press('/')
  const [first = ''] = bare
  await page.keyboard.type(first)
  await expect(page).toHaveURL(new RegExp(`query=${first}`))
  await expect.poll(() => clusterNames(page)).toEqual([first])
  await page.reload()
  await expect.poll(() => clusterNames(page)).toEqual([first])
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => clusterNames(page).then((all) => all.length)).toBe(eksFleet.length)
  await page.getByRole('button', { name: /^us-east-1/ }).click()
  await expect(page).toHaveURL(/region=us-east-1/)
  await expect.poll(() => clusterNames(page).then((all) => all.length)).toBe(8)
})

test('a cluster that is opened the moment after filters were picked stays open, and Back has them all', async ({
  page,
  inventory,
}) => {
  await openInventory(page, inventory.url)
  const [kept] = eksFleet.filter((one) => one.version === '1.34' && one.isProtected && one.isBackedUp)
  // A person is never so fast: the address is still being written when the row is pressed.
  const press = (element: HTMLElement | SVGElement) =>
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  const picks = [/^On /, /^Protected /, /^1\.34 /]
  const boxes = picks.map((name) => facets(page).getByRole('checkbox', { name }))
  for (const box of boxes) await expect(box).toBeVisible()
  const row = table(page).getByRole('row', { name: new RegExp(kept?.name ?? '') })
  await expect(row).toBeVisible()
  for (const box of boxes) await box.evaluate(press)
  await row.evaluate(press)
  await expect(page.getByRole('heading', { level: 1, name: kept?.name ?? '' })).toBeVisible()
  await expect(page).toHaveURL(/\/cluster\?cluster=/)
  await expect(page.getByRole('main')).toContainText('Protected')
  await page.goBack()
  await expect(page).toHaveURL(/protection=on/)
  for (const box of boxes) await expect(box).toBeChecked()
  await expect.poll(() => clusterNames(page)).toContain(kept?.name)
})
