// A real PostgreSQL for tests: Debian's programs, a throwaway cluster of its own on a Unix socket below
// the temporary folder. PostgreSQL refuses to run as root, so there it runs as the user Debian made.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const debian = '/usr/lib/postgresql'

/** Folder with initdb and postgres: the one named, else Debian's newest. */
export function postgresPrograms(named: string | undefined): string | undefined {
  if (named) return named
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isFinite) : []
  return versions
    .sort((a, b) => b - a)
    .map((version) => path.join(debian, String(version), 'bin'))
    .find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')))
}

interface Identity {
  readonly uid?: number
  readonly gid?: number
}

function identity(): Identity {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

export interface Postgres {
  readonly config: pg.PoolConfig
  /** A database of its own for one test. */
  createDatabase(): Promise<pg.PoolConfig>
  stop(): Promise<void>
  /** After a stop. */
  start(): Promise<void>
}

async function answering(config: pg.PoolConfig, server: ChildProcess): Promise<void> {
  for (;;) {
    const client = new pg.Client(config)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (server.exitCode !== null) throw error
      await sleep(50)
    }
  }
}

export async function startPostgres(programs: string): Promise<Postgres & { remove(): Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-pg-'))
  const as = identity()
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  const data = path.join(folder, 'data')
  const options = {
    ...as,
    cwd: folder,
    env: { NODE_ENV: 'test', LC_ALL: 'C', TZ: 'UTC' },
    stdio: 'ignore',
  } as const
  execFileSync(
    path.join(programs, 'initdb'),
    ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync'],
    options,
  )
  // Sockets only: the port is no more than a part of the socket's name.
  const args = ['-D', data, '-k', folder, '-h', '', '-p', '54321', '-F', '-c', 'max_connections=60']
  const config: pg.PoolConfig = { host: folder, port: 54_321, user: 'postgres', database: 'postgres' }
  let server: ChildProcess | undefined
  const start = async () => {
    server = spawn(path.join(programs, 'postgres'), args, options)
    await answering(config, server)
  }
  const stop = async () => {
    if (server === undefined || server.exitCode !== null) return
    const gone = once(server, 'exit')
    // Fast shutdown: connections are cut, work is kept.
    server.kill('SIGINT')
    await gone
  }
  await start()
  let databases = 0
  return {
    config,
    start,
    stop,
    async createDatabase() {
      databases += 1
      const client = new pg.Client(config)
      await client.connect()
      await client.query(`CREATE DATABASE test_${databases}`)
      await client.end()
      return { ...config, database: `test_${databases}` }
    },
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
