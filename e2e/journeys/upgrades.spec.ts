// Upgrades over two AWS accounts: what the checks say is counted like the accounts' own, a cell opens what was found,
// and what could not be looked at is not said to pass.
import { expect } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { ask, test } from '../inventory.ts'

interface Matrix {
  readonly checks: readonly { checkId: string; clusters: Record<string, number> }[]
  readonly byVerdict: Record<string, number>
}

const unprotected = eksFleet.filter(({ isProtected }) => !isProtected)
const failed = eksFleet.filter(({ status }) => status === 'FAILED')

test('which clusters may not go, and why', async ({ page, inventory }) => {
  // Checks run on a clock of their own, soon after the sources have told something.
  await expect
    .poll(
      async () => {
        const { checks } = await ask<Matrix>(inventory.url, 'upgrades.matrix', {})
        return Object.values(checks[0]?.clusters ?? {}).reduce((sum, one) => sum + one, 0)
      },
      { timeout: 120_000 },
    )
    .toBe(eksFleet.length)
  await page.goto(`${inventory.url}/fleet`)
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { level: 1, name: 'Upgrades' })).toBeVisible()
  const strip = page.getByRole('region', { name: 'Checks over the fleet' })
  await expect(strip).toContainText(new RegExp(`Deletion protection off\\s*${unprotected.length} warning`))
  // Nobody reads the objects of any but one: what needs them is not known there, and no such cluster is let go.
  const { byVerdict } = await ask<Matrix>(inventory.url, 'upgrades.matrix', {})
  expect(byVerdict.ready).toBe(0)
  const verdicts = page.getByRole('navigation', { name: 'Clusters by verdict' })
  await expect(verdicts.getByRole('button', { name: `Blocked ${byVerdict.blocked}` })).toBeVisible()
  expect(byVerdict.blocked).toBeGreaterThanOrEqual(failed.length)

  const [sick] = failed
  const table = page.getByRole('region', { name: 'Clusters by check' })
  const cell = table.getByRole('button', { name: `Cluster health on ${sick?.name}: 1 finding` })
  await cell.click()
  const panel = page.getByRole('complementary', { name: `Cluster health on ${sick?.name}` })
  await expect(panel.getByRole('article')).toHaveCount(1)
  await expect(panel).toContainText('FAILED')
  await expect(page).toHaveURL(new RegExp(`on=${sick && idOf(sick)}&check=cluster-health`))
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await verdicts.getByRole('button', { name: /^Blocked/ }).click()
  await expect(page).toHaveURL(/verdict=blocked/)
  await expect(table.getByRole('link')).toHaveCount(byVerdict.blocked ?? 0)
  await page.goBack()
  await expect(page).not.toHaveURL(/verdict/)

  await page.getByRole('button', { name: 'Check now' }).click()
  const anew = page.getByRole('region', { name: 'Checking anew' })
  const checked = anew.getByRole('progressbar', { name: 'Clusters checked anew' })
  await expect(checked).toHaveJSProperty('value', eksFleet.length, { timeout: 120_000 })
  await expect(anew).toContainText('Checked anew')
  await expect(page.getByRole('button', { name: 'Check now' })).toBeEnabled()
})
