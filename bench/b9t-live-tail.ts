// B9t: the page of API traffic while its live tail shows two thousand requests a second: the slowest of what a person
// does meanwhile, and whether the tail counts what is sent. Medians over several fresh browser contexts.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { type Bodies, sendBodies, writeBodies } from './bodies.ts'
import { type BenchContext, type Benchmark, type Measurement, median } from './harness.ts'
import { startInstallation } from './installation.ts'
import { inTurn, notesOf, openBrowser, takeNotes } from './page-notes.ts'

const rounds = 5
const perSecond = 2_000
/** A twentieth of what is written repeats an earlier line. */
const linesPerSecond = perSecond / 0.95
const linesPerBody = 200
const seconds = 110
const clusters = 12
const historyLines = 200_000

/** Bodies of what happens in [fromMs, toMs), seeded. */
function bodiesOf(context: BenchContext, name: string, fromMs: number, toMs: number, lines: number) {
  const file = path.join(context.work, `${name}.json`)
  return writeBodies({ seed: 9, clusters, fromMs, toMs, lines, file, form: 'ndjson', linesPerBody })
}

interface Look {
  readonly inpMs: number
  readonly interactions: number
  /** As the page says it. */
  readonly shownPerSecond: number
}

async function lookOnce(browser: Browser, url: string): Promise<Look> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(takeNotes)
    await page.goto(`${url}/traffic?tail=on`, { waitUntil: 'load' })
    const tail = page.getByRole('region', { name: 'Live tail' })
    const rate = tail.getByText(/[\d,.]+ req\/s came in/).first()
    await rate.waitFor()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)))
    const theme = page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio')
    const interactions = await inTurn(page, [
      () => tail.getByRole('button', { name: 'Pause' }).click(),
      () => tail.getByRole('button', { name: /^Resume/ }).click(),
      () => page.getByRole('button', { name: /^Time:/ }).click(),
      () => page.keyboard.press('Escape'),
      () => page.getByRole('button', { name: /^Scope:/ }).click(),
      () => page.keyboard.press('Escape'),
      () => page.getByRole('region', { name: 'Ranked talkers' }).getByRole('row').nth(2).click(),
      () => page.keyboard.press('Escape'),
      () => theme.first().click(),
      () => theme.last().click(),
    ])
    const { inpMs } = await notesOf(page)
    const [, shown = ''] = /([\d,.]+) req/.exec((await rate.textContent()) ?? '') ?? []
    return { inpMs, interactions, shownPerSecond: Number(shown.replaceAll(',', '')) }
  } finally {
    await context.close()
  }
}

async function lookWhileSent(bodies: Bodies, url: string, token: string, startMs: number): Promise<Look[]> {
  await sleep(Math.max(0, startMs - Date.now()))
  const sent = sendBodies(bodies, url, token, clusters, linesPerSecond / linesPerBody)
  const browser = await openBrowser()
  try {
    const looks: Look[] = []
    for (let round = 0; round <= rounds; round += 1) looks.push(await lookOnce(browser, url))
    const { refusals, seconds: took } = await sent
    if (refusals > 0) throw new Error(`${refusals} bodies were refused at first`)
    if (took > seconds * 1.05) throw new Error(`${Math.round(took)} s were needed for ${seconds} s of events`)
    return looks.slice(1)
  } finally {
    await browser.close()
  }
}

const measurementsOf = (looks: readonly Look[]): Measurement[] => [
  {
    what: `slowest of ${looks[0]?.interactions} interactions`,
    value: median(looks.map(({ inpMs }) => inpMs)),
    unit: 'ms',
    atMost: 200,
  },
  {
    what: `rate the tail shows, of ${perSecond} a second`,
    value: median(looks.map(({ shownPerSecond }) => shownPerSecond)),
    unit: '/s',
    atLeast: perSecond * 0.9,
  },
]

export const liveTailBenchmark: Benchmark = {
  id: 'b9t',
  title: `a live tail of ${perSecond} requests a second`,
  run: async (context) => {
    const server = await startInstallation({ root: context.root, dataDir: path.join(context.work, 'data') })
    try {
      context.say('b9t: sending an hour of events')
      const nowMs = Date.now()
      const before = await bodiesOf(context, 'history', nowMs - 3_600_000, nowMs - 60_000, historyLines)
      await sendBodies(before, server.url, server.token, 4)
      const startMs = Date.now() + 15_000
      const lines = linesPerSecond * seconds
      const live = await bodiesOf(context, 'live', startMs, startMs + seconds * 1_000, Math.round(lines))
      context.say(`b9t: sending ${live.lines} events as they happen`)
      return measurementsOf(await lookWhileSent(live, server.url, server.token, startMs))
    } finally {
      await server.stop()
    }
  },
}
