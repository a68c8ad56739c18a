// The floors hold because something watches: every kind of violation, planted in a scratch tree under
// the real configuration, is flagged by the real tools, and clean samples are not.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  brokenFloors,
  brokenPackages,
  brokenShapes,
  brokenSiblings,
  clean,
  type Plant,
} from './house/plants.ts'

const house = path.resolve(import.meta.dirname, '..')
const biome = path.join(house, 'node_modules/@biomejs/biome/bin/biome')
const broken = [...brokenFloors, ...brokenPackages, ...brokenSiblings, ...brokenShapes]

interface LintReport {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[]
}
interface HouseReport {
  readonly violations: readonly { readonly file: string; readonly rule: string }[]
}

let root = ''
const lintRules = new Map<string, Set<string>>()
const houseRules = new Map<string, Set<string>>()

function plant({ file, text }: Plant) {
  const target = path.join(root, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
}

function note(rules: Map<string, Set<string>>, file: string, rule: string) {
  rules.set(file, (rules.get(file) ?? new Set()).add(rule))
}

/** Both tools exit non-zero on what was planted; their reports are on stdout. */
function reportOf(command: readonly string[]): string {
  const run = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  expect(run.status, run.stderr).toBe(1)
  return run.stdout
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'periplus-house-'))
  for (const file of ['biome.json', '.gitignore']) copyFileSync(path.join(house, file), path.join(root, file))
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  for (const sample of [...broken, ...clean]) plant(sample)
  const lint = JSON.parse(
    reportOf([biome, 'check', '.', '--reporter=json', '--max-diagnostics=none']),
  ) as LintReport
  for (const { category, location } of lint.diagnostics) {
    note(lintRules, location.path, category.replace(/^lint\//, ''))
  }
  const report = JSON.parse(reportOf([path.join(house, 'scripts/house.mjs'), '--json', root])) as HouseReport
  for (const { file, rule } of report.violations) note(houseRules, file, rule)
}, 60_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a planted violation is flagged', () => {
  test.each(broken.filter(({ lint }) => lint))('lint: $file breaks $lint', ({ file, lint }) => {
    expect([...(lintRules.get(file) ?? [])]).toContain(lint)
  })

  test.each(broken.filter(({ house: rule }) => rule))(
    'house: $file breaks $house',
    ({ file, house: rule }) => {
      expect([...(houseRules.get(file) ?? [])]).toContain(rule)
    },
  )

  test('a room without a README', () => {
    expect([...(houseRules.get('simulator/README.md') ?? [])]).toContain('readmes')
  })
})

describe('a clean sample is not flagged', () => {
  test.each(clean)('$file', ({ file }) => {
    expect([...(lintRules.get(file) ?? []), ...(houseRules.get(file) ?? [])]).toEqual([])
  })
})

test('every row of the floors table is planted at least once', () => {
  const rooms = new Set(brokenFloors.map(({ file }) => file.split('/')[0]))
  const all = ['app', 'bench', 'bin', 'components', 'db', 'domain', 'e2e', 'ingest', 'server', 'simulator']
  expect([...rooms].sort()).toEqual(all)
})
