// The whole page without a pointer: go, find, filter, move, open, close, shift time, copy, help.
import { expect } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { clipboard, openTraffic, ranking, rateCard, tableCard, talkerPanel } from '../screen.ts'

test('keys move through the rows, open and close', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.keyboard.press('j')
  await expect(ranking(page).getByRole('button', { name: /^policy-agent/ })).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(ranking(page).getByRole('button', { name: /^kubelet/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(talkerPanel(page)).toHaveAccessibleName('Talker kubelet/v1.34.1')
  await page.keyboard.press('Escape')
  await expect(talkerPanel(page)).toBeHidden()
  await expect(
    ranking(page).getByRole('button', { name: /^kubelet/ }),
    'focus stays on the row',
  ).toBeFocused()
})

test('/ finds in rows, Esc gives them back, and typing is no command', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.keyboard.press('/')
  await page.keyboard.type('kube-3j')
  await expect(tableCard(page)).toContainText('0 of 8 rows match “kube-3j”')
  await page.keyboard.press('Escape')
  await expect(tableCard(page)).toContainText('Rows 1–8 of 8')
  await page.keyboard.press('/')
  await page.keyboard.type('kube')
  await expect(tableCard(page)).toContainText('3 of 8 rows match “kube”')
  await expect(ranking(page)).toContainText('5 clients not shown')
})

test('numbers choose the window, brackets shift it, y copies the link', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url)
  await page.keyboard.press('2')
  await expect(page).toHaveURL(/window=1h/)
  const time = page.getByRole('button', { name: /^Time: / })
  await expect(time).toContainText('Last 1 hour')
  await expect(tableCard(page)).toHaveAttribute('aria-busy', 'false')
  await page.keyboard.press('[')
  await expect(time).toContainText('01:15 – 02:15, Mon 9 Mar')
  // Two changes within one write of the address are one step of history.
  await expect(page).toHaveURL(/from=2026-03-09T01:15/)
  await expect(tableCard(page)).toHaveAttribute('aria-busy', 'false')
  await page.keyboard.press(']')
  await expect(time).toContainText('02:15 – 03:15, Mon 9 Mar')
  await expect(page).toHaveURL(/from=2026-03-09T02:15/)
  await page.keyboard.press('y')
  await expect(page.getByText('Link copied, time frozen')).toBeVisible()
  expect(await clipboard(page)).toContain('to=2026-03-09T03%3A15')
  await page.goBack()
  await expect(time).toContainText('01:15 – 02:15, Mon 9 Mar')
})

test('? shows the map, and single keys can be turned off', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.keyboard.press('?')
  const map = page.getByRole('dialog', { name: 'Keyboard map' })
  await expect(map).toContainText('Copy link')
  await map.getByRole('checkbox', { name: 'Single keys do something' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(map).toBeHidden()
  await page.keyboard.press('1')
  await page.keyboard.press('f')
  await expect(page.getByRole('dialog', { name: 'Add filter' })).toBeHidden()
  expect(page.url()).not.toContain('window=15m')
})

test('f adds a filter and g t goes to the page', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.keyboard.press('f')
  await expect(page.getByRole('dialog', { name: 'Add filter' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(`${fleet.url}/traffic`)
})

test('the chart reads out each bucket to the arrow keys', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  const reader = rateCard(page).getByRole('slider')
  await reader.focus()
  await page.keyboard.press('Home')
  await expect(reader).toHaveAttribute('aria-valuetext', /^01:45: 0\.95 req\/s; kubelet\/v1\.34\.1 0\.38/)
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('PageDown')
  await expect(reader).toHaveAttribute('aria-valuetext', /^02:25: 2\.47 req\/s; policy-agent\/3\.8\.0 1\.57/)
})
