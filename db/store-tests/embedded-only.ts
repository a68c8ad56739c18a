// An embedded installation for tests of the embedded child itself: no tables of the product in it.
import { rmSync } from 'node:fs'
import { type Embedded, startEmbedded } from '../embedded/start.ts'
import { type Events, openEvents } from '../events/client.ts'
import { openRelational, type Relational } from '../relational/client.ts'
import { newDataFolder } from './data-folder.ts'

export interface Installation {
  readonly dataDir: string
  readonly embedded: Embedded
  readonly events: Events
  readonly relational: Relational
  /** What the supervisor logged, oldest first. */
  readonly logged: { message: string; fields: object }[]
  close(): Promise<void>
}

export async function openInstallation(): Promise<Installation> {
  const dataDir = await newDataFolder('periplus-embedded-')
  const logged: Installation['logged'] = []
  const tell = (fields: object, message: string) => {
    logged.push({ message, fields })
  }
  const embedded = await startEmbedded({ dataDir, log: { info: tell, warn: tell, error: tell } })
  const events = openEvents(embedded.events)
  const relational = openRelational(embedded.relational)
  return {
    dataDir,
    embedded,
    events,
    relational,
    logged,
    async close() {
      await Promise.all([events.close(), relational.close()])
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
