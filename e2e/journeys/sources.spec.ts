// A stranger follows only the words on the Sources page: makes a token, copies the webhook's text, and
// sees a real kube-apiserver's batch arrive; then rotates, revokes, and reads why lines were rejected.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type Installation, startInstallation } from '../installation.ts'
import { clipboard } from '../screen.ts'

const fixtures = path.resolve(import.meta.dirname, '../../ingest/audit-events/fixtures')
const batch = readFileSync(path.join(fixtures, 'webhook-eventlist.json'), 'utf8')
const webhookHeaders = JSON.parse(
  readFileSync(path.join(fixtures, 'webhook-request-headers.json'), 'utf8'),
) as Record<string, string>
const sent = (JSON.parse(batch) as { items: unknown[] }).items.length

let server: Installation
test.beforeAll(async () => {
  server = await startInstallation(new Date('2026-11-23T20:06:10Z'))
})
test.afterAll(() => server?.stop())

/** What a kube-apiserver does with its webhook kubeconfig: posts the batch, with its own headers. */
function asApiServer(kubeconfig: string, body = batch): Promise<Response> {
  const address = /server: (\S+)/.exec(kubeconfig)?.[1] ?? ''
  const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? ''
  return fetch(address, {
    method: 'POST',
    headers: { ...webhookHeaders, authorization: `Bearer ${token}` },
    body,
  })
}

const post = (cluster: string, token: string, body: string) =>
  fetch(`${server.url}/api/ingest/v1/clusters/${cluster}/audit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body,
  })

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const row = (page: Page, name: RegExp) => card(page, 'Sources by cluster').getByRole('row', { name })
const tokenRow = (page: Page, name: RegExp) => card(page, 'Tokens').getByRole('row', { name })

async function shownSecret(page: Page): Promise<string> {
  await card(page, 'New token').getByRole('button', { name: 'Copy token' }).click()
  const secret = await clipboard(page)
  expect(secret).toMatch(/^ppi_/)
  return secret
}

test('the words on the page lead from nothing to a cluster that is received', async ({ page }) => {
  await page.goto(`${server.url}/traffic`)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeVisible()
  await expect(page.getByText('No cluster sends audit logs yet.')).toBeVisible()
  const connect = card(page, 'Connect a cluster')
  await connect.getByLabel(/^Cluster id/).fill('Not An Id')
  await expect(connect.getByRole('alert')).toContainText('A cluster id is 1 to 100 of')
  await connect.getByLabel(/^Cluster id/).fill('real')
  await connect.getByRole('button', { name: 'Create a token for real' }).click()
  await expect(card(page, 'New token')).toContainText('“real” is shown this once. Good for real.')
  await connect.getByRole('button', { name: 'Copy webhook kubeconfig' }).click()
  const kubeconfig = await clipboard(page)
  await expect(card(page, 'What the policy costs')).toContainText('1,000822 kB71.0 GB72.6 GB')
  for (const file of ['audit policy', 'API server flags', 'mounts', 'tunnel command']) {
    await expect(connect.getByRole('button', { name: new RegExp(`copy ${file}`, 'i') })).toBeVisible()
  }
  expect(kubeconfig).toContain(`server: ${server.url}/api/ingest/v1/clusters/real/audit`)
  const arriving = card(page, 'See it arrive')
  await expect(arriving).toContainText('Nothing has arrived for this cluster')

  expect((await asApiServer(kubeconfig)).status).toBe(200)
  await expect(arriving).toContainText('Events of this cluster arrive and are counted.')
  await expect(arriving).toContainText(`Taken so far: ${sent} events in 1 body`)
  await expect(tokenRow(page, /^real/), 'when its token was last used').toContainText('Mon 23 Nov 20:06Mon')
  await expect(row(page, /^real/)).toContainText('Receiving')
  await expect(row(page, /^real/).getByRole('cell').nth(4)).toHaveText(String(sent))
  await expect(page.getByText('1 of 1 cluster sends audit logs now.')).toBeVisible()
  await connect.getByRole('radio', { name: 'curl' }).click()
  await expect(connect).toContainText(/Authorization: Bearer ppi_/)
  await connect.getByRole('button', { name: 'I have kept it' }).click()
  await expect(connect).toContainText('Authorization: Bearer $PERIPLUS_TOKEN')
  await page.reload()
  await expect(page.getByText('ppi_', { exact: false }).first(), 'only its beginning is listed').toHaveText(
    /^ppi_.{4}…$/,
  )
})

test('a rotated token works on for its overlap, a revoked one is told apart', async ({ page }) => {
  await page.goto(`${server.url}/sources`)
  await page.getByRole('button', { name: 'Create token' }).click()
  const tokens = card(page, 'Ingest tokens')
  await tokens.getByLabel('Name').fill('old shipper')
  await tokens.getByLabel('Good for clusters').fill('shipped, spare')
  await tokens.getByRole('button', { name: 'Create', exact: true }).click()
  const first = await shownSecret(page)
  await tokens.getByRole('button', { name: 'Rotate old shipper' }).click()
  await page.getByRole('radio', { name: '7 days' }).click()
  await page.getByRole('button', { name: 'Make the new secret' }).click()
  await expect(tokenRow(page, /Rotated, until Mon 30 Nov 20:06/)).toBeVisible()
  const second = await shownSecret(page)
  expect(second).not.toBe(first)
  const statuses = async () => [
    (await post('shipped', first, batch)).status,
    (await post('shipped', second, batch)).status,
  ]
  expect(await statuses()).toEqual([200, 200])

  const old = tokenRow(page, /Rotated/)
  await old.getByRole('button', { name: 'Revoke old shipper' }).click()
  await page
    .getByRole('dialog', { name: 'Revoke old shipper' })
    .getByRole('button', { name: 'Revoke it' })
    .click()
  await expect(tokenRow(page, /Revoked/)).toBeVisible()
  expect(await statuses()).toEqual([401, 200])
  await post('knocking', first, batch)
  await page.reload()
  const refused = card(page, 'Refused calls')
  await expect(refused).toContainText('knocking 0 s ago')
  await expect(refused).toContainText('this ingest token was revoked')
  await expect(refused).toContainText('token “old shipper”')
})

test('rejected lines are shown with line, reason and what of their text may be kept', async ({ page }) => {
  const lines = [
    '{"auditID":"one","stage":"Sideways","verb":"get","requestReceivedTimestamp":"2026-11-23T20:01:00.000000Z"}',
    'a log line that is none password=hunter2',
    '{"auditID":"three","stage":"ResponseComplete","verb":"get","requestReceivedTimestamp":"2020-01-01T00:00:00.000000Z","requestObject":{"token":"hunter2"}}',
  ]
  await post('bad', server.token, `${lines.join('\n')}\n`)
  await page.goto(`${server.url}/sources?cluster=bad`)
  const rejected = card(page, 'Rejected lines')
  await expect(rejected).toContainText('3 lines')
  await expect(rejected).toContainText('stage is none of the four audit stagesbad, line 1')
  await expect(rejected).toContainText('"stage":"Sideways"')
  await expect(rejected).not.toContainText('hunter2')
  await rejected.getByRole('checkbox', { name: /^outside retention/ }).check()
  await expect(page).toHaveURL(/reason=outside/)
  await expect(rejected.getByRole('list')).not.toContainText('Sideways')
  await expect(rejected.getByRole('list')).toContainText('"auditID":"three"')
  await page.getByRole('button', { name: 'bad', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Source bad' })
  await expect(panel).toContainText('3 rejected lines')
  await expect(panel).toContainText('See the reasons under Rejected lines')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
})
