// A Chromium for the browser journeys: the one named by PERIPLUS_CHROMIUM, else a system one, else
// Playwright's own, else Debian's through apt-get as root. Never silently none: the reason comes back.
import { existsSync } from 'node:fs'
import { aptInstall, canApt, isExecutable, onPath } from './apt.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const apps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  const file = chromium.executablePath()
  return file && existsSync(file) ? file : undefined
}

function oneCommand() {
  if (process.platform === 'darwin') return 'npx playwright install chromium'
  return onPath(['apt-get'])
    ? 'sudo apt-get install -y chromium'
    : 'npx playwright install --with-deps chromium'
}

/** `{ file }`, or `{ problem }` with the one command that helps. */
export async function ensureChromium() {
  const named = process.env.PERIPLUS_CHROMIUM
  if (named) {
    return isExecutable(named)
      ? { file: named }
      : { problem: `PERIPLUS_CHROMIUM is ${named}, which cannot be run` }
  }
  const found = onPath(names) ?? apps.find(isExecutable) ?? (await playwrightsOwn())
  if (found) return { file: found }
  if (canApt() && (await aptInstall('chromium'))) {
    const installed = onPath(names)
    if (installed) return { file: installed }
  }
  return { problem: `no Chromium for the browser journeys; run: ${oneCommand()}` }
}
