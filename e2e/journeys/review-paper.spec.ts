// The review on paper: A4, light whatever the screen, what a meeting needs on the first page, no card cut in two. And the
// screen itself: both themes, every width, a scope that holds nothing.
import { expect } from '@playwright/test'
import { pdfPages } from '../pdf.ts'
import { chase, digest, openReview, story, test } from '../review-weeks.ts'
import { expectNoBarriers } from '../screen.ts'
import { tokens } from '../tokens.ts'

/** A colour of the design as a browser tells it. */
function light(name: string): string {
  const hex = tokens[name]?.[0].slice(1).match(/../g) ?? []
  return `rgb(${hex.map((part) => Number.parseInt(part, 16)).join(', ')})`
}

test('the printed review says on its first page what a meeting needs', async ({ page, weeks }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await openReview(page, `${weeks.url}/review?message=ads`)
  const told = (await digest(page).getByRole('paragraph').textContent()) ?? ''
  const bare = (text: string) => text.replaceAll(/\s+/g, '')
  const pages = pdfPages(await page.pdf({ preferCSSPageSize: true, printBackground: true })).map(bare)
  expect(pages.length).toBeGreaterThanOrEqual(2)
  expect(pages.length).toBeLessThanOrEqual(3)
  const [first = ''] = pages
  const line = `Periplus · Fleet review of all ${story.clusters} clusters · 2026-W10, Mon 2 – Sun 8 Mar 2026 UTC · prepared`
  expect(first.startsWith(bare(line))).toBe(true)
  expect(first).toContain(bare(told))
  for (const words of ['Upgrade blockers', 'Who to chase', 'Ads Serving', 'Top risks', 'Cluster health']) {
    expect(first, words).toContain(bare(words))
  }
  const all = pages.join('')
  for (const words of ['Support calendar', 'What changed', 'Talker regressions', 'What this rests on']) {
    expect(all, words).toContain(bare(words))
  }
  for (const words of ['Copy link', 'Share this review', 'Copy digest', 'Keyboard map', 'Copy Markdown']) {
    expect(all, words).not.toContain(bare(words))
  }
})

test('paper is light, and no card breaks across pages', async ({ page, weeks }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await openReview(page, `${weeks.url}/review`)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const card = page.getByRole('region', { name: 'Top risks' })
  await expect(card).toHaveCSS('background-color', light('surface'))
  await expect(card).toHaveCSS('color', light('ink'))
  for (const region of await page.getByRole('region').all()) {
    const name = await region.getAttribute('aria-label')
    if (name !== 'Digest') await expect(region, name ?? '').toHaveCSS('break-inside', 'avoid')
  }
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no barriers in ${colorScheme}, with a message open`, async ({ page, weeks }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openReview(page, `${weeks.url}/review?message=ads`)
    await expectNoBarriers(page)
  })
}

for (const width of [1440, 900, 390]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page, weeks }, info) => {
    await page.setViewportSize({ width, height: 900 })
    await openReview(page, `${weeks.url}/review?message=ads`)
    const box = chase(page).getByRole('region', { name: 'Message for Ads Serving' })
    expect((await box.boundingBox())?.width ?? 0).toBeLessThan(width)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    const table = chase(page).getByRole('table')
    const card = await chase(page).boundingBox()
    expect((await table.boundingBox())?.width ?? 0).toBeLessThanOrEqual(card?.width ?? 0)
    await info.attach(`review-${width}`, {
      body: await page.screenshot({ fullPage: true }),
      contentType: 'image/png',
    })
  })
}

test('a scope is obeyed, and one that holds nothing says so', async ({ page, weeks }) => {
  await openReview(page, `${weeks.url}/review?owners=ads`)
  await expect(chase(page).getByRole('rowheader')).toHaveCount(1)
  await page.goto(`${weeks.url}/review?accounts=999988887777`)
  await expect(page.getByText('No cluster is in this scope')).toBeVisible()
  await page.getByRole('button', { name: 'All clusters', exact: true }).last().click()
  await expect(digest(page)).toBeVisible()
})
