// What a person reads off the screen, by roles and labels; no selectors of the page's own.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'

export const ranking = (page: Page): Locator => page.getByRole('region', { name: 'Ranked talkers' })
export const rateCard = (page: Page): Locator => page.getByRole('region', { name: 'Requests per second' })
export const tableCard = (page: Page): Locator => page.getByRole('region', { name: 'Top talkers' })
export const talkerPanel = (page: Page): Locator => page.getByRole('complementary')
/** The button that opens a talker's row. */
export const talker = (page: Page, name: string): Locator =>
  ranking(page).getByRole('button', {
    name: new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
  })

const cellsOf = (row: Locator): Promise<string[]> =>
  row.evaluate((element) =>
    [...(element as HTMLTableRowElement).cells].map((cell) => cell.textContent.trim()),
  )

export interface ReadTable {
  /** Values of the named column, top to bottom, as numbers. */
  readonly rows: readonly number[]
  readonly other: number
  readonly total: number
}

const numberIn = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''))

/** One column of the ranking with the two sums below it. Other is 0 when nothing is left out. */
export async function readColumn(page: Page, column: string): Promise<ReadTable> {
  await expect(tableCard(page)).toHaveAttribute('aria-busy', 'false')
  await expect(ranking(page).getByRole('row').nth(1)).toBeVisible()
  const rows = await ranking(page).getByRole('row').all()
  const [head = [], ...lines] = await Promise.all(rows.map(cellsOf))
  const at = head.indexOf(column)
  expect(at, `a column ${column}`).toBeGreaterThan(-1)
  const sum = (name: string) => numberIn(lines.find((cells) => cells[1]?.startsWith(name))?.[at])
  const ranked = lines.filter((cells) => /^\d+$/.test(cells[0] ?? ''))
  return {
    rows: ranked.map((cells) => numberIn(cells[at])),
    other: sum('Other') || 0,
    total: sum('Total'),
  }
}

/** Opens the page and waits until it has something to say and answers to a hand: the server draws no filters. */
export async function openTraffic(page: Page, url: string, query = ''): Promise<void> {
  await page.goto(`${url}/traffic${query === '' ? '' : `?${query}`}`)
  await expect(ranking(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add filter' })).toBeVisible()
}

export const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

/** What axe finds on the page as it is now, though some of it may still be loading. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  )
}

export async function expectNoBarriers(page: Page): Promise<void> {
  // What is still being read changes under the eyes of whoever checks it: a button that was disabled is not.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  expect(await barriers(page)).toEqual([])
}
