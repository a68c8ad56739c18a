// What a browser must read before a page answers to a hand: the scripts its document names. Counted and searched
// as the server sends them; nothing here is timed. What is heavy comes after the page, or not at all.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type APIRequestContext, expect } from '@playwright/test'
import { stormQuery, test } from '../fleet.ts'
import { openTraffic, rateCard } from '../screen.ts'

/** Words that no minifier takes away, by what they give away. */
const later = {
  'the chart library': 'recharts-surface',
  'the list of the command palette': 'palette-option',
  'the keyboard map': 'key-list',
  'the choices of the time range': 'absolute-form',
  'the panel of a talker': 'request-list',
} as const
const never = {
  zod: ['ZodError', 'zod/v4/classic/errors.js'],
  superjson: ['referentialEqualities', 'superjson/dist/index.js'],
} as const

/** Compressed kilobytes, two of them for what is told as it happens; a page that needs more says here why. */
const budgets = {
  '/review': 183,
  // All below also carry the choice of weeks of the scope bar, which the review needs at its first painting.
  // Onsets, the window held against another and the live tail are of the address or a key away.
  '/traffic': 191,
  // Two kinds of sources more, each with its words.
  '/sources': 187,
  // Queries, columns, groups and a selection are of the address, so they are read before the first row is drawn.
  '/fleet': 188,
  // A plan is of the address, too.
  '/upgrades': 187,
  '/capacity': 182,
  '/cluster': 182,
} as const

interface Script {
  readonly name: string
  readonly text: string
  /** As it travels. */
  readonly bytes: number
}

async function firstScripts(request: APIRequestContext, url: string, page: string): Promise<Script[]> {
  const document = await request.get(`${url}${page}`, { headers: { accept: 'text/html' } })
  const names = [...(await document.text()).matchAll(/<script[^>]* src="([^"]+)"([^>]*)>/g)]
    // Browsers of today leave the scripts of yesterday's alone.
    .flatMap(([, name = '', rest = '']) => (/nomodule/i.test(rest) ? [] : [name]))
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const script = await request.get(`${url}${name}`, { headers: { 'accept-encoding': 'br' } })
      expect(script.headers()['content-encoding'], name).toBe('br')
      return { name, text: await script.text(), bytes: Number(script.headers()['content-length']) }
    }),
  )
}

for (const [page, most] of Object.entries(budgets)) {
  test(`${page} names light scripts only, ${most} kB together`, async ({ request, fleet }) => {
    const scripts = await firstScripts(request, fleet.url, page)
    expect(scripts.length).toBeGreaterThan(5)
    const words = [...Object.entries(later), ...Object.entries(never).map(([what, [word]]) => [what, word])]
    for (const [what = '', word = ''] of words) {
      const holders = scripts.filter(({ text }) => text.includes(word)).map(({ name }) => name)
      expect.soft(holders, `${what} is in the first load`).toEqual([])
    }
    const kilobytes = scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1e3
    expect(kilobytes, 'compressed script of the first load').toBeLessThanOrEqual(most)
  })
}

test('the words searched for are those of the scripts that come later, or of the libraries', async ({
  page,
  fleet,
}) => {
  const read: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) read.push(response.text())
  })
  await openTraffic(page, fleet.url, stormQuery)
  await expect(rateCard(page).getByRole('slider')).toBeVisible()
  await expect(async () => {
    const texts = await Promise.all(read)
    const missing = Object.values(later).filter((word) => !texts.some((text) => text.includes(word)))
    expect(missing, 'read once the page is idle').toEqual([])
  }).toPass()
  for (const [word, file] of Object.values(never)) {
    const library = readFileSync(path.resolve('node_modules', file), 'utf8')
    expect(library, `${file} has another word by now`).toContain(word)
  }
})
