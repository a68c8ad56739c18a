// Living with a finding for a while: accepted with a reason it is gone from what is open, listed with who and until
// when, and counts again when that is ended. The files hold what the list shows.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { eksFleet } from '../eks-api.ts'
import { ask, test } from '../inventory.ts'

interface Findings {
  readonly total: number
}

const sick = eksFleet.find(({ status }) => status === 'FAILED')
const list = (page: Page) => page.getByRole('region', { name: 'Findings', exact: true })

async function totalOf(url: string, waived: 'without' | 'only'): Promise<number> {
  const asked = { checks: ['cluster-health'], statuses: ['error', 'warning', 'unknown'], waived }
  return (await ask<Findings>(url, 'upgrades.findings', asked)).total
}

test('a finding is accepted for a while, and counts again', async ({ page, inventory }) => {
  const { url } = inventory
  await expect.poll(() => totalOf(url, 'without'), { timeout: 120_000 }).toBe(1)
  await page.goto(`${url}/upgrades`)
  await page
    .getByRole('region', { name: 'Checks over the fleet' })
    .getByRole('button', { name: /^Cluster health/ })
    .click()
  await expect(page).toHaveURL(/list=findings&of=cluster-health|of=cluster-health.*list=findings/)
  await expect(list(page).getByRole('row')).toHaveCount(2)
  await list(page).getByRole('rowheader').getByRole('button').click()
  const panel = page.getByRole('complementary', { name: `Cluster health on ${sick?.name}` })
  await panel.getByRole('button', { name: 'Accept for a while' }).click()
  const form = panel.getByRole('form', { name: 'Accept this finding' })
  await expect(form.getByRole('button', { name: 'Accept' })).toBeDisabled()
  await form.getByLabel('Reason').fill('Rebuilt in April')
  await form.getByLabel(/^Counts again from/).fill('2026-04-20')
  await form.getByRole('button', { name: 'Accept' }).click()
  await expect(panel).toContainText('Accepted until Mon 20 Apr by local: Rebuilt in April')
  await expect(list(page)).toContainText('No open finding')
  expect(await totalOf(url, 'without')).toBe(0)

  await list(page).getByRole('button', { name: 'Accepted 1' }).click()
  await expect(list(page).getByRole('row').nth(1)).toContainText('until Mon 20 Apr by local')
  const button = list(page).getByRole('button', { name: 'Download findings as CSV' })
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  const [head, ...rows] = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(head).toContain('Accepted until (UTC),Accepted by,Because')
  expect(rows).toHaveLength(1)
  expect(rows[0]).toContain('2026-04-20T00:00:00.000Z,local,Rebuilt in April')

  await panel.getByRole('button', { name: 'History' }).click()
  await expect(panel.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(2)
  await panel.getByRole('button', { name: 'Stop accepting' }).click()
  await expect(list(page)).toContainText('Nothing is accepted')
  expect(await totalOf(url, 'without')).toBe(1)
  await expect(panel).toContainText('No longer accepted, ended by local')
})
