// A file that is written, rotated, truncated and packed while it is followed: every line is delivered
// in order, and a restart goes on where it was.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Follower, type FollowOptions } from './follower.ts'
import type { Position } from './position.ts'

let folder: string
let log: string
let taken: string
let position: Position | undefined
let lost: string[]
let failing: boolean
let follower: Follower

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-follow-'))
  log = path.join(folder, 'audit.log')
  taken = ''
  position = undefined
  lost = []
  failing = false
  follower = start()
})
afterEach(async () => {
  await follower.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(more: Partial<FollowOptions> = {}): Follower {
  return new Follower({
    place: log,
    positions: {
      load: async () => position,
      save: async (next) => {
        position = next
      },
    },
    longestLine: 64 << 10,
    quietMs: 0,
    take: async (lines) => {
      if (failing) throw new Error('the store is away')
      taken += lines.toString()
    },
    pausedBecause: () => undefined,
    onLost: async (what) => {
      lost.push(what)
    },
    ...more,
  })
}

async function settle(): Promise<void> {
  while (await follower.step()) {
    // As long as there is more.
  }
}

async function restart(more: Partial<FollowOptions> = {}): Promise<void> {
  await follower.close()
  follower = start(more)
}

/** Two writes never bear the same time, as on a disk that is slower than this test. */
let writes = 0
const line = (): string => {
  writes += 1
  return `${JSON.stringify({ auditID: `event-${writes}`, pad: 'x'.repeat(writes % 90) })}\n`
}
const append = (text: string): void => appendFileSync(log, text)
const tick = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a followed file', () => {
  it('is read from its beginning and on as it grows, whole lines only', async () => {
    const [first, second] = [line(), line()]
    append(first + second.slice(0, 10))
    await settle()
    expect(taken).toBe(first)
    expect(follower.state).toMatchObject({ state: 'following', reason: '' })
    expect(follower.state.size - follower.state.offset).toBe(10)
    append(second.slice(10))
    await settle()
    expect(taken).toBe(first + second)
    expect(follower.state.offset).toBe(follower.state.size)
  })

  it('that is missing is a state in words, and is found when it comes', async () => {
    await settle()
    expect(follower.state).toMatchObject({ state: 'missing', reason: expect.stringContaining(log) })
    append('late\n')
    await settle()
    expect([taken, follower.state.state]).toEqual(['late\n', 'following'])
    rmSync(log)
    await settle()
    expect(follower.state.state).toBe('missing')
  })

  it('that is no plain file is refused', async () => {
    mkdirSync(log)
    await expect(follower.step()).rejects.toThrow('is not a plain file')
  })

  it('is not advanced by what was not taken', async () => {
    append('one\n')
    failing = true
    await expect(follower.step()).rejects.toThrow('away')
    expect(position).toMatchObject({ offset: 0 })
    await restart()
    failing = false
    await settle()
    expect(taken).toBe('one\n')
  })

  it('is left alone while intake is paused', async () => {
    append('one\n')
    await restart({ pausedBecause: () => 'the disk is full' })
    expect(await follower.step()).toBe(false)
    expect([taken, follower.state]).toEqual([
      '',
      { state: 'paused', reason: 'the disk is full', offset: 0, size: 0 },
    ])
  })

  it('may have a line longer than is waited for: it comes in pieces', async () => {
    const long = 'x'.repeat(200_000)
    append(`${long}\nshort\n`)
    await settle()
    expect(taken).toBe(`${long}\nshort\n`)
  })
})

