// The story of the weekly review: a fortnight of two AWS accounts, told to one installation whose clock is moved from
// the Sunday before to the Monday after. Every change is made here, so that every number can be counted here too.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { accounts, awsEnvironment, type EksApi, type EksCluster, eksFleet, startEksApi } from './eks-api.ts'
import { type Installation, startInstallation } from './installation.ts'
import { ask } from './inventory.ts'

const [sunday, thursday, nextSunday, monday] = [
  '2026-03-01T20:00:00Z',
  '2026-03-05T12:00:00Z',
  '2026-03-08T22:00:00Z',
  '2026-03-09T08:42:00Z',
] as const

/** Six clusters on 1.32, which leaves standard support on 23 March 2026, and is paid for beyond. */
const before: readonly EksCluster[] = eksFleet
  .slice(0, 23)
  .map((cluster, place) =>
    place % 4 === 0
      ? { ...cluster, version: '1.32', supportType: 'EXTENDED' }
      : { ...cluster, version: '1.34' },
  )
const upgradedPlaces = [4, 8]
const gonePlace = 20
/** Created in the week itself. */
const created: EksCluster = {
  ...(eksFleet[23] as EksCluster),
  version: '1.34',
  createdAt: Date.parse('2026-03-04T09:00:00Z') / 1_000,
}
const after: readonly EksCluster[] = [
  ...before.flatMap((cluster, place) => {
    if (place === gonePlace) return []
    return [upgradedPlaces.includes(place) ? { ...cluster, version: '1.33' } : cluster]
  }),
  created,
]

/** What happened in the tenth week, as the review should tell it. */
export const story = {
  clusters: after.length,
  upgraded: upgradedPlaces.map((place) => before[place]?.name ?? ''),
  created: created.name,
  gone: before[gonePlace]?.name ?? '',
  leaving: after.filter(({ version }) => version === '1.32').map(({ name }) => name),
  leavingBefore: before.filter(({ version }) => version === '1.32').length,
  owners: new Set(after.map(({ team }) => team)).size,
} as const

/** Tells the time in its Date header, and stands still in between. */
async function startClock(first: string) {
  let now = first
  const server = createServer((_request, answer) => {
    answer.sendDate = false
    answer.setHeader('Date', new Date(now).toUTCString())
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (to: string) => {
      now = to
    },
    close: () => server.close(),
  }
}

/** Another order of the regions is another definition: the source is read anew at once. */
const settings = (eks: EksApi, regions: string): string => `sources:
  - kind: eks-api
    name: org
    accounts: [${accounts.map((id) => `"${id}"`).join(', ')}]
    roleName: periplus
    regions: [${regions}]
    endpoints: { backup: "${eks.url}", eks: "${eks.url}", sts: "${eks.url}" }
owners:
  - { on: cluster-tag, key: team, values: [ads], owner: { id: ads, name: Ads Serving, contact: ads@example.com } }
  - { on: cluster-tag, key: team }
`

async function takeSnapshot(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/trpc/review.takeSnapshot`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: {} }),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

interface Fleet {
  readonly rows: readonly { readonly name: string; readonly version: string | null }[]
}
const versions = (rows: readonly { name: string; version: string | null }[]): string[] =>
  rows.map(({ name, version }) => `${name} ${version}`).sort()

async function untilRead(url: string, clusters: readonly EksCluster[]): Promise<void> {
  await expect(async () => {
    const { rows } = await ask<Fleet>(url, 'fleet.clusters', { limit: 100 })
    expect(versions(rows)).toEqual(versions(clusters))
  }).toPass({ timeout: 90_000, intervals: [500] })
}

async function tell(args: { folder: string; eks: EksApi; url: string; set: (to: string) => void }) {
  const { eks, url, set } = args
  const moveTo = async (to: string) => {
    set(to)
    const reads = async () => Date.parse((await ask<{ now: string }>(url, 'sources.list')).now)
    await expect.poll(reads, { timeout: 20_000 }).toBeGreaterThanOrEqual(Date.parse(to))
  }
  await untilRead(url, before)
  await takeSnapshot(url)
  await moveTo(thursday)
  eks.clusters = after
  writeFileSync(
    path.join(args.folder, 'periplus.yaml'),
    settings(eks, 'us-east-1, eu-west-1, ap-southeast-2'),
  )
  await untilRead(url, after)
  for (const day of [thursday, nextSunday, monday]) {
    await moveTo(day)
    await takeSnapshot(url)
  }
}

export const test = base.extend<object, { weeks: Installation }>({
  weeks: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'periplus-review-'))
      const [eks, clock] = [await startEksApi(), await startClock(sunday)]
      eks.clusters = before
      writeFileSync(path.join(folder, 'periplus.yaml'), settings(eks, 'eu-west-1, us-east-1, ap-southeast-2'))
      const server = await startInstallation(new Date(sunday), {
        ...awsEnvironment,
        PERIPLUS_CLOCK: `follow:${clock.url}`,
        PERIPLUS_CONFIG: path.join(folder, 'periplus.yaml'),
      })
      try {
        await tell({ folder, eks, url: server.url, set: clock.set })
        await use(server)
      } finally {
        await server.stop()
        clock.close()
        await eks.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

export const digest = (page: Page): Locator => page.getByRole('region', { name: 'Digest' })
export const chase = (page: Page): Locator => page.getByRole('region', { name: 'Who to chase' })

/** The page with a review on it, whose scripts listen. */
export async function openReview(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(digest(page)).toBeVisible()
  await page.waitForLoadState('networkidle')
}
