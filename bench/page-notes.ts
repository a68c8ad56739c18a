// What benchmarks in a browser stand on: a cold Chromium, what a page notes about itself, the scripts it fetched.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { chromiumPath, searchPath } from './env.ts'

export interface Scripts {
  /** Named by the document itself. */
  readonly firstBytes: number
  /** With those that scripts asked for afterwards: the chart comes when the page stands. */
  readonly allBytes: number
}

/** What the page notes about itself, from before its first byte. */
export interface Noted {
  lcpMs: number
  inpMs: number
  shift: number
}

function browserFile(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = searchPath()
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
  return [chromiumPath(), ...found].find((file) => file !== undefined && existsSync(file))
}

export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('@playwright/test')
  const executablePath = browserFile()
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) })
}

/** Runs inside the page. */
export function takeNotes(): void {
  const noted: Noted = { lcpMs: 0, inpMs: 0, shift: 0 }
  Object.assign(globalThis, { noted })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) noted.lcpMs = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
      noted.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
      if ((entry.interactionId ?? 0) > 0) noted.inpMs = Math.max(noted.inpMs, entry.duration)
    }
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
}

export const notesOf = (page: Page): Promise<Noted> =>
  page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted)

/** Compressed bytes of the scripts the page has fetched. */
export async function countScripts(page: Page): Promise<() => Scripts> {
  const session = await page.context().newCDPSession(page)
  const scripts = new Map<string, { isFirst: boolean; bytes: number }>()
  session.on('Network.requestWillBeSent', ({ requestId, type, initiator }) => {
    if (type === 'Script') scripts.set(requestId, { isFirst: initiator.type === 'parser', bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId)
    if (script) script.bytes = encodedDataLength
  })
  await session.send('Network.enable')
  const sum = (some: readonly { bytes: number }[]) => some.reduce((total, { bytes }) => total + bytes, 0)
  return () => {
    const all = [...scripts.values()]
    return { firstBytes: sum(all.filter(({ isFirst }) => isFirst)), allBytes: sum(all) }
  }
}

/** Does one step after another, each until its entry is noted. How many there were. */
export async function inTurn(page: Page, steps: readonly (() => Promise<void>)[]): Promise<number> {
  for (const step of steps) {
    await step()
    // An interaction ends with the next frame; its entry comes a moment after.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  }
  return steps.length
}
