import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openConfig, type WatchedConfig } from './config-watch.ts'

const one = 'sources: [{ kind: kube-api, name: one, context: one }]\n'
const two = 'sources: [{ kind: kube-api, name: two, context: two }]\n'

let folder: string
let file: string
let watched: WatchedConfig | undefined
const problems: string[] = []
let taken = 0
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-config-'))
  file = path.join(folder, 'periplus.yaml')
  problems.length = 0
  taken = 0
})
afterEach(() => {
  watched?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function open(required = true): Promise<WatchedConfig> {
  watched = await openConfig({
    file,
    required,
    everyMs: 5,
    onProblem: (problem) => problems.push(problem),
    onTaken: () => {
      taken += 1
    },
  })
  return watched
}

const names = (config: WatchedConfig) =>
  config.current().sources.map((source) => ('name' in source ? source.name : ''))
const eventually = (look: () => void) => vi.waitFor(look, { timeout: 5_000, interval: 5 })

describe('a start', () => {
  it('goes on without a file that nobody named, and takes it when it appears', async () => {
    const config = await open(false)
    expect(config.state()).toEqual({ file, exists: false, problem: null })
    writeFileSync(file, one)
    await eventually(() => expect(names(config)).toEqual(['one']))
    expect(config.state()).toEqual({ file, exists: true, problem: null })
  })

  it('is refused when the named file is missing, wrong or no file', async () => {
    await expect(open()).rejects.toThrow(/PERIPLUS_CONFIG names .* and there is no such file/)
    writeFileSync(file, 'sources: 7\n')
    await expect(open()).rejects.toThrow(/periplus\.yaml:1: sources must be a list/)
    file = folder
    await expect(open()).rejects.toThrow(/cannot be read: EISDIR/)
  })
})

describe('a change', () => {
  it('is taken over; a broken one keeps what held before and says so once', async () => {
    writeFileSync(file, one)
    const config = await open()
    let changes = 0
    config.onChange(() => {
      changes += 1
    })
    writeFileSync(file, 'sources:\n  - kind: nomad\n')
    await eventually(() => expect(config.state().problem).toContain('periplus.yaml:2: sources[0].kind'))
    expect(names(config)).toEqual(['one'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([problems.length, changes, taken]).toEqual([1, 1, 0])

    writeFileSync(file, `${two}# mended\n`)
    await eventually(() => expect(names(config)).toEqual(['two']))
    expect(config.state().problem).toBeNull()
    expect([problems.length, changes, taken]).toEqual([1, 2, 1])
  })

  it('is seen behind a link that is turned to another file, as mounted configuration is', async () => {
    const [old, fresh] = [path.join(folder, 'old.yaml'), path.join(folder, 'fresh.yaml')]
    writeFileSync(old, one)
    writeFileSync(fresh, two)
    symlinkSync(old, file)
    const config = await open()
    symlinkSync(fresh, path.join(folder, 'next'))
    renameSync(path.join(folder, 'next'), file)
    await eventually(() => expect(names(config)).toEqual(['two']))
  })

  it('to nothing keeps what held before and says so', async () => {
    writeFileSync(file, one)
    const config = await open()
    rmSync(file)
    await eventually(() =>
      expect(config.state()).toMatchObject({ exists: false, problem: expect.stringContaining('is gone') }),
    )
    expect(names(config)).toEqual(['one'])
    writeFileSync(file, two)
    await eventually(() => expect(names(config)).toEqual(['two']))
    expect(config.state().problem).toBeNull()
  })
})
