// Mondays of the past: back and forward by keys, by buttons and from the list; a kept week stays what it was, links name
// their week; and an address of a week that cannot be is said to be one. All of it without a pointer.
import { expect, type Page } from '@playwright/test'
import { chase, digest, openReview, story, test } from '../review-weeks.ts'
import { clipboard, expectNoBarriers } from '../screen.ts'

const week = (page: Page, days: string) => page.getByRole('button', { name: new RegExp(`^Week: ${days}`) })
const [ninth, tenth, eleventh] = [
  'Mon 23 Feb – Sun 1 Mar 2026',
  'Mon 2 – Sun 8 Mar 2026',
  'Mon 9 – Sun 15 Mar 2026',
] as const

test('keys go from week to week, and back is one step', async ({ page, weeks }) => {
  await openReview(page, `${weeks.url}/review`)
  await expect(week(page, tenth)).toBeVisible()
  await page.keyboard.press('[')
  await expect(page).toHaveURL(/week=2026-W09/)
  await expect(week(page, ninth)).toBeVisible()
  await expect(digest(page)).toContainText(`${story.leavingBefore} clusters on 1.32`)
  await expect(page.getByText('Nothing to compare with', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Previous week' })).toBeDisabled()
  await page.goBack()
  await expect(digest(page)).toContainText(`${story.leaving.length} clusters on 1.32`)
  await page.keyboard.press(']')
  await expect(page).toHaveURL(/week=2026-W11/)
  await expect(week(page, eleventh)).toBeVisible()
  await expect(page.getByText('This week is still running')).toBeVisible()
})

test('the list has every week with its state, and the copied link keeps the week', async ({
  page,
  weeks,
}) => {
  await openReview(page, `${weeks.url}/review`)
  await week(page, tenth).click()
  const list = page.getByRole('dialog', { name: 'Weeks' })
  await expect(list.getByRole('button')).toHaveText([
    /Week 11.*still running · 1 of 7 days/,
    /Week 10.*kept as it was · 2 of 7 days/,
    /Week 9.*kept as it was · 1 of 7 days/,
  ])
  await list.getByRole('button', { name: /Week 9/ }).click()
  await expect(list).toBeHidden()
  await expect(page).toHaveURL(/week=2026-W09/)
  await page.goBack()
  await expect(week(page, tenth)).toBeVisible()
  await page.keyboard.press('y')
  await expect(page.getByText('Link copied, of week 2026-W10')).toBeVisible()
  expect(await clipboard(page)).toBe(`${weeks.url}/review?week=2026-W10`)
})

test('from anywhere to a copied message without a pointer', async ({ page, weeks }) => {
  await page.goto(`${weeks.url}/fleet`)
  await expect(page.getByRole('heading', { level: 1, name: 'Inventory' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(digest(page)).toBeVisible()
  const row = chase(page).getByRole('button', { name: /^Ads Serving/ })
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(row).toHaveAttribute('aria-expanded', 'true')
  const box = chase(page).getByRole('region', { name: 'Message for Ads Serving' })
  await box.getByRole('button', { name: 'Copy text' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Message for Ads Serving copied')).toBeVisible()
  await expectNoBarriers(page)
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(box).toBeHidden()
})

test('the files are exactly the review', async ({ page, weeks }) => {
  await openReview(page, `${weeks.url}/review`)
  const download = async (label: string) => {
    await page.getByRole('button', { name: 'Share this review' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('dialog', { name: 'Share this review' }).getByRole('button', { name: label }).click()
    const file = await coming
    await page.keyboard.press('Escape')
    const chunks: Buffer[] = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer)
    return { name: file.suggestedFilename(), text: Buffer.concat(chunks).toString() }
  }
  const json = await download('Download JSON')
  const answer = await (await fetch(`${weeks.url}/api/trpc/review.week`)).json()
  expect(json.name).toBe('periplus-review-2026-W10.json')
  expect(JSON.parse(json.text)).toEqual(answer.result.data.json)
  const markdown = await download('Download Markdown')
  expect(markdown.name).toBe('periplus-review-2026-W10.md')
  const link = `[${story.leaving.length} clusters on 1.32](${weeks.url}/review?week=2026-W10#calendar)`
  expect(markdown.text).toContain(link)
})

test('a week that cannot be read is said, and one that has not begun', async ({ page, weeks }) => {
  for (const wrong of ['2026-W60', 'last', '2026-02-30']) {
    await openReview(page, `${weeks.url}/review?week=${wrong}`)
    await expect(page.getByText(`week=${wrong}: from another release, or mistyped`)).toBeVisible()
    await expect(week(page, tenth)).toBeVisible()
  }
  await openReview(page, `${weeks.url}/review?week=2026-03-04`)
  await expect(week(page, tenth)).toBeVisible()
  await page.goto(`${weeks.url}/review?week=2027-W01`)
  await expect(page.getByText('2027-W01 has not begun')).toBeVisible()
  await page.getByRole('button', { name: 'Go to the newest week' }).click()
  await expect(digest(page)).toBeVisible()
  await page.goto(`${weeks.url}/review?week=2025-W01`)
  await expect(page.getByText('Nothing is known of Mon 30 Dec 2024 – Sun 5 Jan 2025')).toBeVisible()
})
