// B11: `npm start` in a fresh clone, then again: seconds until a browser gets its first page. The first
// run installs and builds; npm's own cache is whatever this machine has.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { surroundings } from './env.ts'
import type { Benchmark } from './harness.ts'
import { freePort } from './installation.ts'

const withinMs = 600_000

async function firstPage(url: string, child: ChildProcess): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
    const page = await fetch(url).then(
      async (answer) => answer.ok && (await answer.text()).includes('</html>'),
      () => false,
    )
    if (page) return (performance.now() - startedAt) / 1_000
    await sleep(50)
  }
  throw new Error(`no page within ${withinMs / 1_000} s`)
}

/** npm, its shell and the server are one process group: the signal goes to all of it. */
function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return Promise.resolve()
  const { pid } = child
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    process.kill(-pid, 'SIGTERM')
  })
}

async function startOnce(clone: string): Promise<number> {
  const port = await freePort()
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...surroundings(), PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  })
  try {
    return await firstPage(`http://127.0.0.1:${port}/`, child)
  } finally {
    await stopGroup(child)
  }
}

export const startBenchmark: Benchmark = {
  id: 'b11',
  title: 'npm start, twice in a fresh clone',
  run: async ({ root, work, say }) => {
    const clone = path.join(work, 'clone')
    execFileSync('git', ['clone', '--quiet', root, clone])
    say('b11: first start (installs and builds)')
    const first = await startOnce(clone)
    say('b11: second start')
    const second = await startOnce(clone)
    return [
      { what: 'first start, to the first page', value: first, unit: 's', atMost: 300 },
      { what: 'second start, to the first page', value: second, unit: 's', atMost: 10 },
    ]
  },
}
