// The process itself: arguments, settings, signals, what it prints where, and its exit codes.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ServerProcess, startProcess } from './test-process.ts'

let folder: string
let dataDir: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-main-'))
  dataDir = path.join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (args: string[], env: Record<string, string> = {}): ServerProcess =>
  startProcess({ args, dataDir, env })

/** Processes that name our data folder, besides the one given. */
function others(pid: number | undefined): string[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataDir) && Number.parseInt(line, 10) !== pid && !line.includes('ps -eo'))
}

describe('the process', () => {
  it('explains itself', async () => {
    const help = run(['--help'])
    expect(await help.exit).toBe(0)
    expect(help.stdout()).toContain('--role all|web|ingest')
  })

  it.each([
    [['--role', 'king'], {}, '--role is one of all, web, ingest'],
    [['--frob'], {}, "Unknown option '--frob'"],
    [['extra'], {}, 'extra'],
    [[], { PERIPLUS_CLOCK: 'later' }, 'PERIPLUS_CLOCK: must be'],
    [[], { HOST: '0.0.0.0' }, 'HOST=0.0.0.0 can be reached from other machines'],
    [[], { PERIPLUS_BASE_PATH: 'p' }, 'PERIPLUS_BASE_PATH: must be'],
  ])('refuses %j with %j in words, before it opens anything', async (args, env, words) => {
    const refused = run(args, env)
    expect(await refused.exit).toBe(1)
    expect(refused.stderr()).toContain(words)
    expect(refused.stderr()).not.toMatch(/^ {4}at /m)
    expect(refused.stdout()).toBe('')
    expect(existsSync(dataDir)).toBe(false)
  })

  it('says which port is taken', async () => {
    const taker = createServer()
    await new Promise<void>((resolve) => taker.listen(0, '127.0.0.1', resolve))
    const { port } = taker.address() as AddressInfo
    const refused = run([], { PORT: String(port) })
    expect(await refused.exit).toBe(1)
    expect(refused.stderr()).toContain(`port ${port} of 127.0.0.1 is taken`)
    taker.close()
  })

  it('stops in order on SIGTERM: exit 0, no child left, JSON lines alone on stdout', async () => {
    const running = run(['--role', 'ingest'])
    await vi.waitFor(
      () => expect(running.stderr()).toContain('ready: taking ingest at http://127.0.0.1:'),
      60_000,
    )
    expect(others(running.child.pid).length).toBeGreaterThan(0)
    running.child.kill('SIGTERM')
    expect(await running.exit).toBe(0)
    expect(others(running.child.pid)).toEqual([])
    const lines = running
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string })
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'ready']))
  })

  it('can be interrupted while it starts, and that is no failure', async () => {
    const running = run(['--role', 'ingest'])
    await vi.waitFor(() => expect(running.stderr()).toContain('opening the embedded stores'), 60_000)
    running.child.kill('SIGINT')
    expect(await running.exit).toBe(0)
    expect(others(running.child.pid)).toEqual([])
  })
})
