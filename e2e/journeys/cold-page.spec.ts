// A page is on screen before its script is there, and its script before that of its layers. Whatever a person
// presses meanwhile is done in the end: nothing is lost, nothing is done twice.
import { expect, type Page } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { openTraffic } from '../screen.ts'

/** Holds every script asked for from now on until it is told to go on. */
async function holdScripts(page: Page): Promise<() => void> {
  let goOn = () => {}
  const gate = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route('**/*.js', async (route) => {
    await gate
    await route.continue()
  })
  return goOn
}

/** The page as the server drew it, its script held back. */
async function openDrawn(page: Page, url: string): Promise<() => void> {
  const goOn = await holdScripts(page)
  await page.goto(`${url}/traffic?${stormQuery}`, { waitUntil: 'commit' })
  await expect(page.getByRole('button', { name: 'Search or jump to' })).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeVisible()
  return goOn
}

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const field = (page: Page) => palette(page).getByRole('combobox', { name: 'Search or jump to' })

test('the palette takes what was typed before any script was there', async ({ page, fleet }) => {
  const goOn = await openDrawn(page, fleet.url)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('api tr')
  goOn()
  await expect(field(page)).toHaveValue('api tr')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('affic')
  await expect(palette(page).getByRole('option', { selected: true })).toHaveAccessibleName(/^API traffic/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${fleet.url}/traffic`)
})

test('keys and presses on a page without its script are done in their order, once', async ({
  page,
  fleet,
}) => {
  const goOn = await openDrawn(page, fleet.url)
  await page.getByRole('radio', { name: 'Dark' }).click()
  await page.keyboard.press('[')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  goOn()
  await expect(page).toHaveURL(`${fleet.url}/sources`)
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await page.goBack()
  await expect(page, 'one step back in time, no more').toHaveURL(/from=2026-03-09T00:15/)
})

test('the palette opens at once while its list is on its way, and Enter waits for it', async ({
  page,
  fleet,
}) => {
  // Idle pages read their layers ahead; this one never is.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await openTraffic(page, fleet.url, stormQuery)
  await expect(page.getByRole('button', { name: /^Time: / })).toBeVisible()
  await page.waitForLoadState('load')
  const goOn = await holdScripts(page)
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('rank by er')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('rank by er')
  await expect(palette(page).getByRole('option')).toHaveCount(0)
  goOn()
  await expect(palette(page)).toBeHidden()
  await expect(page).toHaveURL(/rank=errors/)
})

test('a layer opened before its script is there fills when it comes', async ({ page, fleet }) => {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await openTraffic(page, fleet.url, stormQuery)
  const time = page.getByRole('button', { name: /^Time: / })
  await expect(time).toBeVisible()
  await page.waitForLoadState('load')
  const goOn = await holdScripts(page)
  await time.click()
  const layer = page.getByRole('dialog', { name: 'Time range' })
  await expect(layer.getByRole('status', { name: 'Loading' })).toBeVisible()
  goOn()
  await layer.getByRole('button', { name: /^1 hour/ }).click()
  await expect(page).toHaveURL(/window=1h/)
})

test('a layer whose script is gone says so, and offers the way on', async ({ page, fleet }) => {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await openTraffic(page, fleet.url, stormQuery)
  await page.waitForLoadState('load')
  await page.route('**/*.js', (route) => route.fulfill({ status: 404 }))
  await page.keyboard.press('?')
  const map = page.getByRole('dialog', { name: 'Keyboard map' })
  await expect(map.getByRole('alert')).toContainText('could not be read')
  await page.unroute('**/*.js')
  await map.getByRole('button', { name: 'Reload the page' }).click()
  await page.waitForLoadState('load')
  await page.keyboard.press('?')
  await expect(page.getByRole('heading', { name: 'Keyboard map' })).toBeVisible()
})
