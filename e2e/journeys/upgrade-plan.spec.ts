// Planning waves over two AWS accounts: choose a version, see which family may not go and because of what, send the
// plan, and open its link in another browser. Counts are counted here from the accounts.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { eksFleet, idOf } from '../eks-api.ts'
import { ask, test } from '../inventory.ts'

interface Matrix {
  readonly checks: readonly { clusters: Record<string, number> }[]
}

const sick = eksFleet.find(({ status }) => status === 'FAILED')
const family = eksFleet.filter(({ team }) => team === sick?.team)
const moves = eksFleet.reduce((sum, { version }) => sum + (version === '1.33' ? 2 : 1), 0)

const waves = (page: Page) => page.getByRole('region', { name: 'Upgrade waves' })

async function download(page: Page, format: string): Promise<{ name: string; text: string }> {
  const button = waves(page).getByRole('button', { name: `Download the plan as ${format}` })
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

test('a version is chosen, a family held back, and the plan sent', async ({ page, browser, inventory }) => {
  await expect
    .poll(
      async () => {
        const { checks } = await ask<Matrix>(inventory.url, 'upgrades.matrix', {})
        return Object.values(checks[0]?.clusters ?? {}).reduce((sum, one) => sum + one, 0)
      },
      { timeout: 120_000 },
    )
    .toBe(eksFleet.length)
  await page.goto(`${inventory.url}/upgrades`)
  // On 9 March 2026 1.33 stays in standard support for another quarter, and nothing is older.
  await expect(waves(page)).toContainText('Nothing to move to 1.33')
  await waves(page).getByRole('button', { name: 'Edit plan' }).click()
  const form = waves(page).getByRole('form', { name: 'Plan' })
  await form.getByLabel('Target version').selectOption('1.35')
  await form.getByLabel('Clusters a window').fill('24')
  await form.getByLabel('From hour (UTC)').fill('23')
  await form.getByRole('button', { name: 'Plan again' }).click()
  await expect(form.getByRole('alert')).toContainText('an end after its start')
  await form.getByLabel('From hour (UTC)').fill('8')
  await form.getByRole('button', { name: 'Plan again' }).click()
  await expect(page).toHaveURL(/target=1\.35/)
  await expect(waves(page)).toContainText(`${eksFleet.length} clusters to 1.35`)

  const row = waves(page).getByRole('row', { name: new RegExp(`^${sick?.team}-\\*`) })
  await expect(row).toContainText('No go')
  await expect(row).toContainText('Cluster health (1 cluster, 1 finding)')
  await expect(row.getByRole('cell', { name: String(family.length), exact: true })).toBeVisible()
  await row.getByRole('button', { name: new RegExp(`^${sick?.name}: `) }).click()
  await expect(page).toHaveURL(new RegExp(`target=1.35.*on=${sick && idOf(sick)}|on=.*target=1.35`))
  const panel = page.getByRole('complementary', { name: `Cluster health on ${sick?.name}` })
  await expect(panel).toContainText('FAILED')
  await page.keyboard.press('Escape')

  const markdown = await download(page, 'Markdown')
  expect(markdown.name).toMatch(/^periplus-upgrade-plan_all-clusters_2026-03-09T0842Z_.*\.md$/)
  expect(markdown.text).toContain('# Upgrade plan to 1.35')
  expect(markdown.text).toMatch(
    new RegExp(`\\| ${sick?.team}-\\\\\\* \\| Not said \\| .* \\| ${family.length} \\|.*No go`),
  )
  expect(markdown.text).toContain(`- [ ] **${sick?.name}**`)
  const csv = await download(page, 'CSV')
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(1 + moves)
  const json = JSON.parse((await download(page, 'JSON')).text)
  expect(json).toMatchObject({
    clusters: eksFleet.length,
    params: { target: '1.35', maintenance: { fromHour: 8 } },
  })

  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(page.url())
  await expect(waves(other)).toContainText(`${eksFleet.length} clusters to 1.35`)
  await expect(waves(other)).toContainText('8:00–16:00 UTC, 24 clusters a window')
  await elsewhere.close()
  await page.goto(`${inventory.url}/upgrades?target=1.35`)
  await page.goto(`${inventory.url}/upgrades?target=newest&soak=-1&hours=16-9&days=never&room=0`)
  await expect(waves(page)).toContainText('Nothing to move to 1.33')
})
