// The engines that everything relational is tested on: the embedded PGlite, and a real PostgreSQL where
// its programs are.
import { rmSync } from 'node:fs'
import type pg from 'pg'
import { startEmbedded } from '../embedded/start.ts'
import { newDataFolder } from './data-folder.ts'
import { postgresPrograms, startPostgres } from './postgres.ts'
import { skippedLoudly } from './skipped.ts'
import { quiet } from './stores.ts'

export interface Engine {
  readonly config: pg.PoolConfig
  close(): Promise<void>
}

async function embedded(): Promise<Engine> {
  const dataDir = await newDataFolder('periplus-relational-')
  const started = await startEmbedded({ dataDir, log: quiet })
  return {
    config: started.relational,
    async close() {
      await started.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function postgres(programs: string): Promise<Engine> {
  const server = await startPostgres(programs)
  return { config: await server.createDatabase(), close: () => server.remove() }
}

/** `programs` names a folder of PostgreSQL's programs; undefined looks for Debian's. */
export function relationalEngines(
  what: string,
  named: string | undefined,
): readonly { readonly name: string; open(): Promise<Engine> }[] {
  const programs = postgresPrograms(named)
  if (programs === undefined)
    skippedLoudly(`${what} on a real PostgreSQL`, 'its programs are not on this machine')
  return [
    { name: 'PGlite', open: embedded },
    ...(programs === undefined ? [] : [{ name: 'PostgreSQL', open: () => postgres(programs) }]),
  ]
}
