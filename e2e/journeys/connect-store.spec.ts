// A metrics store is connected from the page: tried out before it is added, by the product's own clock, then read; and
// what searching logs in CloudWatch may look through and cost is told before anything is searched.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { type Installation, startInstallation } from '../installation.ts'
import { clipboard, expectNoBarriers } from '../screen.ts'

const now = new Date('2026-03-09T03:15:00Z')
let store: Server
let server: Installation
/** Ends of what the store was asked for, in seconds. */
const ends: number[] = []

test.beforeAll(async () => {
  store = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://store')
    const end = Number(url.searchParams.get('end'))
    ends.push(end)
    const isWitness =
      url.searchParams.get('query')?.startsWith('apiserver_current_inflight_requests') ?? false
    const metric = { cluster: 'harbour', instance: 'a', request_kind: 'readOnly' }
    const result = isWitness ? [{ metric, values: [[end, '7']] }] : []
    const body = { status: 'success', data: { resultType: 'matrix', result } }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve))
  server = await startInstallation(now)
})
test.afterAll(async () => {
  await server?.stop()
  store?.closeAllConnections()
  store?.close()
})

const connect = (page: Page) => page.getByRole('region', { name: 'Connect a cluster' })

test('a metrics store: asked for, tried out by our clock, added, read', async ({ page }) => {
  await page.goto(`${server.url}/sources?connect=webhook`)
  await connect(page).getByRole('radio', { name: 'Read Prometheus' }).click()
  const add = connect(page).getByRole('region', { name: 'See it read' })
  await expect(add).toContainText('Fill in an address first.')
  await connect(page)
    .getByLabel(/^Address/)
    .fill(`http://127.0.0.1:${(store.address() as AddressInfo).port}`)
  await connect(page).getByLabel('Name of the source').fill('own')
  await add.getByRole('button', { name: 'Test now' }).click()
  const result = add.getByRole('region', { name: 'Result of the test' })
  await expect(result).toContainText(/\d+ checks well/)
  expect(new Set(ends), 'the store was asked for what it holds now').toEqual(new Set([now.getTime() / 1_000]))
  await expectNoBarriers(page)
  await add.getByRole('button', { name: 'Read this store' }).click()
  const rows = page.getByRole('region', { name: 'Clusters and accounts read' })
  await expect(rows.getByRole('row', { name: /^own/ })).toContainText('Reading', { timeout: 30_000 })
  await add.getByRole('button', { name: 'Show own' }).click()
  await expect(page.getByRole('complementary', { name: 'Source own' })).toContainText('Prometheus')
})

test('logs in CloudWatch: the most it may cost, the policy, and the same for periplus.yaml', async ({
  page,
}) => {
  await page.goto(`${server.url}/sources?connect=read-logs`)
  const add = connect(page).getByRole('region', { name: 'See it read' })
  await expect(add).toContainText('At most 50 GB are looked through on a UTC day; AWS bills them by the GB.')
  await connect(page)
    .getByLabel(/^GB looked through/)
    .fill('200')
  await connect(page)
    .getByLabel(/^Dollars/)
    .fill('0.005')
  await connect(page).getByLabel('EKS clusters, by name').fill('prod, stage')
  await expect(add).toContainText('At most 200 GB are looked through on a UTC day: $1 at $0.005 a GB.')
  await connect(page).getByRole('button', { name: 'Copy search policy' }).click()
  expect(await clipboard(page)).toContain('logs:StartQuery')
  await connect(page).getByRole('button', { name: 'Copy piece of periplus.yaml' }).click()
  expect(await clipboard(page)).toContain(
    'clusters: ["prod", "stage"]\n    hoursBack: 24\n    gigabytesPerDay: 200',
  )
  await connect(page).getByLabel('Hours back, at first').fill('1000')
  await expect(add).toContainText('Hours back are a whole number from 1 to 720.')
  await expect(add.getByRole('button', { name: 'Search these logs' })).toBeDisabled()
  await expectNoBarriers(page)
})
