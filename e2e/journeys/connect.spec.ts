// Ways to connect besides the webhook, by the words on the page alone: Firehose as its command says, a
// file that is followed; and what the page tells of senders that never came through the outer wall.
import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { type Installation, startInstallation } from '../installation.ts'
import { clipboard } from '../screen.ts'

const fixture = path.resolve(import.meta.dirname, '../../ingest/audit-events/fixtures/apiserver-1.20.2.jsonl')
const lines = readFileSync(fixture, 'utf8').trim().split('\n')
const eks = 'payments.eu-central-1.123456789012'
const folder = mkdtempSync(path.join(tmpdir(), 'periplus-followed-'))
const log = path.join(folder, 'audit.log')

let server: Installation
test.beforeAll(async () => {
  writeFileSync(log, `${lines.slice(0, 8).join('\n')}\n`)
  const settings = { PERIPLUS_FOLLOW_AUDIT: `on-disk=${log},elsewhere=${folder}/missing.log` }
  server = await startInstallation(new Date('2026-11-23T20:06:10Z'), settings)
})
test.afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** A delivery as Amazon Data Firehose makes it of a CloudWatch Logs subscription. */
function deliver(command: string, logStream: string, messages: readonly string[]): Promise<Response> {
  const configuration = JSON.parse(/<<EOF\n([\s\S]*?)\nEOF/.exec(command)?.[1] ?? '{}')
  const { Url, AccessKey } = configuration.EndpointConfiguration
  const requestId = randomUUID()
  const document = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/eks/payments/cluster',
    logStream,
    subscriptionFilters: ['periplus-audit'],
    logEvents: messages.map((message, n) => ({ id: String(n), timestamp: 1_795_464_000_000, message })),
  }
  return fetch(Url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': requestId,
      'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/periplus-audit',
      'x-amz-firehose-access-key': AccessKey,
    },
    body: JSON.stringify({
      requestId,
      timestamp: 1_795_464_000_000,
      records: [{ data: gzipSync(JSON.stringify(document)).toString('base64') }],
    }),
  })
}

test('Firehose, by the command on the page, names its cluster and is seen to arrive', async ({ page }) => {
  await page.goto(`${server.url}/sources?connect=eks`)
  const connect = card(page, 'Connect a cluster')
  await expect(connect).toContainText('Firehose deliveries name their clusters name.region.account')
  await connect.getByLabel(/^Cluster id/).fill(eks)
  await expect(connect).not.toContainText('Firehose deliveries name their clusters')
  await expect(connect).toContainText('Firehose delivers over HTTPS on port 443 only')
  await connect.getByRole('button', { name: `Create a token for ${eks}` }).click()
  await expect(card(page, 'New token')).toBeVisible()
  await connect.getByRole('button', { name: 'Copy firehose command' }).click()
  const command = await clipboard(page)
  await connect.getByRole('button', { name: 'Copy subscription command' }).click()
  expect(await clipboard(page)).toContain('--log-group-name /aws/eks/payments/cluster')

  expect((await deliver(command, 'authenticator-0a1b', ['not an audit event'])).status).toBe(200)
  const arriving = card(page, 'See it arrive')
  await expect(arriving).toContainText('Deliveries do arrive: 1 log event of another stream')
  expect((await deliver(command, 'kube-apiserver-audit-0a1b', lines.slice(8, 14))).status).toBe(200)
  await expect(arriving).toContainText('Taken so far: 6 events in 1 body')
  await arriving.getByRole('button', { name: `Show ${eks}` }).click()
  const panel = page.getByRole('complementary', { name: `Source ${eks}` })
  await expect(panel.getByRole('region', { name: 'Ways in' })).toContainText('Firehose')
  await panel.getByRole('link', { name: 'Its traffic' }).click()
  await expect(page.getByRole('region', { name: 'Ranked talkers' }).getByRole('row')).not.toHaveCount(0)
})

test('a followed file tells how far it was read, over a rotation, and one that is missing', async ({
  page,
}) => {
  await page.goto(`${server.url}/sources`)
  const files = card(page, 'Files followed')
  const row = (name: string) => files.getByRole('row', { name: new RegExp(name) })
  await expect(page.getByText('1 followed file is not read.')).toBeVisible()
  await expect(row('missing.log')).toContainText('is not there; it is looked for again')
  await expect(row('missing.log')).toContainText('Missing')
  await expect(row('audit.log')).toContainText(/on-disk *all [\d.]+ kB0 B.*nothingFollowing/)

  renameSync(log, `${log}.1`)
  appendFileSync(log, `${lines.slice(14).join('\n')}\n`)
  await row('missing.log').getByRole('button', { name: 'elsewhere' }).click()
  const unread = page.getByRole('complementary', { name: 'Source elsewhere' })
  await expect(unread).toContainText('Not read')
  await expect(unread).toContainText('whether the path in PERIPLUS_FOLLOW_AUDIT is the same')
  await row('audit.log').getByRole('button', { name: 'on-disk' }).click()
  const panel = page.getByRole('complementary', { name: 'Source on-disk' })
  await expect(panel.getByRole('region', { name: 'Ways in' })).toContainText('Events taken10')
  await expect(panel.getByRole('region', { name: /^Followed file/ })).toContainText('Lostnothing')
})

/** What a sender does whose address has another name than this server answers to. */
function knock(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-length': 0, 'user-agent': 'Go-http-client/1.1' }
    const address = `${server.url}/api/ingest/v1/clusters/renamed/audit`
    const request = httpRequest(address, { method: 'POST', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    request.on('error', reject)
    request.end()
  })
}

test('senders turned away at the outer wall are told, with what to do', async ({ page }) => {
  expect(await knock('periplus.example.com')).toBe(421)
  const posted = await fetch(`${server.url}/v1/audit/ppi_misplaced`, { method: 'POST', body: '{}' })
  expect(posted.status).toBe(405)
  await page.goto(`${server.url}/sources`)
  const refused = card(page, 'Refused calls')
  await expect(refused.getByRole('listitem').filter({ hasText: 'renamed' })).toContainText(
    'name the Host the sender uses in PERIPLUS_ALLOWED_HOSTS',
  )
  await expect(refused).toContainText('no events are taken at this address')
  await expect(refused).not.toContainText('ppi_misplaced')
})
