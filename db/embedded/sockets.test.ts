import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { socketsOf } from './sockets.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'periplus-sockets-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const modeOf = (folder: string) => statSync(folder).mode & 0o777

describe('socketsOf', () => {
  it('puts them below the data directory, where only the owner may look', () => {
    const sockets = socketsOf(path.join(root, 'data'))
    expect(sockets.folder).toBe(path.join(root, 'data/run'))
    expect(modeOf(sockets.folder)).toBe(0o700)
    expect(path.dirname(sockets.relational)).toBe(sockets.folder)
    expect(path.dirname(sockets.events)).toBe(sockets.folder)
  })

  it('closes a folder that others could enter', () => {
    const folder = path.join(root, 'data/run')
    mkdirSync(folder, { recursive: true, mode: 0o777 })
    chmodSync(folder, 0o777)
    socketsOf(path.join(root, 'data'))
    expect(modeOf(folder)).toBe(0o700)
  })

  it('goes to a short place of its own when the path is too long for a socket, always the same', () => {
    const deep = path.join(root, 'x'.repeat(100))
    const sockets = socketsOf(deep, root)
    expect(path.dirname(sockets.folder)).toBe(root)
    expect(modeOf(sockets.folder)).toBe(0o700)
    expect(socketsOf(deep, root)).toEqual(sockets)
    expect(socketsOf(`${deep}y`, root).folder).not.toBe(sockets.folder)
  })

  it('does not follow a link somebody laid at the short place', () => {
    const deep = path.join(root, 'x'.repeat(100))
    const { folder } = socketsOf(deep, root)
    rmSync(folder, { recursive: true })
    mkdirSync(path.join(root, 'elsewhere'))
    symlinkSync(path.join(root, 'elsewhere'), folder)
    expect(() => socketsOf(deep, root)).toThrow(/belongs to somebody else/)
  })
})
