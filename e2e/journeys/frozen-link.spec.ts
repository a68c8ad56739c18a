// A copied link shows the same view elsewhere and tomorrow, from every state the page can be in.
import { expect, type Page } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { clipboard, openTraffic, ranking, talkerPanel } from '../screen.ts'

const talkerKey = encodeURIComponent(JSON.stringify({ userAgent: 'karpenter/1.9.0' }))

const states: Readonly<Record<string, string>> = {
  'nothing chosen': '',
  'a moving window': 'window=6h',
  'a broken window': 'from=2026-03-09T03:00:00Z&to=2026-03-09T01:00:00Z',
  'a fixed window': stormQuery,
  'scope and filters': 'window=6h&cluster=stream-prod-use1&verb=list,get&code=200',
  'grouping, ranking and what is sought': 'window=7d&by=verb,resource&rank=latency&find=pods',
  'the second page': 'window=24h&page=2',
  'another drawing': 'window=6h&split=verb&chart=table',
  'an open panel': `window=6h&talker=${talkerKey}&older=2`,
}

/** What there is to see, panel by panel, once all of it is read. */
async function seen(page: Page): Promise<string[]> {
  const main = page.getByRole('main')
  await expect(main).toContainText('mostly')
  await expect(main).toContainText('The busiest')
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
  const panels = await main.getByRole('region').or(talkerPanel(page)).allTextContents()
  const answer = await main.getByText('The busiest').allTextContents()
  return [...panels, ...answer, ...(await page.getByRole('button', { name: /^Scope:/ }).allTextContents())]
}

for (const [state, query] of Object.entries(states)) {
  test(`a link of ${state}`, async ({ page, browser, fleet }) => {
    await openTraffic(page, fleet.url, query)
    expect((await seen(page)).length).toBeGreaterThan(3)
    await page.keyboard.press('y')
    await expect(page.getByText(/^Link copied, time frozen at .* UTC$/)).toBeVisible()
    const link = new URL(await clipboard(page))
    expect(link.searchParams.get('window')).toBeNull()
    for (const end of ['from', 'to']) expect(link.searchParams.get(end)).toMatch(/^2026-03-0\dT[\d:.]+Z$/)
    const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    try {
      const other = await elsewhere.newPage()
      await other.goto(link.toString())
      await expect(ranking(other)).toBeVisible()
      await expect(async () => expect(await seen(other)).toEqual(await seen(page))).toPass({
        timeout: 30_000,
      })
    } finally {
      await elsewhere.close()
    }
  })
}
