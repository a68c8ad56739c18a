import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holderOf, leaveNote } from './owner-note.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'periplus-note-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const dead = () => spawnSync(process.execPath, ['--version']).pid

describe('holderOf', () => {
  it('names the server while its stores live', () => {
    leaveNote(dataDir, { pid: 4_711, stores: process.ppid })
    expect(holderOf(dataDir)).toBe(4_711)
    expect(readdirSync(dataDir)).toEqual(['owner.json'])
  })

  it('names nobody when the stores are dead, whoever has the id of their server now', () => {
    leaveNote(dataDir, { pid: process.pid, stores: dead() })
    expect(holderOf(dataDir)).toBeUndefined()
  })

  it('names nobody when this very process has the id of those stores now', () => {
    leaveNote(dataDir, { pid: process.ppid, stores: process.pid })
    expect(holderOf(dataDir)).toBeUndefined()
  })

  it.each(['', '{', '{"pid":1}', '{"pid":-1,"stores":1}', '[]'])('names nobody by a note like %s', (text) => {
    writeFileSync(path.join(dataDir, 'owner.json'), text)
    expect(holderOf(dataDir)).toBeUndefined()
  })

  it('names nobody without a note', () => {
    expect(holderOf(dataDir)).toBeUndefined()
  })
})
