// How close a control plane is to its limits, read from an API server's own metrics: headroom, series and levels
// on the cluster page, the same beside its talkers, and who stands behind one of them. What is expected follows
// from the script of the stand-in alone.
import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import type { ApiServer } from '../api-server.ts'
import { type Harbour, nominal, rejectedEachTurn, seatsAt, startHarbour } from '../control-plane.ts'
import type { Installation } from '../installation.ts'
import { expectNoBarriers, talker } from '../screen.ts'

test.describe.configure({ mode: 'serial' })

let harbour: Harbour
let apiServer: ApiServer
let server: Installation

test.beforeAll(async () => {
  harbour = await startHarbour()
  apiServer = harbour.apiServer
  server = harbour.server
})
test.afterAll(() => harbour?.stop())

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const turns = () => apiServer.metricsReadAt.length
/** 429s a second between the last two readings. */
function rejectedPerSecond(): number {
  const [before, last] = apiServer.metricsReadAt.slice(-2).map((at) => at.getTime() / 1_000)
  return rejectedEachTurn / ((last ?? 0) - (before ?? 0))
}
const numberIn = (text: string | null) => Number.parseFloat((text ?? '').replaceAll(',', ''))

test('headroom: each number against its limit, once the metrics were read twice', async ({ page }) => {
  await expect.poll(turns, { timeout: 160_000, intervals: [1_000] }).toBeGreaterThanOrEqual(2)
  await expect(async () => {
    await page.goto(`${server.url}/cluster?cluster=harbour&window=1h`)
    const last = turns() - 1
    const share = `${((seatsAt(last) / nominal) * 100).toFixed(1)}%`
    await expect(region(page, 'API seats in use')).toContainText(
      `${seatsAt(last)} of ${nominal} nominal (${share})`,
    )
    await expect(region(page, 'Requests in flight')).toContainText(
      `${14 + last} ${11 + last} readOnly, 3 mutating`,
    )
    const rejected = region(page, 'Rejected with 429')
    await expect(rejected).toContainText('Rejecting')
    const perSecond = numberIn(await rejected.getByRole('strong').textContent())
    expect(Math.abs(perSecond / rejectedPerSecond() - 1)).toBeLessThan(0.06)
  }).toPass({ timeout: 60_000 })
  await expect(region(page, 'Cluster database')).toContainText('2.50 GB')
  await expect(region(page, 'Pods')).toContainText(/of [\d,]+ schedulable/)
  await expect(region(page, 'Headroom')).toContainText('1 API server answered in this window')
  await expectNoBarriers(page)
})

test('its series and levels; what nobody read is no data', async ({ page }) => {
  await page.goto(`${server.url}/cluster?cluster=harbour&window=1h&tab=control-plane&draw=tables`)
  const row = page.getByRole('row', { name: /^workload-low/ })
  await expect(row.getByRole('cell').nth(1)).toHaveText('245')
  expect((numberIn(await row.getByRole('cell').nth(0).textContent()) - 105) % 20).toBe(0)
  await expect(row.getByRole('cell').nth(3)).toHaveText('3')
  const seats = region(page, 'Seats in use')
  await expect(seats.getByRole('row').nth(1)).toContainText('no data')
  await expect(seats.getByRole('row').last()).toContainText('partial')
  await page.getByRole('radio', { name: 'Charts' }).click()
  await expect(seats.getByRole('slider')).toBeVisible()
  await expectNoBarriers(page)
})

test('beside its talkers: the same metrics, and who stands behind a service account', async ({ page }) => {
  await page.goto(`${server.url}/traffic?cluster=harbour&window=1h`)
  await expect(region(page, 'Seats in use')).toContainText(/% at .*\d\d:\d\d/)
  await expect(region(page, '429 per second')).toContainText(/\/s at .*\d\d:\d\d/)
  await talker(page, 'coredns/1.11.3').click()
  const behind = region(page, 'Workloads and owners')
  await expect(behind).toContainText('kube-system/coredns')
  await expect(behind.getByRole('link', { name: 'Deployment coredns' })).toBeVisible()
  await expect(behind).toContainText('1 pod in harbour')
  await expect(behind).toContainText('Naming #naming')
  await expectNoBarriers(page)
  await page.goto(`${server.url}/traffic?cluster=harbour&window=1h&by=user`)
  await expect(talker(page, 'kube-system/coredns')).toContainText('Deployment coredns · Naming')
  await talker(page, 'kube-system/coredns').click()
  await behind.getByRole('link', { name: 'Deployment coredns' }).click()
  await expect(page.getByRole('row', { name: /coredns/ })).toHaveCount(1)
})

test('a cluster whose API server nobody reads says so, and leads to Sources', async ({ page }) => {
  await page.goto(`${server.url}/traffic?cluster=quiet&window=1h`)
  await expect(region(page, 'Control planes')).toContainText("No metrics from this cluster's API server")
  await page.goto(`${server.url}/cluster?cluster=quiet&window=1h`)
  const none = region(page, 'Control plane')
  await expect(none).toContainText("No metrics from this cluster's API server")
  await expectNoBarriers(page)
  await none.getByRole('link', { name: 'Open Sources' }).click()
  await expect(page.getByRole('heading', { name: 'Sources', exact: true })).toBeVisible()
})

test('can this control plane take it? Its limits, its neighbour, and what nobody measured', async ({
  page,
}) => {
  await page.goto(`${server.url}/cluster?cluster=harbour&window=1h`)
  await page.getByRole('link', { name: 'Limits and forecast' }).click()
  const open = region(page, 'Open control planes')
  await expect(open).toContainText('Limits of harbour')
  await expect(open).toContainText(`of ${nominal}`)
  await expect(open).toContainText('limit: apiserver_flowcontrol_nominal_limit_seats')
  await expect(open.getByRole('row', { name: /^Rejected, 429/ })).toContainText(/at most [\d.]+\/s at /)
  const load = open.getByRole('row', { name: /^Database load/ })
  await expect(load).toContainText(/requests\/s.*Kept up.*75\.0% within 25 ms/)
  await expect(
    page.getByText(/^None of 1 measured control plane is near a limit\. 1 not measured\.$/),
  ).toBeVisible()
  const list = region(page, 'Control planes')
  await expect(list.getByRole('row', { name: /^harbour/ })).toContainText(/Room \d+%/)
  await expect(list.getByRole('row', { name: /^quiet/ })).toContainText('Not measured')
  await list.getByRole('button', { name: 'quiet', exact: true }).focus()
  await page.keyboard.press('c')
  await expect(open).toContainText('Limits of harbour beside quiet')
  await expect(open).toContainText('No metrics from quiet in this time')
  await expect(load).toContainText('Not told')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectNoBarriers(page)
  }
  for (const width of [1_440, 1_100, 720, 360]) {
    await page.setViewportSize({ width, height: 900 })
    const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    await expect.poll(beyond, { message: `at ${width}` }).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1_440, height: 900 })
  await list.getByRole('radio', { name: 'Not measured 1' }).click()
  await expect(list.getByRole('row')).toHaveCount(2)
  const download = page.waitForEvent('download')
  await list.getByRole('button', { name: /CSV/ }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  expect(file.trim().split('\n')).toHaveLength(2)
  expect(file).toContain('quiet')
})
