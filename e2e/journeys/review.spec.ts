// Monday morning: the review is the first page; every number of its digest is the number of rows it leads to; a message
// is opened, copied in three forms and sent; back and the address keep what was looked at.
import { expect, type Locator, type Page } from '@playwright/test'
import { chase, digest, openReview, story, test } from '../review-weeks.ts'
import { clipboard } from '../screen.ts'

const numberIn = (text: string): number => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''))

/** How many rows stand where a link of the digest led. */
async function rowsAt(page: Page, target: string, text: string): Promise<number> {
  const url = new URL(target)
  if (url.pathname === '/fleet') {
    const card = page.getByRole('region', { name: 'Clusters', exact: true })
    await expect(card).toHaveAttribute('aria-busy', 'false')
    return page.getByRole('region', { name: 'Inventory by cluster' }).getByRole('rowheader').count()
  }
  if (url.pathname === '/upgrades') {
    return page.getByRole('region', { name: 'Clusters by check' }).getByRole('link').count()
  }
  const anchor = decodeURIComponent(url.hash.slice(1))
  if (anchor === 'chase') return chase(page).getByRole('rowheader').count()
  if (anchor === 'calendar') {
    const version = text.slice(text.lastIndexOf(' ') + 1)
    const row = page.getByRole('region', { name: 'Support calendar' }).getByRole('listitem')
    return numberIn(
      (await row
        .filter({ hasText: version })
        .getByTitle(/cluster/)
        .textContent()) ?? '',
    )
  }
  if (anchor === 'headlines') {
    const told = await page.getByRole('link', { name: /^Upgrade blockers/ }).textContent()
    return numberIn(told ?? '')
  }
  const changes = page.getByRole('region', { name: 'What changed' })
  if (anchor === 'changes') return numberIn((await changes.textContent()) ?? '') - (await toldApart(page))
  // Rows that were folded away are shown to whoever is led to them.
  const names = changes.getByRole('link')
  await expect(names.first()).toBeVisible()
  return page.evaluate(() => document.querySelector(':target')?.children.length ?? 0)
}

/** Changes that the digest counts one kind at a time: its "other changes" are what is left of all of them. */
async function toldApart(page: Page): Promise<number> {
  const links = digest(page).getByRole('paragraph').locator('a[href*="#changes-"]')
  return (await links.allTextContents()).reduce((sum, text) => sum + numberIn(text), 0)
}

/** Follows each number of the digest; money has no rows, and leads to the calendar that says it. */
async function followAll(page: Page, address: string): Promise<string[]> {
  await openReview(page, address)
  const links: Locator = digest(page).getByRole('paragraph').getByRole('link')
  const texts = await links.allTextContents()
  for (const [place, text] of texts.entries()) {
    await openReview(page, address)
    const link = links.nth(place)
    const target = new URL((await link.getAttribute('href')) ?? '', page.url()).toString()
    await link.click()
    await expect(page, text).toHaveURL(target)
    if (text.startsWith('$')) {
      const money = /\$[\d,]+/.exec(text)?.[0] ?? ''
      await expect(page.getByRole('region', { name: 'Support calendar' })).toContainText(`+${money}/mo`)
    } else await expect.poll(() => rowsAt(page, target, text), { message: text }).toBe(numberIn(text))
  }
  return texts
}

test('the week that ended: what changed is counted, and every number has its rows', async ({
  page,
  weeks,
}) => {
  test.setTimeout(240_000)
  await page.goto(weeks.url)
  await expect(page).toHaveURL(`${weeks.url}/review`)
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet review' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Week: Mon 2 – Sun 8 Mar 2026/ })).toBeVisible()
  const texts = await followAll(page, `${weeks.url}/review`)
  expect(texts).toContain(`${story.leaving.length} clusters on 1.32`)
  expect(texts).toContain(`${story.upgraded.length} clusters`)
  const changes = page.getByRole('region', { name: 'What changed' })
  for (const [words, names] of [
    [/clusters upgraded/, story.upgraded],
    [/created/, [story.created]],
    [/gone/, [story.gone]],
  ] as const) {
    const group = changes.getByRole('listitem').filter({ hasText: words }).first()
    await group.getByText(words).first().click()
    for (const name of names) await expect(group.getByRole('link', { name })).toBeVisible()
  }
  const clusters = page.getByRole('region', { name: 'Headline numbers' }).getByRole('link').first()
  await expect(clusters).toContainText(`Clusters${story.clusters}`)
})

test('the week that runs says so, and its numbers lead to the pages that list them', async ({
  page,
  weeks,
}) => {
  test.setTimeout(240_000)
  const texts = await followAll(page, `${weeks.url}/review?week=2026-W11`)
  expect(texts).toContain(`${story.leaving.length} clusters on 1.32`)
  await openReview(page, `${weeks.url}/review?week=2026-W11`)
  await expect(page.getByText('This week is still running')).toBeVisible()
})

test('a message is opened, copied and mailed, and the address keeps it open', async ({ page, weeks }) => {
  await openReview(page, `${weeks.url}/review`)
  const row = chase(page)
    .getByRole('row', { name: /Ads Serving/ })
    .first()
  await row.getByRole('button', { name: 'Copy message for Ads Serving' }).click()
  await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible()
  await expect(page).toHaveURL(/message=ads/)
  const box = chase(page).getByRole('region', { name: 'Message for Ads Serving' })
  const plain = await clipboard(page)
  expect(plain).toContain(`${weeks.url}/`)
  expect(plain).not.toContain('{{')
  await expect(box.getByRole('paragraph').last()).toHaveText(plain)

  await box.getByRole('button', { name: 'Copy Markdown' }).click()
  await expect(box.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard(page)).toContain(`](${weeks.url}/`)
  const letter = new URL((await box.getByRole('link', { name: 'Mail' }).getAttribute('href')) ?? '')
  expect(letter.pathname).toBe('ads@example.com')
  expect(letter.searchParams.get('body')?.trim()).toBe(plain)

  await page.reload()
  await expect(box).toBeVisible()
  await page.goBack()
  await expect(box).toBeHidden()
  await chase(page).getByRole('button', { name: 'All messages' }).click()
  expect(await clipboard(page)).toContain(plain)
})