describe('a rotation', () => {
  it('by rename is read to the end of the old file, its partial last line included', async () => {
    append('one\ntw')
    await settle()
    renameSync(log, `${log}.1`)
    await settle()
    appendFileSync(`${log}.1`, 'o')
    writeFileSync(log, 'three\n')
    await settle()
    expect(taken).toBe('one\ntwothree\n')
    expect(lost).toEqual([])
  })

  it('waits for the old file to be quiet', async () => {
    await restart({ quietMs: 60_000 })
    append('one\n')
    await settle()
    renameSync(log, path.join(folder, 'audit-2026-11-24T08-00-00.000.log'))
    writeFileSync(log, 'three\n')
    await settle()
    appendFileSync(path.join(folder, 'audit-2026-11-24T08-00-00.000.log'), 'two\n')
    await settle()
    expect(taken).toBe('one\ntwo\n')
  })

  it('several times while nobody looked is read in the order of writing', async () => {
    append('one\n')
    await settle()
    await follower.close()
    for (const [name, text] of [
      ['audit-2026-11-24T08-00-00.000.log', 'two\n'],
      ['audit-2026-11-24T09-00-00.000.log', 'three\n'],
    ] as const) {
      append(text)
      renameSync(log, path.join(folder, name))
      await tick()
    }
    writeFileSync(path.join(folder, 'audit-other.log'), 'no\n')
    writeFileSync(path.join(folder, 'audit-2026-11-24T07-00-00.000.log.gz'), 'no\n')
    append('four\n')
    await restart()
    await settle()
    expect(taken).toBe('one\ntwo\nthree\nfour\n')
    expect(lost).toEqual([])
  })

  for (const names of [
    ['audit-2026-11-24T08-00-00.000.log', 'audit-2026-11-24T09-00-00.000.log'],
    ['audit.log-20261124', 'audit.log-20261125'],
    ['audit.log.10', 'audit.log.9'],
  ]) {
    it(`within one tick of the clock is read in the order of the names ${names.join(', ')}`, async () => {
      append('one\n')
      await settle()
      await follower.close()
      const at = new Date(Date.now() - 1_000)
      for (const [n, name] of names.entries()) {
        append(`${['two', 'three'][n]}\n`)
        renameSync(log, path.join(folder, name))
        utimesSync(path.join(folder, name), at, at)
      }
      append('four\n')
      await restart()
      await settle()
      expect(taken).toBe('one\ntwo\nthree\nfour\n')
      expect(lost).toEqual([])
    })
  }

  it('by copy and truncation is read on in the copy, then from the new beginning', async () => {
    append('one\n')
    await settle()
    append('two\n')
    copyFileSync(log, `${log}.1`)
    truncateSync(log)
    append('three is longer than what was read before\n')
    await settle()
    expect(taken).toBe('one\ntwo\nthree is longer than what was read before\n')
    expect(lost).toEqual([])
  })

  it('whose old file was packed before it was read is told as a loss, once', async () => {
    append('one\n')
    await settle()
    await follower.close()
    append('two\n')
    renameSync(log, `${log}.1.gz`)
    append('three, in a new file\n')
    await restart()
    await settle()
    expect(taken).toBe('one\nthree, in a new file\n')
    expect(lost).toHaveLength(1)
    await restart()
    await settle()
    expect(lost).toHaveLength(1)
  })
})

it('any order of writes, rotations, failures and restarts delivers every line once, in order', async () => {
  const seed = Date.now() % 2 ** 31
  const step = fc.constantFrom(
    'line',
    'half',
    'look',
    'look',
    'rename',
    'copytruncate',
    'restart',
    'fail',
    'pack',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
      taken = ''
      position = undefined
      failing = false
      await restart()
      let written = ''
      let rest = ''
      let rotations = 0
      const write = (text: string): void => {
        append(text)
        written += text
      }
      // What was rotated before the first look is history, which is imported, not followed.
      write(line())
      await settle()
      for (const now of steps) {
        if (now === 'line') write(rest + line())
        if (now === 'line') rest = ''
        if (now === 'half' && rest === '') {
          const whole = line()
          write(whole.slice(0, 5))
          rest = whole.slice(5)
        }
        if (now === 'look') await settle()
        if (now === 'restart') await restart()
        if (now === 'fail') {
          failing = true
          await settle().catch(() => undefined)
          failing = false
        }
        // A rotation between two lines, as loggers do it, and looked at once, for a copy has no order.
        if ((now === 'rename' || now === 'copytruncate') && rest === '') {
          if (now === 'copytruncate') await settle()
          await tick()
          rotations += 1
          const old = `${log}.${9_000 - rotations}`
          if (now === 'rename') renameSync(log, old)
          else copyFileSync(log, old)
          if (now === 'rename') append('')
          else truncateSync(log)
          if (now === 'copytruncate') await settle()
        }
        if (now === 'pack') {
          await settle()
          for (const name of readdirSync(folder).filter((each) => each !== 'audit.log')) {
            renameSync(path.join(folder, name), path.join(folder, `${name}.gz`))
          }
          await restart()
        }
      }
      write(`${rest}\n`)
      await settle()
      expect(taken).toBe(written)
      expect(lost).toEqual([])
    }),
    { seed, numRuns: 60 },
  )
  console.info(`seed ${seed}`)
})
