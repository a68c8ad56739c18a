// The embedded engine's log, which nothing but a checkpoint keeps from growing.
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { startEmbedded } from '../embedded/start.ts'
import { newDataFolder } from '../store-tests/data-folder.ts'
import { quiet } from '../store-tests/stores.ts'
import { openRelational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { checkpoint } from './write/checkpoint.ts'
import { putState } from './write/state.ts'

it('is used again after a checkpoint', async () => {
  const dataDir = await newDataFolder('periplus-checkpoint-')
  const embedded = await startEmbedded({ dataDir, log: quiet })
  const store = openRelational(embedded.relational)
  await migrateRelational(store)
  const log = path.join(dataDir, 'relational/pg_wal')
  const megabytes = () =>
    readdirSync(log).reduce((sum, name) => sum + statSync(path.join(log, name)).size, 0) / 2 ** 20
  /** About 24 MB that do not compress. */
  const write = async () => {
    for (let n = 0; n < 12; n += 1) {
      await putState(store, { key: 'large', value: randomBytes(1 << 20).toString('hex'), now: new Date(0) })
    }
  }
  const sizes: number[] = []
  for (let round = 0; round < 4; round += 1) {
    await write()
    await checkpoint(store)
    sizes.push(megabytes())
  }
  expect(sizes[3], sizes.join(', ')).toBeLessThanOrEqual((sizes[1] ?? 0) + 16)
  await store.close()
  await embedded.stop()
  rmSync(dataDir, { recursive: true, force: true })
})
