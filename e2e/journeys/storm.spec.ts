// Who storms the API server? From the review's line of a client that asks much more than before, over the flag on the
// chart and the likely cause, to a fix to copy. A program is quiet for two days; then somebody creates a DaemonSet of it.
import { expect, test } from '@playwright/test'
import { type Installation, startInstallation } from '../installation.ts'
import { clipboard, expectNoBarriers, rateCard, talkerPanel } from '../screen.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const now = new Date('2026-03-11T15:00:00Z')
const stormMs = Date.parse('2026-03-11T14:00:00Z')
/** Watched are the end of the week before and the last day of this one: a day of each, which a review needs. */
const watched = [
  ['2026-03-07T12:00:00Z', '2026-03-09T00:00:00Z'],
  ['2026-03-10T15:00:00Z', '2026-03-11T15:00:00Z'],
] as const
const cluster = 'stream-prod-use1'
const account = 'system:serviceaccount:policy-system:policy-agent'
/** One LIST of all pods every 20 seconds each: spread over the day that was watched, more than one a second. */
const agents = 500
const everyMs = 20_000

let count = 0
function line(ms: number, userAgent: string, user: string, rest: Record<string, unknown> = {}): string {
  count += 1
  return JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', stage: 'ResponseComplete' },
    ...{
      auditID: `storm-${count}`,
      requestURI: '/api/v1/pods',
      verb: 'list',
      userAgent,
      user: { username: user },
    },
    ...{ sourceIPs: ['10.0.0.1'], objectRef: { resource: 'pods', apiVersion: 'v1' } },
    ...{ responseStatus: { metadata: {}, code: 200 }, requestReceivedTimestamp: new Date(ms).toISOString() },
    stageTimestamp: new Date(ms + 1_500).toISOString(),
    ...rest,
  })
}

function* quiet(): Generator<string> {
  for (const [from, to] of watched) {
    for (let ms = Date.parse(from); ms < Date.parse(to); ms += minuteMs) {
      yield line(ms, 'kubelet/v1.34.1 (linux/arm64)', 'system:node:a')
      if (ms < stormMs) yield line(ms + 1_000, 'policy-agent/v2.6.0', account)
    }
  }
}

/** The time between requests of all agents is so small that each stands in every minute evenly. */
function* storm(): Generator<string> {
  for (let ms = stormMs; ms < now.getTime(); ms += everyMs) {
    for (let agent = 0; agent < agents; agent += 1) {
      const at = ms + Math.floor((agent * everyMs) / agents)
      yield line(at, 'policy-agent/v2.7.0', account, { sourceIPs: [`10.1.${agent >> 8}.${agent & 255}`] })
    }
  }
}

const created = line(stormMs - 4_000, 'kubectl/v1.34.0 (darwin/arm64)', 'dana@example.com', {
  ...{ verb: 'create', requestURI: '/apis/apps/v1/namespaces/policy-system/daemonsets' },
  objectRef: {
    ...{ resource: 'daemonsets', apiGroup: 'apps', apiVersion: 'v1' },
    ...{ namespace: 'policy-system', name: 'policy-agent' },
  },
})

let server: Installation
test.beforeAll(async () => {
  test.setTimeout(240_000)
  server = await startInstallation(now)
  const lines = [created, ...quiet(), ...storm()]
  for (let at = 0; at < lines.length; at += 40_000) {
    const body = `${lines.slice(at, at + 40_000).join('\n')}\n`
    expect(await server.feed(cluster, body)).toMatchObject({ rejected: 0 })
  }
})
test.afterAll(() => server?.stop())

test('who storms the API server: from the review to a fix', async ({ page }) => {
  await page.goto(`${server.url}/review`)
  const regressions = page.getByRole('region', { name: 'Talker regressions' })
  await regressions.getByRole('link', { name: /policy-agent/ }).click()

  // The week by hours: what stands out in one is told to the minute.
  await expect(page).toHaveURL(/\/traffic\?/)
  const panel = talkerPanel(page)
  await expect(panel).toHaveAccessibleName('Talker policy-agent/v2.7.0')
  const cause = panel.getByRole('region', { name: 'Likely cause' })
  await expect(cause).toContainText('policy-agent 2.7.0 jumped at 14:00, 25.0 req/s')
  await expect(cause).toContainText('4 s after dana@example.com created DaemonSet policy-agent')
  await expect(cause).toContainText('Objects of this cluster were not read then.')
  await expect(cause.getByText('nodeSelector')).toBeVisible()
  const flag = rateCard(page).getByRole('button', {
    name: /^DaemonSet policy-agent created 13:59, 25.0 req\/s$/,
  })
  await expect(flag).toBeVisible()
  await expect(page.getByRole('main')).toContainText('policy-agent 2.7.0 jumped at 14:00')

  const help = panel.getByRole('region', { name: 'What would help' })
  await help.getByText('Watch instead of listing again').click()
  await expect(help).toContainText('500 clients ÷ 20 s = 25 LIST pods/s')
  await expect(help).toContainText('500 ÷ 450 s = 1.11 WATCH/s')
  await help.getByRole('button', { name: 'Copy informer' }).click()
  expect(await clipboard(page)).toContain('Resource: "pods"')
  await expectNoBarriers(page)

  // The evidence: the very request, open.
  await cause.getByRole('link', { name: 'The request' }).click()
  await expect(talkerPanel(page)).toHaveAccessibleName('Talker dana@example.com')
  await expect(talkerPanel(page).getByText('storm-1', { exact: true })).toBeVisible()
})

test('by minutes, the flag stands where it began and opens the talker', async ({ page }) => {
  const from = new Date(stormMs - hourMs).toISOString()
  await page.goto(`${server.url}/traffic?cluster=${cluster}&from=${from}&to=${now.toISOString()}`)
  await rateCard(page)
    .getByRole('button', { name: /^DaemonSet policy-agent created/ })
    .click()
  await expect(talkerPanel(page)).toHaveAccessibleName('Talker policy-agent/v2.7.0')
})
