// A source that is taken out of periplus.yaml is read no more; its cluster stays one row, known from the other
// source. Put back, it is read on.
import { expect } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { ask, both, test } from '../inventory.ts'

interface Read {
  readonly rows: readonly { readonly sourceId: string; readonly state: string }[]
}

interface Whole {
  readonly told: readonly { readonly sourceId: string }[]
}

const soon = { timeout: 60_000 }

test('a source is taken away and comes back; its cluster stays one', async ({ page, inventory }) => {
  const sources = async () => {
    const { rows } = await ask<Read>(inventory.url, 'sources.read')
    return rows.map(({ sourceId }) => sourceId).sort()
  }
  const address = `${inventory.url}/cluster?cluster=${idOf(both)}&tab=sources`
  try {
    inventory.readApiServer(false)
    await expect.poll(sources, soon).toEqual(['eks-api:org'])
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1, name: both.name })).toBeVisible()
    await expect(page.getByRole('tabpanel')).toContainText('eks-api:org')
    await page.goto(`${inventory.url}/fleet?find=${both.name}`)
    const table = page.getByRole('region', { name: 'Inventory by cluster' })
    await expect(table.getByRole('link')).toHaveCount(1)
    const { clusters } = await ask<{ clusters: number }>(inventory.url, 'fleet.summary')
    expect(clusters).toBe(eksFleet.length)
  } finally {
    inventory.readApiServer(true)
  }
  await expect.poll(sources, soon).toEqual(['eks-api:org', 'kube-api:harbour'])
  // A page that is open shows what was known when it was asked for: it is opened once the source has told.
  const tellers = async () => {
    const { told } = await ask<Whole>(inventory.url, 'fleet.cluster', { clusterId: idOf(both) })
    return told.map(({ sourceId }) => sourceId).sort()
  }
  await expect.poll(tellers, soon).toEqual(['eks-api:org', 'kube-api:harbour'])
  await page.goto(address)
  await expect(page.getByRole('tabpanel')).toContainText('kube-api:harbour')
})
