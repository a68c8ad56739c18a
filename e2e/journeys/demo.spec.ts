// A stranger's first ten minutes: the demo is started on an empty folder, read as it comes in, looked at page by
// page against its answer key, stopped, and started again on the same world.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type Demo, type DemoCluster, spawnDemo, startDemo } from '../demo.ts'
import { clusterNames } from '../inventory.ts'
import { expectNoBarriers } from '../screen.ts'

// One story: each part goes on where the last one ended.
test.describe.configure({ mode: 'serial' })

let folder: string
let demo: Demo
let clusters: readonly DemoCluster[]
/** The days in which it may have begun: more than one when midnight passed meanwhile. */
let firstDays: readonly string[]

const utcDay = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)

test.beforeAll(async () => {
  test.setTimeout(180_000)
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-demo-'))
  const askedMs = Date.now()
  demo = await startDemo(folder, ['--scale', 'small'])
  firstDays = [askedMs, Date.now()].map((atMs) => utcDay(atMs - 14 * dayMs))
  clusters = await demo.clusters()
})
test.afterAll(async () => {
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const table = (page: Page) => page.getByRole('region', { name: 'Inventory by cluster' })
const badge = (page: Page) => page.getByText('Simulated data', { exact: true })
const scopeButton = (page: Page) => page.getByRole('button', { name: /^Scope: / })
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
/** A first reading, three days of the past before it, on a machine that has other things to do. */
const readWithinMs = 420_000
const dayMs = 86_400_000

test('the fleet is there at once, and said to be simulated', async ({ page }) => {
  await page.goto(demo.firstPage)
  await expect(table(page).getByRole('link')).toHaveCount(clusters.length)
  await expect(badge(page)).toBeVisible()
  const units = new Set(clusters.map(({ accountId }) => accountId)).size
  const regions = new Set(clusters.map(({ region }) => region)).size
  await expect(scopeButton(page)).toHaveAccessibleName(
    `Scope: All clusters, ${clusters.length} clusters · ${units} accounts · ${regions} regions`,
  )
})

test('the past is read day by day, then all of it as it is now', async ({ page }) => {
  test.setTimeout(readWithinMs + 60_000)
  await demo.says('the fleet is read', readWithinMs)
  const { epoch } = await demo.clock()
  expect(firstDays.map((day) => Date.parse(day))).toContain(Date.parse(epoch))
  const days = [0, 7, 13].map((day) => utcDay(Date.parse(epoch) + day * dayMs))
  for (const day of days) expect(demo.said()).toContain(`as it was on ${day}`)
  await page.goto(`${demo.url}/sources`)
  await expect(badge(page)).toBeVisible()
  const read = page.getByRole('region', { name: 'Sources that are read' })
  // Each cluster, the organisation, and the logs of its clusters.
  await expect(read.getByRole('rowheader')).toHaveCount(clusters.length + 2)
  for (const trouble of ['Failing', 'Stale', 'Waiting', 'Spare']) {
    await expect(read.getByText(trouble, { exact: true }), trouble).toHaveCount(0)
  }
  // One account lets nobody look at its backups, and nothing else is amiss.
  await expect(read.getByText('In part', { exact: true })).toHaveCount(1)
  await read
    .getByRole('row', { name: /^organisation.*In part/ })
    .getByRole('button')
    .click()
  await expect(page.getByText(/AWS Backup refused in .*backup:ListProtectedResources/).first()).toBeVisible()
})

test('a cluster has the nodes and pods of the answer key, and what changed', async ({ page }) => {
  const { name, region, accountId } = clusters.find((one) => one.name === 'svc-sec-use1') as DemoCluster
  await page.goto(demo.firstPage)
  await table(page)
    .getByRole('row', { name: new RegExp(name) })
    .getByRole('link')
    .click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`cluster=${name}.${region}.${accountId}`))
  await expect(badge(page)).toBeVisible()
  // Pods come and go, and an open page stays as it was read: all is asked again until both speak of the same instant.
  const differ = async () => {
    await page.reload()
    const told = async (kind: string) => {
      await expect(tab(page, kind)).toHaveAccessibleName(/\d/)
      return Number((await tab(page, kind).textContent())?.replaceAll(/\D/g, ''))
    }
    const [nodes, pods] = [await told('Nodes'), await told('Pods')]
    return [
      nodes - (await demo.truth('cluster.nodes', name)),
      pods - (await demo.truth('cluster.pods', name)),
    ]
  }
  await expect.poll(differ, { timeout: 90_000 }).toEqual([0, 0])
  const nodes = await demo.truth('cluster.nodes', name)
  await tab(page, 'Nodes').click()
  await expect(page.getByRole('region', { name: 'Objects' }).getByRole('rowheader')).toHaveCount(
    Math.min(nodes, 100),
  )
  await tab(page, 'Changes').click()
  await expect(tab(page, 'Changes')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('tabpanel')).toBeVisible()
})

test('the scope narrows to an account, and the other theme has no barriers either', async ({ page }) => {
  const of = (id: string) => clusters.filter((one) => one.accountId === id)
  const ids = clusters.map((one) => one.accountId).sort((left, right) => of(right).length - of(left).length)
  const accountId = ids[0] as string
  await page.goto(`${demo.firstPage}?accounts=${accountId}`)
  const own = of(accountId).map(({ name }) => name)
  await expect(table(page).getByRole('link')).toHaveCount(own.length)
  expect((await clusterNames(page)).sort()).toEqual(own.sort())
  await expect(badge(page)).toBeVisible()
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectNoBarriers(page)
  }
})

test('it stops when told, leaves nothing running, and goes on with the same world', async ({ page }) => {
  test.setTimeout(240_000)
  const before = await demo.clock()
  expect(await demo.stop()).toBe(0)
  expect(existsSync(path.join(folder, 'demo/server-url'))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(['demo', 'ingest-token'])

  const other = spawnDemo(folder, ['--seed', '7'])
  const words: Buffer[] = []
  other.stderr?.on('data', (chunk: Buffer) => words.push(chunk))
  const code = await new Promise((resolve) => other.once('exit', resolve))
  expect([code, Buffer.concat(words).toString()]).toEqual([1, expect.stringContaining('--reset')])

  demo = await startDemo(folder)
  const { epoch, seed, scale } = await demo.clock()
  expect({ epoch, seed, scale }).toEqual({ epoch: before.epoch, seed: before.seed, scale: 'small' })
  expect(demo.said()).not.toContain('as it was on')
  await page.goto(demo.firstPage)
  await expect(table(page).getByRole('link')).toHaveCount(clusters.length)
  await expect(badge(page)).toBeVisible()
})
