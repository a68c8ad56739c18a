// B6 in a browser: the fleet's page over all clusters of the installation, cold, and what a person does on it first.
// Medians over several fresh browser contexts.
import type { Browser } from '@playwright/test'
import { type Measurement, median } from './harness.ts'
import { inTurn, notesOf, openBrowser, takeNotes } from './page-notes.ts'

const rounds = 5

async function loadOnce(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(takeNotes)
    await page.goto(`${url}/fleet`, { waitUntil: 'load' })
    await page.getByRole('row').nth(2).waitFor()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
    const { lcpMs } = await notesOf(page)
    const version = page.getByRole('group', { name: 'Version', exact: true }).getByRole('checkbox').first()
    const theme = page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio')
    const interactions = await inTurn(page, [
      () => version.click(),
      () => version.click(),
      () => page.getByRole('columnheader').nth(2).getByRole('button').first().click(),
      () => page.keyboard.press('ArrowDown'),
      () => page.keyboard.press('/'),
      () => page.keyboard.press('7'),
      () => page.keyboard.press('Escape'),
      () => theme.first().click(),
      () => theme.last().click(),
    ])
    const { inpMs } = await notesOf(page)
    return { lcpMs, inpMs, interactions }
  } finally {
    await context.close()
  }
}

export async function measurePage(url: string, clusters: number): Promise<Measurement[]> {
  const browser = await openBrowser()
  try {
    await loadOnce(browser, url)
    const loads: Awaited<ReturnType<typeof loadOnce>>[] = []
    for (let round = 0; round < rounds; round += 1) loads.push(await loadOnce(browser, url))
    const what = `the page of ${clusters.toLocaleString('en-US')} clusters`
    return [
      {
        what: `${what}: largest contentful paint, loopback`,
        value: median(loads.map(({ lcpMs }) => lcpMs)),
        unit: 'ms',
        atMost: 1_000,
      },
      {
        what: `${what}: slowest of ${loads[0]?.interactions} interactions`,
        value: median(loads.map(({ inpMs }) => inpMs)),
        unit: 'ms',
        atMost: 100,
      },
    ]
  } finally {
    await browser.close()
  }
}
