// A cluster is connected from the page and read: seen with its freshness, its credentials broken and mended,
// one right taken and given back, the source removed and brought back; and a periplus.yaml that is wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type ApiServer, startApiServer } from '../api-server.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { clipboard, expectNoBarriers } from '../screen.ts'

// One story: each part goes on where the last one ended.
test.describe.configure({ mode: 'serial' })

let folder: string
let apiServer: ApiServer
let server: Installation
const file = (name: string) => path.join(folder, name)
const writeToken = (token: string) => writeFileSync(file('token'), token)

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-read-'))
  apiServer = await startApiServer('first', { metrics: () => 'apiserver_storage_size_bytes 1.2e+09\n' })
  writeToken('first')
  writeFileSync(
    file('kubeconfig'),
    `apiVersion: v1
kind: Config
clusters: [{ name: harbour, cluster: { server: "${apiServer.url}" } }]
users: [{ name: reader, user: { tokenFile: token } }]
contexts: [{ name: harbour, context: { cluster: harbour, user: reader } }]
`,
  )
  writeFileSync(file('periplus.yaml'), 'credentials: [{ name: spare, token: { file: token } }]\n')
  server = await startInstallation(new Date(), {
    PERIPLUS_CLOCK: 'system',
    PERIPLUS_CONFIG: file('periplus.yaml'),
    KUBECONFIG: file('kubeconfig'),
  })
})
test.afterAll(async () => {
  await server?.stop()
  await apiServer?.close()
  rmSync(folder, { recursive: true, force: true })
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const row = (page: Page) => region(page, 'Sources that are read').getByRole('row', { name: /^harbour/ })
const panel = (page: Page) => page.getByRole('complementary', { name: 'Source harbour' })
/** Up to the longest a source may take: a lease, a turn, a wait after a failure. */
const soon = { timeout: 40_000 }

test('from the page to a cluster that is read, broken, honest and mended', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto(`${server.url}/sources`)
  await expect(page.getByText('No cluster and no account is read yet')).toBeVisible()
  await region(page, 'Clusters and accounts read').getByRole('button', { name: 'Read a cluster' }).click()
  const connect = region(page, 'Connect a cluster')
  await connect.getByRole('combobox', { name: 'Context' }).fill('harbour')
  await connect.getByRole('button', { name: 'Read this cluster' }).click()
  await expect(region(page, 'See it read')).toContainText('It is read and up to date.', soon)
  await expect(row(page)).toContainText('Reading')
  await expect(row(page).getByRole('cell').nth(4), 'objects, as the server holds them').toContainText(
    new RegExp(`^${apiServer.objects} objects?$`),
    soon,
  )
  await connect.getByRole('button', { name: 'Show harbour' }).click()
  await expect(panel(page)).toContainText('this page')
  await expect(panel(page)).toContainText('context harbour')
  await expectNoBarriers(page)

  apiServer.token = 'second'
  apiServer.cut()
  await expect(row(page)).toContainText('Failing', soon)
  await expect(panel(page)).toContainText('It cannot be read. What was read until')
  await expect(region(page, 'What is wrong')).toContainText('401')
  await panel(page).getByRole('button', { name: 'Test now' }).click()
  await expect(region(page, 'Result of the test')).toContainText(/of \d+ checks? failed/, soon)

  writeToken('second')
  await panel(page).getByRole('button', { name: 'Test now' }).click()
  await expect(region(page, 'Result of the test')).toContainText(/^Result of the test\d+ checks well/, soon)
  await expect(row(page)).toContainText('Reading', soon)
  await expect(panel(page)).toContainText('It is read and up to date.')

  apiServer.forbidden = 'pods'
  apiServer.cut()
  await expect(row(page)).toContainText('In part', soon)
  await expect(panel(page)).toContainText('all the rest is up to date')
  await panel(page).getByRole('button', { name: 'Test now' }).click()
  await expect(region(page, 'Result of the test')).toContainText(/1 of \d+ checks failed/, soon)
  await expectNoBarriers(page)
  await region(page, 'Result of the test')
    .getByRole('button', { name: /^Copy statement for/i })
    .first()
    .click()
  const manifest = await clipboard(page)
  expect(manifest).toMatch(/kind: ClusterRole/)
  expect(manifest).toMatch(/resources: \["pods"\]/)
  expect(manifest).not.toMatch(/create|update|delete|patch/)
})

test('a source is removed and brought back', async ({ page }) => {
  await page.goto(`${server.url}/sources?read=kube-api%3Aharbour`)
  await panel(page).getByRole('button', { name: 'Remove' }).click()
  await expect(row(page)).toBeHidden(soon)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page)).toBeVisible(soon)
})

test('a configuration that is wrong is said line by line and changes nothing', async ({ page }) => {
  await page.goto(`${server.url}/sources`)
  await expect(row(page)).toBeVisible(soon)
  writeFileSync(file('periplus.yaml'), 'sources:\n  - kind: nomad\n')
  await expect(page.getByText('periplus.yaml cannot be used:')).toBeVisible(soon)
  await expect(
    page.getByText('periplus.yaml:2: sources[0].kind is cloudwatch-logs, eks-api, kube-api or prometheus'),
  ).toBeVisible()
  await expect(row(page)).toBeVisible()
  writeFileSync(file('periplus.yaml'), 'credentials: []\n')
  await expect(page.getByText('periplus.yaml cannot be used:')).toBeHidden(soon)
})
