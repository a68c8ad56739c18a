// The keyboard map is complete and true: every key it lists does what it says, and no other key does anything.
import { expect, type Page } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { openTraffic, ranking } from '../screen.ts'

const map = (page: Page) => page.getByRole('dialog', { name: 'Keyboard map' })

/** The map as it stands: keys → what they do. */
async function readMap(page: Page): Promise<Map<string, string>> {
  await page.keyboard.press('?')
  await expect(map(page).getByRole('term').first()).toBeVisible()
  const terms = await map(page).getByRole('term').allTextContents()
  const keys = await map(page)
    .getByRole('definition')
    .evaluateAll((all) => all.map((one) => one.firstElementChild?.textContent ?? ''))
  await page.keyboard.press('Escape')
  await expect(map(page)).toBeHidden()
  return new Map(keys.map((key, place) => [key, terms[place] ?? '']))
}

/** What a person sees after each key; the window keys are told by the address. */
const proofs: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'Search or jump to': (page) => expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible(),
  'Keyboard map': (page) => expect(map(page)).toBeVisible(),
  'Copy link': (page) => expect(page.getByText(/^Link copied/)).toBeVisible(),
  'Save view': (page) => expect(page.getByRole('dialog', { name: 'Saved views' })).toBeVisible(),
  'Add filter': (page) => expect(page.getByRole('dialog', { name: 'Add filter' })).toBeVisible(),
  'Find in rows': (page) => expect(page.getByRole('textbox', { name: 'Find in rows' })).toBeFocused(),
  'Next row': (page) => expect(ranking(page).getByRole('button', { name: /^policy-agent/ })).toBeFocused(),
  'Previous row': (page) => expect(ranking(page).getByRole('button', { name: /^kubectl/ })).toBeFocused(),
  'Shift time back': (page) => expect(page).toHaveURL(/from=2026-03-09T00:15/),
  'Shift time forward': (page) => expect(page).toHaveURL(/from=2026-03-09T03:15/),
  'Last 15 minutes': (page) => expect(page).toHaveURL(/window=15m/),
  'Last 1 hour': (page) => expect(page).toHaveURL(/window=1h/),
  'Last 6 hours': (page) => expect(page).toHaveURL(/window=6h/),
  // 24 hours is what an address without a window means.
  'Last 24 hours': (page) => expect(page.getByRole('button', { name: /^Time: Last 24 hours/ })).toBeVisible(),
  'Last 7 days': (page) => expect(page).toHaveURL(/window=7d/),
  'Last 30 days': (page) => expect(page).toHaveURL(/window=30d/),
}

/** Taken by whatever has the focus; shown by the journeys of those controls. */
const ofFocus = new Set(['Enter', 'Esc', '← →', 'PgUp PgDn', 'Home End'])

test('every key on the map does what it says', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  const listed = await readMap(page)
  const pages = [...listed].filter(([keys]) => keys.startsWith('g '))
  expect(pages.length).toBeGreaterThan(0)
  const others = [...listed].filter(([keys]) => !keys.startsWith('g ') && !ofFocus.has(keys))
  expect(others.map(([, label]) => label).sort()).toEqual(Object.keys(proofs).sort())
  for (const [keys, label] of others) {
    await openTraffic(page, fleet.url, stormQuery)
    await page.keyboard.press(keys.replace('Ctrl ', 'Control+'))
    await proofs[label]?.(page)
  }
  for (const [keys, label] of pages) {
    await openTraffic(page, fleet.url, stormQuery)
    for (const key of keys.split(' ')) await page.keyboard.press(key)
    await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible()
    await expect(page).not.toHaveURL(/from=/)
  }
})

test('no key does something that the map does not list', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  const listed = await readMap(page)
  const single = 'abcdefhijklmnopqrstuvwxyz0123456789[]/-=,.;'.split('').filter((key) => !listed.has(key))
  for (const key of single) await page.keyboard.press(key)
  expect(new URL(page.url()).search).toBe(`?${stormQuery}`)
  // Beside a page that was left alone: both go on loading for a moment.
  const untouched = await page.context().newPage()
  await openTraffic(untouched, fleet.url, stormQuery)
  const seen = (one: Page) => one.getByRole('main').textContent()
  await expect(async () => expect(await seen(page)).toBe(await seen(untouched))).toPass({ timeout: 30_000 })
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
