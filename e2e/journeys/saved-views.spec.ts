// A view is saved under a name, found again on the page head and in the palette, renamed, removed and brought
// back; one of another release shows what it can and says what it cannot.
import { expect, type Page } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { expectNoBarriers, openTraffic, ranking } from '../screen.ts'

const layer = (page: Page) => page.getByRole('dialog', { name: 'Saved views' })
const head = (page: Page, name: string) => page.getByRole('button', { name: `Saved views, now ${name}` })

async function save(page: Page, name: string): Promise<void> {
  await page.keyboard.press('s')
  await expect(layer(page).getByRole('textbox', { name: 'Save this view as' })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Saved as “${name}”`)).toBeVisible()
  await expect(layer(page)).toBeHidden()
}

/** Calls a procedure as any client may. */
async function ask(url: string, procedure: string, input: object) {
  const answer = await fetch(`${url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: input }),
  })
  return { status: answer.status, body: await answer.text() }
}

test('saved, opened again elsewhere, renamed, removed and undone', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, `${stormQuery}&by=verb,userAgent&rank=throttled&find=policy`)
  await save(page, 'Storm of March')
  await expect(head(page, 'Storm of March')).toBeVisible()

  await page.goto(`${fleet.url}/traffic`)
  await expect(page.getByRole('button', { name: 'Saved views', exact: true })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('storm mar')
  await expect(page.getByRole('option', { name: /^Storm of March/, selected: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/by=verb,userAgent|by=verb%2CuserAgent/)
  await expect(page).toHaveURL(/rank=throttled/)
  await expect(ranking(page).getByRole('columnheader', { name: 'Verb' })).toBeVisible()

  await head(page, 'Storm of March').click()
  await expectNoBarriers(page)
  await layer(page).getByRole('button', { name: 'Rename Storm of March' }).click()
  await layer(page).getByRole('textbox', { name: 'New name of Storm of March' }).fill('The storm')
  await page.keyboard.press('Enter')
  await expect(layer(page).getByRole('link', { name: /^The storm/ })).toBeVisible()
  await layer(page).getByRole('button', { name: 'Remove The storm' }).click()
  await expect(layer(page).getByRole('link', { name: /^The storm/ })).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(head(page, 'The storm')).toBeVisible()
})

test('a moving window goes on moving, unless it is frozen when saved', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, 'window=6h')
  await save(page, 'Last six hours')
  await page.keyboard.press('s')
  await layer(page)
    .getByRole('checkbox', { name: /^Freeze time/ })
    .check()
  await layer(page).getByRole('textbox', { name: 'Save this view as' }).fill('Those six hours')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved as “Those six hours”')).toBeVisible()
  await page.keyboard.press('s')
  const link = (name: string) => layer(page).getByRole('link', { name: new RegExp(`^${name}`) })
  await expect(link('Last six hours')).toHaveAttribute('href', '/traffic?window=6h')
  await expect(link('Those six hours')).toHaveAttribute(
    'href',
    '/traffic?from=2026-03-08T21%3A15%3A00.000Z&to=2026-03-09T03%3A15%3A00.000Z',
  )
})

test('a name that is taken, in whatever case, is refused in words', async ({ page, fleet }) => {
  await openTraffic(page, fleet.url, stormQuery)
  await save(page, 'Taken')
  await page.keyboard.press('s')
  await layer(page).getByRole('textbox', { name: 'Save this view as' }).fill('taken')
  await page.keyboard.press('Enter')
  await expect(layer(page).getByRole('alert')).toContainText('there is a view named “taken” already')
})

test('no view leads to another place', async ({ fleet }) => {
  for (const view of [
    { screen: '//evil.example', query: '' },
    { screen: 'https:', query: '' },
    { screen: 'traffic', query: 'a=1#@evil.example' },
    { screen: 'traffic', query: 'x'.repeat(5_000) },
  ]) {
    const { status, body } = await ask(fleet.url, 'views.save', { name: 'evil', ...view })
    expect([status, body]).toEqual([400, expect.stringContaining('BAD_REQUEST')])
  }
})

test('a view of another release shows what it can and says what it cannot', async ({ page, fleet }) => {
  const query = `${stormQuery}&by=verb,tides&rank=depth&cluster=stream-prod-use1,sunk-use1&harbour=1`
  expect((await ask(fleet.url, 'views.save', { name: 'Old chart', screen: 'traffic', query })).status).toBe(
    200,
  )
  expect((await ask(fleet.url, 'views.save', { name: 'No chart', screen: 'tides' })).status).toBe(200)
  await page.goto(`${fleet.url}/traffic?${query}`)
  await expect(head(page, 'Old chart')).toBeVisible()
  await expect(ranking(page).getByRole('columnheader', { name: 'Verb' })).toBeVisible()
  const said = page.getByText('Part of this view could not be read.')
  await expect(page.getByRole('status').filter({ has: said })).toContainText(
    'by=verb,tides, rank=depth, harbour=1, unknown cluster sunk-use1: from another release, or mistyped.',
  )
  await page.getByRole('button', { name: 'Drop it' }).click()
  await expect(said).toBeHidden()
  await page.keyboard.press('s')
  await expect(layer(page).getByRole('link', { name: /^No chart/ })).toContainText(
    'tides, not in this release',
  )
})
