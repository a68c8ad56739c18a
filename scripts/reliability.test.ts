// docs/reliability.md names the test that holds each promise; a name that leads nowhere is a promise nobody
// holds.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const page = readFileSync(path.join(root, 'docs/reliability.md'), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| promise'))

it('names a test for every promise, and only tests that are there', () => {
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const tests = [...row.matchAll(/`([a-z0-9/-]+(?:\.(?:store|fault))?\.(?:test|spec)\.ts)`/g)].map(
      ([, file]) => file ?? '',
    )
    expect([row, tests.length > 0]).toEqual([row, true])
    for (const file of tests) expect([file, existsSync(path.join(root, file))]).toEqual([file, true])
  }
})
