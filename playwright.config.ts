// Browser journeys: two at a time, each in a browser and against servers of its own, for which it waits half of the
// time. Build first.
import { defineConfig } from '@playwright/test'

const executablePath = process.env.PERIPLUS_CHROMIUM || undefined

export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results',
  workers: 2,
  timeout: 180_000,
  // Pictures compare where Chromium draws alike: fonts are bundled and the arguments below take the machine's
  // own font settings out. What is left between machines are edges; colours and sizes are tested as numbers.
  snapshotPathTemplate: 'e2e/baselines/{arg}{ext}',
  expect: { timeout: 45_000, toHaveScreenshot: { threshold: 0.2, maxDiffPixelRatio: 0.005, scale: 'css' } },
  forbidOnly: true,
  use: {
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-color-profile=srgb',
      ],
    },
  },
})
