// The sheet of components in both themes: colours and sizes as numbers, which hold on any machine, and every
// card against its committed picture, which holds wherever Chromium draws for Linux.
import { test as base, expect, type Page } from '@playwright/test'
import { now } from '../fleet.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { barriers } from '../screen.ts'
import { contrast, contrasts, tokens } from '../tokens.ts'

const test = base.extend<object, { sheet: Installation }>({
  sheet: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const sheet = await startInstallation(now, { PERIPLUS_DEV_PAGES: 'on' })
      try {
        await use(sheet)
      } finally {
        await sheet.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

const cards = [
  'Scope bar',
  'Buttons',
  'Inputs',
  'Status',
  'Banners',
  'Toasts',
  'Text to copy',
  'Series',
  'Line chart',
  'Stacked chart',
  'Gaps',
  'Spark',
  'Chart as a table',
  'Table',
  'Palette',
  'Time range',
  'Keys',
  'Loading',
  'Empty',
  'Error',
] as const
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

async function openSheet(page: Page, url: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.goto(`${url}/dev/parts`)
  for (const chart of ['Line chart', 'Stacked chart', 'Gaps']) {
    await expect(card(page, chart).getByRole('slider')).toBeVisible()
    await expect(
      card(page, chart)
        .getByText(/^\d\d:00$/)
        .first(),
    ).toBeVisible()
  }
  await expect(card(page, 'Loading')).toContainText('Reading 12 regions')
  await page.evaluate(() => document.fonts.ready)
}

/** What the browser makes of the design's names, as #rrggbb. */
function computed(page: Page, names: readonly string[]): Promise<Record<string, string>> {
  return page.evaluate((asked) => {
    const read = asked.map((name) => {
      // A probe each: on one that changes, the browser would begin a transition.
      const probe = document.createElement('i')
      probe.style.color = `var(--${name})`
      document.body.append(probe)
      const parts = getComputedStyle(probe).color.match(/\d+/g) ?? []
      probe.remove()
      return [name, `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`]
    })
    return Object.fromEntries(read)
  }, names)
}

for (const [place, theme] of (['light', 'dark'] as const).entries()) {
  test(`colours in ${theme} are the design's, and can be told apart`, async ({ page, sheet }) => {
    await openSheet(page, sheet.url, theme)
    const found = await computed(page, Object.keys(tokens))
    expect(found).toEqual(
      Object.fromEntries(Object.entries(tokens).map(([name, both]) => [name, both[place]])),
    )
    const weak = contrasts.filter(
      ([one, other, least]) => contrast(found[one] ?? '', found[other] ?? '') < least,
    )
    expect(weak).toEqual([])
  })

  test(`every card looks as committed in ${theme}, without barriers`, async ({ page, sheet }, info) => {
    await openSheet(page, sheet.url, theme)
    const names = await page
      .getByRole('region')
      .evaluateAll((all) =>
        all.filter((one) => one.matches('main > * > * > *, main > *')).map((one) => one.ariaLabel),
      )
    expect([...names].sort()).toEqual([...cards].sort())
    expect(await barriers(page)).toEqual([])
    await info.attach(`parts-${theme}`, {
      body: await page.screenshot({ fullPage: true }),
      contentType: 'image/png',
    })
    // Committed as Chromium draws them on Linux; elsewhere edges differ too much to say anything.
    if (process.platform !== 'linux') return
    await card(page, 'Buttons').getByRole('button', { name: 'Focus' }).focus()
    for (const name of cards) {
      await expect
        .soft(card(page, name))
        .toHaveScreenshot(`${theme}-${name.toLowerCase().replaceAll(' ', '-')}.png`, {
          mask: [page.getByText(/^\d+\.\d s$/)],
          maskColor: '#8b929c',
        })
    }
  })
}

test('controls have the sizes of the design, and words its face', async ({ page, sheet }) => {
  await openSheet(page, sheet.url, 'light')
  const height = async (name: string) =>
    (await card(page, 'Buttons').getByRole('button', { name, exact: true }).boundingBox())?.height
  expect([await height('Share'), await height('Small'), await height('Tiny')]).toEqual([32, 28, 24])
  const sizes = await page
    .getByRole('main')
    .evaluate((main) =>
      [...main.querySelectorAll('*')]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
        .map((one) => Number.parseFloat(getComputedStyle(one).fontSize)),
    )
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11)
  const fonts = await page.evaluate(() =>
    [...document.fonts]
      .filter(({ status, family }) => status === 'loaded' && !family.includes('Geist Fallback'))
      .map(({ family }) => family.replaceAll('"', '')),
  )
  expect(new Set(fonts)).toEqual(new Set(['Geist Variable', 'Geist Mono Variable']))
})

test('nobody reaches the sheet on a server that was not asked to show it', async ({ page }) => {
  const plain = await startInstallation(now)
  try {
    expect((await page.goto(`${plain.url}/dev/parts`))?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: 'This page does not exist' })).toBeVisible()
    await page.goto(`${plain.url}/traffic`)
    expect(await page.content()).not.toContain('/dev/parts')
  } finally {
    await plain.stop()
  }
})
