import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bootstrapToken } from './bootstrap-token.ts'

let dataDir: string

beforeEach(() => {
  dataDir = path.join(mkdtempSync(path.join(tmpdir(), 'periplus-token-')), 'data')
})
afterEach(() => rmSync(path.dirname(dataDir), { recursive: true, force: true }))

describe('bootstrap token', () => {
  it('is made once, readable by its owner only', async () => {
    const token = await bootstrapToken({ dataDir, ingestToken: undefined })
    const file = path.join(dataDir, 'ingest-token')
    expect(readFileSync(file, 'utf8')).toBe(`${token}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await bootstrapToken({ dataDir, ingestToken: undefined })).toBe(token)
  })

  it('is one token when two processes start at once, and leaves nothing half made', async () => {
    const both = await Promise.all([1, 2, 3].map(() => bootstrapToken({ dataDir, ingestToken: undefined })))
    expect(new Set(both).size).toBe(1)
    expect(readdirSync(dataDir)).toEqual(['ingest-token'])
  })

  it('closes a file that others could read', async () => {
    const token = await bootstrapToken({ dataDir, ingestToken: undefined })
    const file = path.join(dataDir, 'ingest-token')
    chmodSync(file, 0o644)
    expect(await bootstrapToken({ dataDir, ingestToken: undefined })).toBe(token)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('refuses a file without a token in it', async () => {
    await bootstrapToken({ dataDir, ingestToken: undefined })
    writeFileSync(path.join(dataDir, 'ingest-token'), '\n')
    await expect(bootstrapToken({ dataDir, ingestToken: undefined })).rejects.toThrow('holds no token')
  })

  it('prefers the setting and then writes nothing', async () => {
    const given = 'a-token-from-the-environment'
    expect(await bootstrapToken({ dataDir, ingestToken: given })).toBe(given)
    expect(() => statSync(dataDir)).toThrow()
  })
})
