// How close a control plane is to its limits, read from an API server's own metrics: headroom, series and levels
// on the cluster page, the same beside its talkers, and who stands behind one of them. What is expected follows
// from the script of the stand-in alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type ApiServer, startApiServer } from '../api-server.ts'
import { ndjson } from '../audit-events.ts'
import { dnsLists, metrics, nominal, rejectedEachTurn, seatsAt } from '../control-plane.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { expectNoBarriers, talker } from '../screen.ts'

test.describe.configure({ mode: 'serial' })

let folder: string
let apiServer: ApiServer
let server: Installation

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-capacity-'))
  apiServer = await startApiServer('first', {
    metrics,
    lists: dnsLists,
  })
  const user = '{ name: reader, user: { token: first } }'
  writeFileSync(
    path.join(folder, 'kubeconfig'),
    `apiVersion: v1
kind: Config
clusters: [{ name: harbour, cluster: { server: "${apiServer.url}" } }]
users: [${user}]
contexts: [{ name: harbour, context: { cluster: harbour, user: reader } }]
`,
  )
  const owner = '{ id: dns, name: Naming, contact: "#naming" }'
  const rule = `{ on: workload-label, key: team, values: [dns], owner: ${owner} }`
  writeFileSync(path.join(folder, 'periplus.yaml'), `owners: [${rule}]\n`)
  server = await startInstallation(new Date(), {
    PERIPLUS_CLOCK: 'system',
    PERIPLUS_CONFIG: path.join(folder, 'periplus.yaml'),
    KUBECONFIG: path.join(folder, 'kubeconfig'),
    PERIPLUS_KUBE_CONTEXTS: 'harbour',
  })
  const event = {
    ...{ auditID: 'one', verb: 'list', userAgent: 'coredns/1.11.3', code: 200, resource: 'endpointslices' },
    ...{ namespace: '', user: 'system:serviceaccount:kube-system:coredns', latencyMs: 4 },
    receivedAt: new Date(Date.now() - 60_000),
  }
  for (const cluster of ['harbour', 'quiet']) await server.feed(cluster, ndjson([event]))
})
test.afterAll(async () => {
  await server?.stop()
  await apiServer?.close()
  rmSync(folder, { recursive: true, force: true })
})

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
