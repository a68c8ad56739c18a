// The demo as a process: what it refuses and with what words, and that nothing of it outlives it, however it ends.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFleet } from './demo/fleet.ts'

const root = path.join(import.meta.dirname, '..')
let dataDir: string
let started: ChildProcess[] = []
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-demo-'))
})
afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  started = []
  rmSync(dataDir, { recursive: true, force: true })
})

interface Running {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | string | null>
}

function demo(args: readonly string[] = [], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'bin/demo.ts'), ...args], {
    cwd: root,
    env: { NODE_ENV: 'test', PORT: '0', PERIPLUS_DATA_DIR: dataDir, PERIPLUS_LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += String(chunk)
    })
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  return { child, said: () => text, ended }
}

/** Processes that name the data folder in their arguments: the simulated fleet and the stores. */
const others = (): number[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataDir) && !line.includes('ps -eo'))
    .map((line) => Number.parseInt(line, 10))
const fleetPid = (): number => {
  const line = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((text) => text.includes('fleet-process') && text.includes(dataDir))
  return line === undefined ? 0 : Number.parseInt(line, 10)
}
const soon = { timeout: 90_000, interval: 200 }

describe('what is refused', () => {
  it.each([
    [['--scenario', 'S99'], {}, 2, 'there is no scenario "S99"; there are S01'],
    [['--scale', 'huge'], {}, 2, '--scale is one of small, demo, ultra'],
    [['--seed', '-1'], {}, 2, '--seed'],
    [['--warp'], {}, 2, "Unknown option '--warp'"],
    [[], { CLICKHOUSE_URL: 'http://127.0.0.1:9' }, 1, 'CLICKHOUSE_URL: the demo keeps to embedded stores'],
    [[], { PORT: 'x' }, 1, 'PORT: must be a whole number'],
  ] as const)(
    '%j %j ends with %i',
    async (args, env, code, words) => {
      const { ended, said } = demo(args, env as Record<string, string>)
      expect(await ended).toBe(code)
      expect(said()).toContain(words)
      expect(existsSync(path.join(dataDir, 'demo'))).toBe(false)
    },
    60_000,
  )

  it('another world than the one it began, and a port that is taken; both leave nothing running', async () => {
    mkdirSync(path.join(dataDir, 'demo'))
    const world = { seed: 5, scale: 'small', scenarios: ['S01'], epoch: '2026-11-12T00:00:00Z' }
    writeFileSync(path.join(dataDir, 'demo/world.json'), JSON.stringify(world))
    const other = demo(['--seed', '6'])
    expect(await other.ended).toBe(1)
    expect(other.said()).toContain('has seed 5, not 6; begin another with --reset')
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const late = demo([], { PORT: String(port) })
    expect(await late.ended).toBe(1)
    expect(late.said()).toContain(`port ${port} of 127.0.0.1 is taken`)
    taken.close()
    expect(others()).toEqual([])
    expect(JSON.parse(readFileSync(path.join(dataDir, 'demo/world.json'), 'utf8'))).toEqual(world)
  }, 90_000)
})

describe('a demo that runs', () => {
  it('starts a fleet that died again, and takes everything with it when it is killed', async () => {
    const { child, said, ended } = demo(['--scale', 'small'])
    await vi.waitFor(() => expect(said()).toContain('ready: open http'), soon)
    const first = fleetPid()
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(said()).toContain('the simulated fleet ended (SIGKILL)'), soon)
    await vi.waitFor(() => expect([0, first]).not.toContain(fleetPid()), soon)
    const truth = /: (http:\S+\/_sim)\/truth/.exec(said())?.[1]
    // At the same place, on the day that was being read.
    await vi.waitFor(
      async () => expect(await (await fetch(`${truth}/clock`)).json()).toMatchObject({ scale: 'small' }),
      soon,
    )
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    await vi.waitFor(() => expect(others()).toEqual([]), soon)
  }, 240_000)

  it('stops in order when it is interrupted, with exit code 0', async () => {
    const { child, said, ended } = demo(['--scale', 'small'])
    await vi.waitFor(() => expect(said()).toContain('ready: open http'), soon)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(others()).toEqual([])
  }, 240_000)
})

/** Takes whatever audit events are posted; the first of each post, in their order. */
async function taker(): Promise<{ url: string; firsts: string[]; close: () => void }> {
  const firsts: string[] = []
  const server = createHttpServer(async (req, res) => {
    const { items } = JSON.parse(Buffer.concat(await req.toArray()).toString('utf8'))
    firsts.push(items[0].auditID)
    res.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}/`, firsts, close: () => server.close() }
}

describe('a fleet whose audit log is sent', () => {
  it('begins anew when it died before it had sent all that was', async () => {
    const { url, firsts, close } = await taker()
    const said: string[] = []
    const [token, course] = ['token', 'live' as const]
    const world = { scale: 'small' as const, scenarios: ['S01'], folder: path.join(dataDir, 'demo') }
    const say = (line: string): void => void said.push(line)
    const fleet = await startFleet({ ...world, reset: false, course, token, nodeToken: token, say })
    try {
      const cluster = fleet.clusters[0]?.name ?? ''
      const target = { cluster, form: 'webhook' as const, url, token, waitMs: 1_000 }
      await fleet.follow([target], Date.now() - 60_000)
      await vi.waitFor(() => expect(firsts.length).toBeGreaterThan(1), soon)
      const [first] = firsts
      const isAgain = (): boolean => firsts.indexOf(first as string, 1) > 0
      expect(isAgain()).toBe(false)
      process.kill(fleetPid(), 'SIGKILL')
      await vi.waitFor(() => expect(isAgain()).toBe(true), soon)
      expect(said).toEqual([expect.stringContaining('the simulated fleet ended (SIGKILL)')])
    } finally {
      await fleet.stop()
      close()
    }
  }, 240_000)
})
