// A stranger starts Periplus empty, learns from the page how to feed it, imports an audit log with the
// command line, and sees the same numbers as a count of the file made here, without our code.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { type Installation, startInstallation } from '../installation.ts'
import { ranking, readColumn, talker } from '../screen.ts'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../..')
const excerpt = path.join(root, 'server/queries/traffic/fixtures/apiserver-1.20.2.jsonl')

interface Line {
  readonly auditID: string
  readonly stage: string
  readonly userAgent?: string
  readonly responseStatus?: { readonly code?: number }
}

/** One request per Audit-ID: at its end, at a panic, or where authentication failed. */
function countByClient(): Map<string, number> {
  const counted = new Map<string, string>()
  for (const text of readFileSync(excerpt, 'utf8').trim().split('\n')) {
    const line = JSON.parse(text) as Line
    const refused = line.stage === 'ResponseStarted' && line.responseStatus?.code === 401
    if (['ResponseComplete', 'Panic'].includes(line.stage) || refused) {
      counted.set(line.auditID, line.userAgent ?? '')
    }
  }
  const clients = new Map<string, number>()
  for (const client of counted.values()) clients.set(client, (clients.get(client) ?? 0) + 1)
  return clients
}

let server: Installation

test.beforeAll(async () => {
  server = await startInstallation(new Date('2026-11-24T10:00:00Z'))
})

test.afterAll(() => server?.stop())

test('an empty installation teaches how to feed it, then shows what was fed', async ({ page }) => {
  await page.goto(server.url)
  await expect(page).toHaveURL(/\/review$/)
  await expect(page.getByText('No cluster is known yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Connect clusters' })).toHaveAttribute('href', /^\/sources/)
  await page.getByRole('link', { name: 'API traffic', exact: true }).click()
  await expect(page).toHaveURL(/\/traffic$/)
  await expect(page.getByRole('heading', { level: 1, name: 'API traffic' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No audit log has arrived yet' })).toBeVisible()

  const teaching = page.getByRole('region', { name: 'Feed Periplus' })
  await expect(teaching).toContainText(`server: ${server.url}/api/ingest/v1/clusters/my-cluster/audit`)
  await expect(teaching).toContainText('ingest-token')
  await teaching.getByRole('button', { name: 'Copy import command' }).click()
  await expect(teaching.getByRole('button', { name: 'Copy import command' })).toHaveText('Copied')
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toBe(
    `npx periplus import audit /var/log/kubernetes/audit.log --cluster my-cluster --url ${server.url}`,
  )

  const args = ['import', 'audit', excerpt, '--cluster', 'demo', '--url', server.url]
  await run(process.execPath, [path.join(root, 'bin/periplus.mjs'), ...args], {
    env: { ...process.env, PERIPLUS_DATA_DIR: server.dataDir },
  })

  await expect(ranking(page), 'the page opens by itself').toBeVisible()
  const expected = [...countByClient().values()].sort((one, other) => other - one)
  const { rows, other, total } = await readColumn(page, 'Requests')
  expect(rows).toEqual(expected)
  expect(other).toBe(0)
  expect(total).toBe(expected.reduce((sum, count) => sum + count, 0))
})

test('the scope picker knows the new cluster and how old its data is', async ({ page }) => {
  await page.goto(`${server.url}/traffic`)
  await page.getByRole('button', { name: /^Freshness: 0 of 1 fresh/ }).click()
  await expect(page.getByRole('dialog', { name: 'Freshness' })).toContainText('no events for 14 h')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Scope: All clusters/ }).click()
  await page.getByRole('checkbox', { name: /^demo/ }).check()
  await expect(page).toHaveURL(/cluster=demo/)
  await expect(page.getByRole('button', { name: 'Scope: demo, 1 of 1 cluster' })).toBeVisible()
})

test('a request can be followed down to its audit event', async ({ page }) => {
  await page.goto(`${server.url}/traffic`)
  await talker(page, 'curl/7.88.1').click()
  const panel = page.getByRole('complementary', { name: 'Talker curl/7.88.1' })
  const first = panel
    .getByRole('region', { name: 'Requests' })
    .getByRole('button', { name: /^GET \/readyz/ })
    .last()
  await first.click()
  const line = readFileSync(excerpt, 'utf8')
    .split('\n')
    .find((text) => text.includes('/readyz') && text.includes('ResponseComplete'))
  const { auditID } = JSON.parse(line ?? '{}') as Line
  await expect(panel).toContainText(auditID)
  await expect(panel).toContainText('127.0.0.1')
})
