import { defineConfig } from 'vitest/config'

// Unit tests run side by side. Store tests own a data directory and a child process each and wait for it half of
// their time, tests of scenarios for a product in a process of its own: two at a time. Fault tests run one after
// another: they kill, stop and fill what others would stand on. Forks always: the embedded event store dies inside
// worker threads.
const exclude = ['**/node_modules/**', '**/.next/**', '**/dist/**', '**/.periplus/**', 'e2e/**']
const storeTests = ['**/*.store.test.ts']
const faultTests = ['**/*.fault.test.ts']
const scenarioTests = ['bin/*.store.test.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, ...storeTests, ...faultTests],
          testTimeout: 20_000,
          // A hook may be the first to ask for the whole router, which is transformed then.
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'store',
          include: storeTests,
          exclude: [...exclude, ...scenarioTests],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'fault',
          include: faultTests,
          exclude,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: scenarioTests,
          exclude,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
