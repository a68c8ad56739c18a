// What a world remembers of itself between two starts, and what it refuses.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { rememberedWorld } from './remembered.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-world-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const wallMs = Date.UTC(2026, 10, 26, 0, 35)
const otherwise = { seed: 7, scale: 'demo', scenarios: ['S01', 'S06'] } as const
const asked = { seed: undefined, scale: undefined, scenarios: undefined, reset: false, wallMs }

it('begins fourteen days before the day it is first started on, and keeps to that', () => {
  const first = rememberedWorld(folder, asked, otherwise)
  expect(first).toEqual({ ...otherwise, epochMs: Date.UTC(2026, 10, 12) })
  expect(JSON.parse(readFileSync(path.join(folder, 'world.json'), 'utf8'))).toEqual({
    seed: 7,
    scale: 'demo',
    scenarios: ['S01', 'S06'],
    epoch: '2026-11-12T00:00:00Z',
  })
  const later = { ...asked, wallMs: wallMs + 3 * 86_400_000 }
  expect(rememberedWorld(folder, later, { seed: 8, scale: 'small', scenarios: ['S01'] })).toEqual(first)
  expect(rememberedWorld(folder, { ...later, seed: 7, scale: 'demo' }, otherwise)).toEqual(first)
})

it('refuses to be another until told to begin anew', () => {
  expect(() => rememberedWorld(folder, { ...asked, seed: 9 }, otherwise)).toThrow('has seed 7, not 9')
  expect(() => rememberedWorld(folder, { ...asked, scale: 'small' }, otherwise)).toThrow(
    'has scale demo, not small',
  )
  expect(() => rememberedWorld(folder, { ...asked, scenarios: ['S01'] }, otherwise)).toThrow(
    'has scenarios S01,S06, not S01',
  )
  expect(rememberedWorld(folder, { ...asked, scale: 'small', reset: true }, otherwise).scale).toBe('small')
})

it.each(['', '{', '{"seed":1}', '{"seed":1,"scale":"huge","epoch":"2026-01-01T00:00:00Z"}'])(
  'says that %j is no world',
  (text) => {
    writeFileSync(path.join(folder, 'world.json'), text)
    expect(() => rememberedWorld(folder, asked, otherwise)).toThrow('begin anew with --reset')
  },
)
