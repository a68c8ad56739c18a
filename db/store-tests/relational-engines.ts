// The engines that tests of the relational store run on: the embedded PGlite, and a real PostgreSQL where
// its programs are.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { startEmbedded } from '../embedded/start.ts'
import { newDataFolder } from './data-folder.ts'
import { postgresPrograms, skippedLoudly, startPostgres } from './postgres.ts'
import { quiet } from './stores.ts'

interface Engine {
  readonly config: pg.PoolConfig
  close(): Promise<void>
}

export interface RelationalEngine {
  readonly name: string
  /** An empty database of its own. */
  open(): Promise<Engine>
}

async function embeddedIn(dataDir: string): Promise<Engine> {
  const started = await startEmbedded({ dataDir, log: quiet })
  return {
    config: started.relational,
    async close() {
      await started.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** As on a first start: the folder is made by the child itself. */
export const openFreshEmbedded = (): Promise<Engine> =>
  embeddedIn(mkdtempSync(path.join(os.tmpdir(), 'periplus-relational-')))

const openEmbedded = async (): Promise<Engine> => embeddedIn(await newDataFolder('periplus-relational-'))

export const programs = postgresPrograms(process.env.PERIPLUS_TEST_POSTGRES_BIN)

async function openPostgres(): Promise<Engine> {
  const server = await startPostgres(String(programs))
  return { config: await server.createDatabase(), close: () => server.remove() }
}

const postgres = { name: 'PostgreSQL', open: openPostgres }

/** `what` is told loudly when there is no PostgreSQL to run it on. */
export function relationalEngines(what: string, embedded = openEmbedded): RelationalEngine[] {
  if (programs === undefined) skippedLoudly(`${what} on a real PostgreSQL`)
  return [{ name: 'PGlite', open: embedded }, ...(programs === undefined ? [] : [postgres])]
}
