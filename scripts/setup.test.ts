// What a fresh machine is told, when a build is made anew, and what the last line of a test run says.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Machine {
  readonly platform: string
  readonly arch: string
  readonly glibc: boolean
  readonly hasClickhouse: boolean
}
interface MachineModule {
  nodeProblem(version: string): string | undefined
  machineProblem(machine: Machine): string | undefined
}
interface BuildModule {
  sourceDigest(root: string): string
}

const load = async <T>(file: string) =>
  (await import(pathToFileURL(path.join(import.meta.dirname, file)).href)) as T

const { nodeProblem, machineProblem } = await load<MachineModule>('setup/machine.mjs')
const { sourceDigest } = await load<BuildModule>('setup/build.mjs')

describe('machine', () => {
  test.each(['16.20.0', '18.19.0', '20.18.3', '21.7.0'])('Node %s is refused, with what to do', (version) => {
    expect(nodeProblem(version)).toMatch(new RegExp(`20\\.19.*this is Node ${version}[^]*nvm install`))
  })

  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0', '25.0.0'])('Node %s is fine', (version) => {
    expect(nodeProblem(version)).toBeUndefined()
  })

  const linux = { platform: 'linux', arch: 'x64', glibc: true, hasClickhouse: false }
  test.each([
    linux,
    { ...linux, arch: 'arm64' },
    { ...linux, platform: 'darwin', arch: 'arm64', glibc: false },
  ])('runs on $platform $arch', (machine) => expect(machineProblem(machine)).toBeUndefined())

  test('musl, 32 bits and unknown systems need CLICKHOUSE_URL, and run with it', () => {
    for (const machine of [
      { ...linux, glibc: false },
      { ...linux, arch: 'arm' },
      { ...linux, platform: 'freebsd' },
    ]) {
      expect(machineProblem(machine)).toMatch(/set CLICKHOUSE_URL/)
      expect(machineProblem({ ...machine, hasClickhouse: true })).toBeUndefined()
    }
    expect(machineProblem({ ...linux, glibc: false })).toMatch(/Alpine/)
  })

  test('Windows is told about WSL2', () => {
    expect(machineProblem({ ...linux, platform: 'win32', hasClickhouse: true })).toMatch(/WSL2/)
  })
})

describe('the digest of what is built', () => {
  let root = ''
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'periplus-digest-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test('changes with sources, migrations and the lockfile, not with tests, docs or results', () => {
    put('server/main.ts', 'one')
    const first = sourceDigest(root)
    for (const idle of [
      'server/main.test.ts',
      'server/README.md',
      'bench/results/a.json',
      'docs/x.md',
      'e2e/a.spec.ts',
    ]) {
      put(idle, 'x')
      expect(sourceDigest(root)).toBe(first)
    }
    const seen = new Set([first])
    for (const source of [
      'server/main.ts',
      'db/events/migrations/0001_a.sql',
      'package-lock.json',
      'app/a.css',
    ]) {
      put(source, `changed ${source}`)
      seen.add(sourceDigest(root))
    }
    expect(seen.size).toBe(5)
  })
})

describe('the last line of a test run', () => {
  const tally = pathToFileURL(path.join(import.meta.dirname, 'stages/tally.mjs')).href
  const run = (stages: string) => {
    const script = `import { conclude, stage } from '${tally}'; conclude([${stages}])`
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    return { code: done.status, last: done.stdout.trimEnd().split('\n').at(-1) }
  }
  const stageOf = (body: string) => `await stage('a', () => { ${body} })`

  test('is the plain count, and the exit code says the same', () => {
    const two = stageOf('return { passed: 2, failed: 0, skipped: 3 }')
    expect(run(two)).toEqual({ code: 0, last: '2 passed, 0 failed' })
    const one = stageOf('return { passed: 1, failed: 1, skipped: 0 }')
    expect(run(`${two}, ${one}`)).toEqual({ code: 1, last: '3 passed, 1 failed' })
  })

  test('a stage that throws or runs nothing has failed', () => {
    expect(run(stageOf("throw new Error('no')"))).toEqual({ code: 1, last: '0 passed, 1 failed' })
    const nothing = stageOf('return { passed: 0, failed: 0, skipped: 9 }')
    expect(run(nothing)).toEqual({ code: 1, last: '0 passed, 1 failed' })
  })

  test('nothing at all is no success', () => {
    expect(run('')).toEqual({ code: 1, last: '0 passed, 0 failed' })
  })
})

test('continuous integration calls npm test and nothing else', () => {
  const file = path.join(import.meta.dirname, '../.ci/run')
  const commands = execFileSync('grep', ['-v', '^#', file], { encoding: 'utf8' }).trim().split('\n')
  expect(commands).toEqual([
    'set -euo pipefail',
    `cd "$(dirname "$${'{'}BASH_SOURCE[0]}")/.."`,
    'exec npm test',
  ])
})
