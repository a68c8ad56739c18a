import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings } from './env.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-folder-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const settings = () => readSettings({ PERIPLUS_DATA_DIR: dataDir })

it('keeps the stores of a new installation below the data folder, beside the demo', () => {
  mkdirSync(path.join(dataDir, 'demo/events'), { recursive: true })
  expect(settings()).toMatchObject({ dataDir, storesDir: path.join(dataDir, 'main') })
})

it.each(['events', 'relational'])('takes a folder that itself holds stores (%s) as it is', (store) => {
  mkdirSync(path.join(dataDir, store))
  expect(settings()).toMatchObject({ dataDir, storesDir: dataDir })
})
