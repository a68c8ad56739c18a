// Behind a proxy that shows Periplus below a path: pages, assets, questions, ingest and links all stay
// below it, with the build everybody else has.
import { expect, test } from '@playwright/test'
import { auditEvents, ndjson } from '../audit-events.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { type FrontProxy, startProxy } from '../proxy.ts'

const now = new Date('2026-03-09T03:15:00Z')
let installation: Installation
let proxy: FrontProxy

test.beforeAll(async () => {
  installation = await startInstallation(now, { PERIPLUS_BASE_PATH: '/periplus' })
  proxy = await startProxy('/periplus', installation.url)
})
test.afterAll(async () => {
  await proxy?.close()
  await installation?.stop()
})

test('everything stays below the path of the proxy', async ({ page }) => {
  const failed: string[] = []
  page.on('response', (answer) => {
    if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`)
  })
  page.on('pageerror', (error) => failed.push(error.message))

  await page.goto(`${proxy.url}/periplus`)
  await expect(page).toHaveURL(`${proxy.url}/periplus/review`)
  await page.getByRole('link', { name: 'API traffic', exact: true }).click()
  await expect(page).toHaveURL(`${proxy.url}/periplus/traffic`)
  // The page teaches the address that works from outside.
  const feeding = page.getByRole('region', { name: 'Feed Periplus' })
  await expect(feeding).toContainText(`${proxy.url}/periplus/api/ingest/v1/clusters/`)

  const answer = await fetch(`${proxy.url}/periplus/api/ingest/v1/clusters/behind-a-proxy/audit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/x-ndjson' },
    body: ndjson(auditEvents(new Date('2026-03-09T02:45:00Z'), 10)),
  })
  expect(answer.status).toBe(200)

  await page.goto(`${proxy.url}/periplus/traffic`)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  // Over the client's own router and back.
  await page.getByRole('link', { name: 'Periplus' }).first().click()
  await expect(page).toHaveURL(new RegExp(`^${proxy.url}/periplus/review`))
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet review' })).toBeVisible()

  expect(proxy.strays).toEqual([])
  expect(failed).toEqual([])
})

test('a proxy that takes the path off works as well, and probes need none', async () => {
  for (const path of [
    '/healthz',
    '/periplus/healthz',
    '/readyz',
    '/traffic',
    '/periplus/traffic',
    '/metrics',
  ]) {
    expect([path, (await fetch(`${installation.url}${path}`)).status]).toEqual([path, 200])
  }
  const home = await fetch(`${installation.url}/`, { redirect: 'manual' })
  expect([home.status, home.headers.get('location')]).toEqual([307, '/periplus/review'])
})
