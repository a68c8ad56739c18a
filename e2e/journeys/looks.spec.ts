// Both themes, without barriers, at every width: what the page looks like is part of what it promises.
import { expect, type Page } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { expectNoBarriers, openTraffic, ranking, rateCard, talker, talkerPanel } from '../screen.ts'

const background = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const light = 'rgb(246, 245, 241)'
const dark = 'rgb(11, 16, 23)'

test('a pinned theme is there from the first paint of the next visit', async ({ page, fleet }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openTraffic(page, fleet.url, stormQuery)
  expect(await background(page)).toBe(light)
  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect.poll(() => background(page)).toBe(dark)
  // A person's next visit is not in the same millisecond: the browser has put the cookie away by then.
  await expect
    .poll(async () => (await page.context().cookies()).find(({ name }) => name === 'periplus-theme')?.value)
    .toBe('dark')
  await page.goto(`${fleet.url}/traffic`, { waitUntil: 'commit' })
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  expect(await background(page)).toBe(dark)
  await page.getByRole('radio', { name: 'Match system' }).click()
  await expect.poll(() => background(page)).toBe(light)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await background(page)).toBe(dark)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no barriers in ${colorScheme}: page, panel, layers, modes`, async ({ page, fleet }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openTraffic(page, fleet.url, stormQuery)
    await expectNoBarriers(page)
    await talker(page, 'policy-agent/3.8.0').click()
    await expect(talkerPanel(page).getByRole('region', { name: 'Requests' })).toContainText('newest first')
    await talkerPanel(page)
      .getByRole('button', { name: /^LIST \/api/ })
      .first()
      .click()
    await expectNoBarriers(page)
    for (const mode of ['Lines', 'Table']) {
      await rateCard(page).getByRole('radio', { name: mode }).click()
      await expectNoBarriers(page)
    }
    await page.keyboard.press('f')
    await expect(page.getByRole('checkbox', { name: /^policy-agent/ })).toBeVisible()
    await expectNoBarriers(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Time: / }).click()
    await expectNoBarriers(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expectNoBarriers(page)
  })
}

for (const width of [1440, 1100, 720, 360]) {
  test(`nothing scrolls sideways at ${width} px but the table in its card`, async ({ page, fleet }, info) => {
    await page.setViewportSize({ width, height: 900 })
    await openTraffic(page, fleet.url, `${stormQuery}&user=system%3Akube-controller-manager,crowd`)
    await openTraffic(page, fleet.url, stormQuery)
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    await talker(page, 'policy-agent/3.8.0').click()
    await expect(talkerPanel(page)).toBeVisible()
    expect(await overflow()).toBeLessThanOrEqual(0)
    // It slides in from the edge: judged where it comes to rest.
    const reaches = async () => {
      const panel = await talkerPanel(page).boundingBox()
      return panel === null ? null : { left: panel.x >= 0, right: panel.x + panel.width <= width }
    }
    await expect.poll(reaches).toEqual({ left: true, right: true })
    await info.attach(`traffic-${width}`, { body: await page.screenshot(), contentType: 'image/png' })
  })
}

test('the page says nothing to the console and breaks no rule of its own policy', async ({ page, fleet }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  await openTraffic(page, fleet.url, stormQuery)
  await talker(page, 'kubelet/v1.34.1').click()
  await expect(talkerPanel(page).getByRole('region', { name: 'Requests' })).toContainText('newest first')
  expect(said).toEqual([])
})

test('on paper the first line says scope, time and freshness, and navigation is gone', async ({
  page,
  fleet,
}) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByText(/^Periplus · all 3 clusters · Mon 9 Mar 2026 01:45:00 UTC to/)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await expect(ranking(page)).toBeVisible()
})
