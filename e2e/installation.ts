// A running Periplus of a journey's own: free port, own data folder, clock of the story. Started with
// node as a person's shell would, stopped by its process id, fed over the public HTTP route only.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Installation {
  readonly url: string
  readonly dataDir: string
  readonly token: string
  /** Sends a body as an audit source would; fails on anything but 200. */
  feed(clusterId: string, body: string): Promise<{ accepted: number; rejected: number }>
  stop(): Promise<void>
}

const root = path.resolve(import.meta.dirname, '..')
const startsWithinMs = 60_000

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + startsWithinMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`the server was not ready within ${startsWithinMs / 1_000} s:\n${log()}`)
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    const kill = setTimeout(() => child.kill('SIGKILL'), 15_000)
    child.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

/** `now` is the instant its clock stands at; `settings` are environment variables of its own. */
export async function startInstallation(
  now: Date,
  settings: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-journey-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let said = ''
  const child = spawn(process.execPath, [path.join(root, 'bin/periplus.mjs'), 'serve'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      PERIPLUS_DATA_DIR: dataDir,
      PERIPLUS_CLOCK: now.toISOString(),
      PERIPLUS_LOG_LEVEL: 'warn',
      DATABASE_URL: '',
      CLICKHOUSE_URL: '',
      PERIPLUS_DEV_PAGES: '',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8_000)
    })
  }
  const stop = async () => {
    await stopChild(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await untilReady(url, child, () => said)
  } catch (error) {
    await stop()
    throw error
  }
  const token = readFileSync(path.join(dataDir, 'ingest-token'), 'utf8').trim()
  return { url, dataDir, token, stop, feed: (cluster, body) => feed(url, token, cluster, body) }
}

async function feed(url: string, token: string, clusterId: string, body: string) {
  const answer = await fetch(`${url}/api/ingest/v1/clusters/${clusterId}/audit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body,
  })
  if (!answer.ok) throw new Error(`feeding ${clusterId}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { accepted: number; rejected: number }
}
