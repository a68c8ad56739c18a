// B9: the first load of a page in a cold browser, production build: compressed script of both pages, and of API
// traffic the largest contentful paint, how much moved, and the slowest interaction afterwards. Medians over
// several fresh browser contexts.
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { sendBodies, writeBodies } from './bodies.ts'
import { type BenchContext, type Benchmark, type Measurement, median } from './harness.ts'
import { type Installation, startInstallation } from './installation.ts'
import { countScripts, inTurn, notesOf, openBrowser, type Scripts, takeNotes } from './page-notes.ts'

const rounds = 7
const events = 200_000
const clusters = 12

interface Load {
  readonly scripts: Scripts
  /** Of the Sources page, in a browser of its own. */
  readonly sourcesBytes: number
  readonly lcpMs: number
  readonly shift: number
  readonly inpMs: number
  readonly interactions: number
}

/** What a person does first: looks at a talker, opens the pickers, closes them, switches the theme. */
async function interact(page: Page): Promise<number> {
  return inTurn(page, [
    () => page.getByRole('button', { name: /^Time:/ }).click(),
    () => page.keyboard.press('Escape'),
    () => page.getByRole('button', { name: /^Scope:/ }).click(),
    () => page.keyboard.press('Escape'),
    () => page.getByRole('row').nth(2).click(),
    () => page.keyboard.press('Escape'),
    () => page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio').first().click(),
    () => page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio').last().click(),
  ])
}

async function sourcesBytes(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const scriptsSoFar = await countScripts(page)
    await page.goto(`${url}/sources`, { waitUntil: 'load' })
    await page.getByRole('row').nth(1).waitFor()
    return scriptsSoFar().firstBytes
  } finally {
    await context.close()
  }
}

async function loadOnce(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(takeNotes)
    const scriptsSoFar = await countScripts(page)
    await page.goto(`${url}/traffic`, { waitUntil: 'load' })
    await page.getByRole('row').nth(2).waitFor()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
    const { lcpMs, shift } = await notesOf(page)
    const scripts = scriptsSoFar()
    const interactions = await interact(page)
    const { inpMs } = await notesOf(page)
    return { scripts, sourcesBytes: await sourcesBytes(browser, url), lcpMs, shift, inpMs, interactions }
  } finally {
    await context.close()
  }
}

async function fill(context: BenchContext, server: Installation): Promise<void> {
  const toMs = Math.floor(Date.now() / 60_000) * 60_000
  const file = path.join(context.work, 'events.json')
  const bodies = await writeBodies({
    seed: 9,
    clusters,
    fromMs: toMs - 3_600_000,
    toMs,
    lines: Math.max(20_000, events * context.scale),
    file,
    form: 'ndjson',
    linesPerBody: 2_000,
  })
  await sendBodies(bodies, server.url, server.token, 4)
}

function measurementsOf(loads: readonly Load[]): Measurement[] {
  return [
    {
      what: 'compressed script, API traffic page, first load',
      value: median(loads.map((load) => load.scripts.firstBytes)) / 1e3,
      unit: 'kB',
      atMost: 250,
    },
    {
      what: 'the same with the chart, which loads after the page',
      value: median(loads.map((load) => load.scripts.allBytes)) / 1e3,
      unit: 'kB',
    },
    {
      what: 'compressed script, Sources page, first load',
      value: median(loads.map((load) => load.sourcesBytes)) / 1e3,
      unit: 'kB',
      atMost: 250,
    },
    {
      what: 'largest contentful paint, loopback',
      value: median(loads.map((load) => load.lcpMs)),
      unit: 'ms',
      atMost: 1_000,
    },
    {
      what: 'cumulative layout shift until the page stands',
      value: median(loads.map((load) => load.shift)),
      unit: '',
    },
    {
      what: `slowest of ${loads[0]?.interactions} interactions`,
      value: median(loads.map((load) => load.inpMs)),
      unit: 'ms',
      atMost: 100,
      note: 'duration of the slowest event with an interaction id, as INP takes it for few interactions; 0 is below 16 ms',
    },
  ]
}

export const firstLoadBenchmark: Benchmark = {
  id: 'b9',
  title: 'first load of a page, cold cache',
  run: async (context) => {
    const server = await startInstallation({ root: context.root, dataDir: path.join(context.work, 'data') })
    try {
      context.say('b9: sending events')
      await fill(context, server)
      const browser = await openBrowser()
      try {
        await loadOnce(browser, server.url)
        const loads: Load[] = []
        for (let round = 0; round < rounds; round += 1) loads.push(await loadOnce(browser, server.url))
        return measurementsOf(loads)
      } finally {
        await browser.close()
      }
    } finally {
      await server.stop()
    }
  },
}
