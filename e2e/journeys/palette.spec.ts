// The command palette: from anywhere to anything without a pointer, and back to where the focus was.
import { expect, type Page } from '@playwright/test'
import { now, stormQuery, test } from '../fleet.ts'
import { startInstallation } from '../installation.ts'
import { expectNoBarriers, openTraffic, ranking, talker, talkerPanel } from '../screen.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const field = (page: Page) => palette(page).getByRole('combobox', { name: 'Search or jump to' })
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name })
const marked = (page: Page) => palette(page).getByRole('option', { selected: true })

async function open(page: Page, text = ''): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  if (text !== '') await page.keyboard.type(text)
}

test('it opens by key and by button, also while typing, and gives the focus back', async ({
  page,
  fleet,
}) => {
  await openTraffic(page, fleet.url, stormQuery)
  const row = talker(page, 'kubelet')
  await row.focus()
  await open(page)
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true')
  await expect(marked(page)).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await expect(row).toBeFocused()
  await page.keyboard.press('/')
  await open(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Find in rows' })).toBeFocused()
  await page.getByRole('button', { name: 'Search or jump to' }).click()
  await expect(field(page)).toBeFocused()
  // Closed and opened again before the browser has told that it was closed.
  await palette(page).evaluate(async (dialog) => {
    const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
    for (const _ of ['close', 'open'])
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
    await closed
  })
  await expect(field(page)).toBeFocused()
  await page.mouse.click(20, 700)
  await expect(palette(page)).toBeHidden()
})

test('arrows move over every option and round, and the field says which', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await open(page, 'last')
  await expect(marked(page)).toBeVisible()
  const options = await palette(page).getByRole('option').all()
  expect(options.length).toBeGreaterThanOrEqual(6)
  for (const [place, one] of [...options, ...options.slice(0, 1)].entries()) {
    await expect(one, `option ${place}`).toHaveAttribute('aria-selected', 'true')
    const id = await one.getAttribute('id')
    await expect(field(page)).toHaveAttribute('aria-activedescendant', id ?? '')
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('ArrowUp')
  await expect(options[0] ?? marked(page)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('Enter')
  await expect(page, 'the last option takes the text').toHaveURL(/find=last/)
})

test('a cluster is found by parts of its name and becomes the scope', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await open(page, 'use1 prod')
  await expect(marked(page)).toHaveAccessibleName(/^stream-prod-use1/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Scope: stream-prod-use1, 1 of 3 clusters' })).toBeVisible()
  await open(page, 'all clusters')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Scope: All clusters/ })).toBeVisible()
})

test('talkers, windows, themes and actions are a few letters away', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await open(page, 'karp')
  await expect(marked(page)).toHaveAccessibleName(/^karpenter\/1\.9\.0/)
  await page.keyboard.press('Enter')
  await expect(talkerPanel(page)).toHaveAccessibleName('Talker karpenter/1.9.0')
  await page.keyboard.press('Escape')
  await open(page, 'vault')
  await option(page, 'Find “vault” in top talkers').click()
  await expect(page).toHaveURL(/find=vault/)
  await expect(ranking(page)).toContainText('7 clients not shown')
  await open(page, 'dark')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await open(page, 'match sys')
  await page.keyboard.press('Enter')
  await open(page, 'copy link')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Link copied, time frozen at 01:45 – 03:15/)).toBeVisible()
  await open(page, 'keyb')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keyboard map' })).toBeVisible()
})

test('what means nothing is said, and a server that is away takes only its clusters along', async ({
  page,
  fleet,
}) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.route('**/api/trpc/sources.findClusters**', (route) => route.fulfill({ status: 400, body: 'x' }))
  await open(page, 'qqqq')
  await expect(palette(page).getByRole('status')).toContainText('Clusters could not be searched')
  await field(page).fill('api')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${fleet.url}/traffic`)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it has no barriers in ${colorScheme}, empty and full`, async ({ page, fleet }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openTraffic(page, fleet.url, stormQuery)
    await open(page)
    await expectNoBarriers(page)
    await page.keyboard.type('stream')
    await expect(option(page, /^stream-prod/)).toBeVisible()
    await expectNoBarriers(page)
  })
}

test('it works before anything has arrived', async ({ page }) => {
  const empty = await startInstallation(now)
  try {
    await page.goto(`${empty.url}/traffic`)
    await expect(page.getByText('No audit log has arrived yet')).toBeVisible()
    await open(page, 'tra')
    await expect(marked(page)).toHaveAccessibleName(/^API traffic/)
    await field(page).fill('any cluster')
    await expect(option(page, 'Find “any cluster” in top talkers')).toBeVisible()
    await field(page).fill('light')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked()
  } finally {
    await empty.stop()
  }
})
