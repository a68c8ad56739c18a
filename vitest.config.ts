import { defineConfig } from 'vitest/config'

// Unit tests run side by side; store and fault tests own a data directory and a child process each, so
// they run one after another. Tests of scenarios wait for a product in a process of its own more than they work: two
// at a time. Forks always: the embedded event store dies inside worker threads.
const exclude = ['**/node_modules/**', '**/.next/**', '**/dist/**', '**/.periplus/**', 'e2e/**']
const storeTests = ['**/*.store.test.ts', '**/*.fault.test.ts']
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
          exclude: [...exclude, ...storeTests],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'store',
          include: storeTests,
          exclude: [...exclude, ...scenarioTests],
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
