// The story the journeys of Inventory and Cluster share: two AWS accounts and one of their clusters read over its
// own API server as well. One installation for all of them, read once and whole before the first begins.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { type ApiServer, startApiServer } from './api-server.ts'
import {
  accounts,
  arnOf,
  awsEnvironment,
  type EksApi,
  type EksCluster,
  eksFleet,
  startEksApi,
} from './eks-api.ts'
import { type Installation, startInstallation } from './installation.ts'

export const now = new Date('2026-03-09T08:42:00Z')

/** Known from EKS and from its own API server. */
export const both: EksCluster = eksFleet[2] as EksCluster

export interface Inventory extends Installation {
  readonly eks: EksApi
  readonly apiServer: ApiServer
  /** Whether `periplus.yaml` names the API server; a journey that says no says yes again. */
  readApiServer(isRead: boolean): void
}

function settings(eks: EksApi, isServerRead: boolean): string {
  const apiServer = `  - { kind: kube-api, name: harbour, kubeconfig: kubeconfig, context: "${arnOf(both)}" }\n`
  return `sources:
  - kind: eks-api
    name: org
    accounts: [${accounts.map((id) => `"${id}"`).join(', ')}]
    roleName: periplus
    regions: [eu-west-1, us-east-1, ap-southeast-2]
    endpoints: { backup: "${eks.url}", eks: "${eks.url}", sts: "${eks.url}" }
${isServerRead ? apiServer : ''}owners:
  - { on: cluster-tag, key: team, values: [ads], owner: { id: ads, name: Ads Serving, contact: "#ads-oncall" } }
  - { on: cluster-tag, key: team }
`
}

const kubeconfig = (server: string): string => `apiVersion: v1
kind: Config
clusters: [{ name: one, cluster: { server: "${server}" } }]
users: [{ name: reader, user: { token: first } }]
contexts: [{ name: "${arnOf(both)}", context: { cluster: one, user: reader } }]
`

/** The answer of a question, as any client of the API gets it. */
export async function ask<Answer>(url: string, procedure: string, input?: object): Promise<Answer> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
  const answer = await fetch(`${url}/api/trpc/${procedure}${query}`)
  const told = (await answer.json()) as { result: { data: { json: Answer } } }
  return told.result.data.json
}

interface Summary {
  readonly clusters: number
  readonly nodes: number
  readonly unread: number
}

/** Add-ons of each cluster are read after all clusters. */
interface Parts {
  readonly facets: { readonly addOns: readonly { readonly value: string }[] }
}

async function untilRead(url: string): Promise<void> {
  await expect(async () => {
    const { clusters, nodes, unread } = await ask<Summary>(url, 'fleet.summary')
    expect({ clusters, unread }).toEqual({ clusters: eksFleet.length, unread: eksFleet.length - 1 })
    expect(nodes).toBeGreaterThan(0)
    const { facets } = await ask<Parts>(url, 'fleet.clusters', { limit: 1 })
    expect(facets.addOns.map(({ value }) => value)).not.toContain('')
  }).toPass({ timeout: 90_000, intervals: [500] })
}

export const test = base.extend<object, { inventory: Inventory }>({
  inventory: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'periplus-inventory-'))
      const eks = await startEksApi()
      const apiServer = await startApiServer('first')
      writeFileSync(path.join(folder, 'kubeconfig'), kubeconfig(apiServer.url))
      const readApiServer = (isRead: boolean) =>
        writeFileSync(path.join(folder, 'periplus.yaml'), settings(eks, isRead))
      readApiServer(true)
      const server = await startInstallation(now, {
        ...awsEnvironment,
        PERIPLUS_CONFIG: path.join(folder, 'periplus.yaml'),
      })
      try {
        await untilRead(server.url)
        await use({ ...server, eks, apiServer, readApiServer })
      } finally {
        await server.stop()
        await Promise.all([eks.close(), apiServer.close()])
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

export const table = (page: Page): Locator => page.getByRole('region', { name: 'Inventory by cluster' })

/** Names in the order of the table. */
export async function clusterNames(page: Page): Promise<string[]> {
  await expect(page.getByRole('region', { name: 'Clusters', exact: true })).toHaveAttribute(
    'aria-busy',
    'false',
  )
  const links = await table(page).getByRole('row').getByRole('link').allTextContents()
  return links.map((text) => text.split(' ')[0] ?? '')
}

export async function openInventory(page: Page, url: string, query = ''): Promise<void> {
  await page.goto(`${url}/fleet${query}`)
  await expect(table(page)).toBeVisible()
  // The server draws it all; it answers to a hand when its scripts are read.
  await page.waitForLoadState('networkidle')
}
