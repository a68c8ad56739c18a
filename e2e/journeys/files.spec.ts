// A file holds exactly what the screen shows: the same rows in the same order and columns, all pages, and says
// in its head of what and when. Read here without our code, and compared with the screen.
import { readFileSync } from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'
import { storm } from '../audit-events.ts'
import { crowdAt, crowdSize, production, staging, stormQuery, test } from '../fleet.ts'
import { openTraffic, ranking, rateCard, readColumn, tableCard } from '../screen.ts'

async function download(page: Page, button: Locator): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

/** Cells of a CSV whose cells hold no line breaks. */
const cellsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, -1)
        .map(([, cell = '']) => cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"')),
    )

const headOf = (page: Page) => ranking(page).getByRole('columnheader').allTextContents()

test('the table: columns, order, grouping, filter and sums as on screen', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, `${stormQuery}&by=userAgent,verb&rank=latency&verb=list,get,patch`)
  const shown = { requests: await readColumn(page, 'Requests'), errors: await readColumn(page, 'Errors') }
  const { name, text } = await download(
    page,
    tableCard(page).getByRole('button', { name: 'Download top talkers as CSV' }),
  )
  expect(name).toBe('periplus-top-talkers_all-clusters_2026-03-09T0145Z_2026-03-09T0315Z.csv')
  const [head = [], ...lines] = cellsOf(text)
  expect(head.map((cell) => cell.replace(/ \(.*\)$/, ''))).toEqual(await headOf(page))
  const at = (column: string) => head.indexOf(column)
  const ranked = lines.filter(([place]) => place !== '')
  expect(ranked.map((line) => Number(line[at('Requests')]))).toEqual(shown.requests.rows)
  expect(ranked.map((line) => Number(line[at('Errors')]))).toEqual(shown.errors.rows)
  expect(Number(lines.find(([, cell]) => cell === 'Total')?.[at('Requests')])).toBe(shown.requests.total)
  expect(ranked[0]?.slice(0, 3)).toEqual(['1', storm, 'list'])
  await expect(page.getByText(`File with ${ranked.length} talkers`)).toBeVisible()
})

test('all pages go in, those that match what is sought, and the rest is Other', async ({ page, fleet }) => {
  const from = new Date(crowdAt.getTime() - 60_000).toISOString()
  const to = new Date(crowdAt.getTime() + 3_600_000).toISOString()
  await openTraffic(page, fleet.url, `from=${from}&to=${to}&cluster=crowd-use1`)
  const asCsv = tableCard(page).getByRole('button', { name: 'Download top talkers as CSV' })
  const whole = await download(page, asCsv)
  expect(whole.name).toContain('_crowd-use1_2026-03-08T11')
  const ranked = cellsOf(whole.text)
    .slice(1)
    .filter(([place]) => place !== '')
  expect(ranked.map(([place]) => Number(place))).toEqual(
    Array.from({ length: crowdSize }, (_, index) => index + 1),
  )
  expect(new Set(ranked.map(([, client]) => client)).size).toBe(crowdSize)

  await page.getByRole('textbox', { name: 'Find in rows' }).fill('tool-02')
  await expect(page).toHaveURL(/find=tool-02/)
  const found = cellsOf((await download(page, asCsv)).text).slice(1)
  expect(found.filter(([place]) => place !== '')).toHaveLength(30)
  expect(found.slice(-2).map((line) => [line[1], line[3]])).toEqual([
    ['Other', String(crowdSize - 30)],
    ['Total', String(crowdSize)],
  ])
})

test('JSON says units, window, scope, filters and freshness in its head', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, `${stormQuery}&cluster=stream-prod-use1&code=429`)
  await expect(ranking(page)).toContainText('LIST pods')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('export top json')
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const throttled = production.filter(({ code }) => code === 429).length
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({
    what: 'Top talkers',
    window: { from: '2026-03-09T01:45:00.000Z', to: '2026-03-09T03:15:00.000Z', grain: 'minute' },
    scope: { clusters: ['stream-prod-use1'] },
    filters: { code: ['429'] },
    rankBy: 'requests',
    freshness: { clustersCovered: 1, clustersTotal: 1 },
    cut: null,
    rows: [{ place: 1, userAgent: storm, requests: throttled, mostly: 'LIST pods' }],
    sums: [{ userAgent: 'Total', requests: throttled }],
  })
})

test('the chart: every bucket, each band as drawn', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, `${stormQuery}&chart=table&split=verb`)
  const asCsv = rateCard(page).getByRole('button', { name: 'Download requests over time as CSV' })
  const { name, text } = await download(page, asCsv)
  expect(name).toMatch(/^periplus-requests-over-time_all-clusters_/)
  const [head = [], ...lines] = cellsOf(text)
  const columns = await rateCard(page).getByRole('columnheader').allTextContents()
  expect(
    head.filter((cell) => cell !== 'State').map((cell) => cell.replace(/ \((req\/s|UTC)\)$/, '')),
  ).toEqual(['From', ...columns.slice(1)])
  expect(lines).toHaveLength(90)
  const all = [...production, ...staging]
  const counted = lines.reduce((sum, line) => sum + Number(line[2]) * 60, 0)
  expect(Math.round(counted)).toBe(all.length)
})

test('a read that fails makes no file and says so', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await page.route('**/api/trpc/traffic.topTalkers**', (route) => route.abort())
  await tableCard(page).getByRole('button', { name: 'Download top talkers as JSON' }).click()
  await expect(page.getByText('No file was made. The server did not answer.')).toBeVisible()
})
