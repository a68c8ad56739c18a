// kill -9 of the server and of the embedded stores at random points of a running import: what was
// acknowledged is there after the restart, and in the end every event of the file counts once.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { socketsOf } from '../db/embedded/sockets.ts'
import { type Events, openEvents } from '../db/events/client.ts'
import { storesFolder } from '../server/data-folder.ts'
import { CommandError } from './command.ts'
import { importAudit } from './import-audit.ts'

const root = path.join(import.meta.dirname, '..')
const token = 'a-token-long-enough-for-the-fault-test'
const eventCount = 60_000
const kills = 5

let folder: string
let dataDir: string
let file: string
let port: number
let server: ChildProcess | undefined

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-kill-'))
  dataDir = path.join(folder, 'data')
  file = path.join(folder, 'audit.log')
  writeFileSync(file, Array.from({ length: eventCount }, (_, n) => line(n)).join('\n'))
  port = await freePort()
})
afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(folder, { recursive: true, force: true })
})

function line(n: number): string {
  const at = new Date(Date.parse('2026-11-23T20:00:00Z') + n * 50).toISOString()
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `${String(n).padStart(8, '0')}-${randomUUID()}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/ns-${n % 20}/pods`,
    verb: 'list',
    user: { username: `system:serviceaccount:ns-${n % 20}:app-${n % 100}` },
    userAgent: `app-${n % 100}/v1.0 (linux/amd64)`,
    objectRef: { resource: 'pods', namespace: `ns-${n % 20}`, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: at,
    stageTimestamp: at,
  })
}

async function freePort(): Promise<number> {
  const taker = createServer()
  await new Promise<void>((resolve) => taker.listen(0, '127.0.0.1', resolve))
  const found = (taker.address() as AddressInfo).port
  await new Promise((resolve) => taker.close(resolve))
  return found
}

async function startServer(): Promise<void> {
  server = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(root, 'server/main.ts'), '--role', 'ingest'],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'test',
        TZ: 'UTC',
        PORT: String(port),
        PERIPLUS_DATA_DIR: dataDir,
        PERIPLUS_CLOCK: '2026-11-24T00:00:00Z',
        PERIPLUS_INGEST_TOKEN: token,
        PERIPLUS_LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
    },
  )
  await isReady()
}

async function isReady(): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
}

async function killServer(): Promise<void> {
  const child = server as ChildProcess
  child.kill('SIGKILL')
  await once(child, 'exit')
  await startServer()
}

async function killStores(): Promise<void> {
  const parent = String(server?.pid)
  const found = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((text) => text.trim().split(/\s+/)[1] === parent && text.includes(dataDir))
  process.kill(Number.parseInt(found ?? '', 10), 'SIGKILL')
  // Readiness is asked at most once a second.
  await sleep(1_500)
  await isReady()
}

async function asked<T>(question: (events: Events) => Promise<T>): Promise<T> {
  const events = openEvents({ url: 'http://embedded', socketPath: socketsOf(storesFolder(dataDir)).events })
  try {
    return await question(events)
  } finally {
    await events.close()
  }
}

const stored = (cluster: string, before = '') =>
  asked(async (events) => {
    const [row] = await events.rows({
      query: `SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL
        WHERE cluster_id = {cluster:String} AND ({before:String} = '' OR audit_id < {before:String})`,
      params: { cluster, before },
      row: z.object({ rows: z.coerce.number(), ids: z.coerce.number() }),
    })
    return row
  })

const said = { text: '' }

/** Undefined when it was cut short. */
async function runImport(cluster: string): Promise<number | undefined> {
  const write = (text: string): void => {
    said.text += text
  }
  const io = { stdin: Readable.from([]), stdout: { write }, stderr: { write } }
  const url = `http://127.0.0.1:${port}`
  const state = path.join(folder, 'state.json')
  // No patience: an import that meets a dead server ends, and the next one continues.
  const args = ['--cluster', cluster, '--url', url, '--token', token, '--state', state, '--patience', '0']
  try {
    return await importAudit([file, ...args], io)
  } catch (error) {
    if (error instanceof CommandError) return undefined
    throw error
  }
}

/** Lines the importer knows to be acknowledged. */
function acknowledged(): number {
  try {
    return z
      .object({ lines: z.number() })
      .parse(JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8'))).lines
  } catch {
    return 0
  }
}

async function requestsByMinute(cluster: string): Promise<{ minute: number; rows: number }[]> {
  return asked((events) =>
    events.rows({
      query: `SELECT toUnixTimestamp(minute) AS minute, count() AS rows FROM audit_raw FINAL
        WHERE cluster_id = {cluster:String} GROUP BY minute ORDER BY minute`,
      params: { cluster },
      row: z.object({ minute: z.coerce.number(), rows: z.coerce.number() }),
    }),
  )
}

const everything = { rows: eventCount, ids: eventCount }
const start = Date.parse('2026-11-23T20:00:00Z') / 1_000
const everyMinute = Array.from({ length: eventCount / 1_200 }, (_, n) => ({
  minute: start + n * 60,
  rows: 1_200,
}))

it(`loses nothing and counts nothing twice over ${kills} kills in the middle of an import`, async () => {
  await startServer()
  // On a fast machine one import may end before all kills are done; then the file goes to another cluster.
  for (let killed = 0, round = 1; killed < kills; round += 1) {
    const cluster = `killed-${round}`
    for (let code: number | undefined; code === undefined; ) {
      const importing = runImport(cluster)
      if (killed < kills) {
        await sleep(50 + Math.random() * 1_200)
        await (killed % 2 === 0 ? killServer() : killStores())
        killed += 1
      }
      code = await importing
      // Ids are numbered by line: everything before the acknowledged one must be there.
      const lines = acknowledged()
      if (lines > 0) {
        const there = await stored(cluster, String(lines).padStart(8, '0'))
        expect(there).toEqual({ rows: lines, ids: lines })
      }
    }
    expect(await stored(cluster)).toEqual(everything)
    expect(await requestsByMinute(cluster)).toEqual(everyMinute)
    // Once more, whole: remembered bodies or not, nothing changes.
    expect(await runImport(cluster)).toBe(0)
    expect(await stored(cluster)).toEqual(everything)
  }
}, 600_000)
