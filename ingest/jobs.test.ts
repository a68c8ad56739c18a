import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBodyMemory } from './body-memory.ts'
import { startDiskGuard } from './disk-guard.ts'
import { bodyKey, type RememberedBody } from './pipeline/intake.ts'
import { KnownBodies } from './pipeline/known-bodies.ts'
import { repeat } from './repeat.ts'
import { dropOld, retentionStart } from './retention-job.ts'
import { type Sealer, startSealJob } from './seal-job.ts'

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('repeat', () => {
  it('never overlaps itself, and stops after the run under way', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const job = repeat({
      everyMs: 1,
      slowestMs: 10,
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setTimeout(resolve, 5))
        running -= 1
        runs += 1
        return true
      },
      onFailure: () => undefined,
    })
    await until(() => runs >= 3 && running === 1)
    await job.stop()
    const after = runs
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([most, running, runs]).toEqual([1, 0, after])
  })

  it('goes on after a failure and counts failures in a row', async () => {
    const told: number[] = []
    let runs = 0
    const job = repeat({
      everyMs: 1,
      slowestMs: 4,
      run: async () => {
        runs += 1
        if (runs !== 3) throw new Error('no')
        return false
      },
      onFailure: (_error, failures) => told.push(failures),
    })
    await until(() => told.length >= 4)
    await job.stop()
    expect(told.slice(0, 4)).toEqual([1, 2, 1, 2])
  })
})

describe('the seal job', () => {
  it('seals minutes first and again while there are many, then hours, then days', async () => {
    const calls: string[] = []
    const sealer: Pick<Sealer, 'sealDue'> = {
      sealDue: async (grain, { limit }) => {
        calls.push(grain)
        return { sealed: calls.length === 1 ? limit : 1, open: 2, lagSeconds: 3 }
      },
    }
    const job = startSealJob({ sealer, minuteEveryMs: 1, coarseEveryMs: 0, onFailure: () => undefined })
    await until(() => calls.length >= 4)
    await job.stop()
    expect(calls.slice(0, 4)).toEqual(['minute', 'minute', 'hour', 'day'])
    expect(job.state().hour).toEqual({ sealed: 1, open: 2, lagSeconds: 3 })
  })
})

describe('retention', () => {
  const now = () => new Date('2026-11-24T12:00:00Z')
  const floorAt = (start: Date | null) => {
    let floor = start
    const told: string[] = []
    return {
      told,
      current: () => floor,
      raise: (to: Date) => {
        told.push(`raised to ${to.toISOString()}`)
        floor = to
      },
      remember: async () => {
        told.push('remembered')
      },
    }
  }

  it('takes nothing older than the setting, and nothing of a day that was dropped', () => {
    expect(retentionStart(now(), 14, floorAt(null)).toISOString()).toBe('2026-11-10T12:00:00.000Z')
    expect(retentionStart(now(), 30, floorAt(new Date('2026-11-10T00:00:00Z'))).toISOString()).toBe(
      '2026-11-10T00:00:00.000Z',
    )
  })

  it('closes the days, waits, seals, drops and remembers, in that order', async () => {
    const floor = floorAt(null)
    const { told } = floor
    const dropped = await dropOld({
      now,
      rawDays: 14,
      rollUpDays: 400,
      floor,
      sealer: {
        sealMinutesBefore: async (before) => {
          told.push(`sealed ${before.toISOString()}`)
          return 1
        },
      },
      barrier: async () => {
        told.push('waited')
      },
      carryObjects: async (day) => {
        told.push(`carried to ${day.toISOString()}`)
      },
      dropBefore: async ({ raw, rollUp }) => {
        told.push(`dropped ${raw.toISOString()} ${rollUp.toISOString()}`)
        return 2
      },
      dropFindings: async (before) => {
        told.push(`let findings go before ${before.toISOString()}`)
        return 1
      },
      onDropped: () => undefined,
    })
    expect(dropped).toBe(2)
    expect(told).toEqual([
      'raised to 2026-11-10T00:00:00.000Z',
      'waited',
      'sealed 2026-11-10T00:00:00.000Z',
      'carried to 2026-11-10T00:00:00.000Z',
      'dropped 2026-11-10T00:00:00.000Z 2025-10-20T11:00:00.000Z',
      'remembered',
      'let findings go before 2025-10-20T11:00:00.000Z',
    ])
  })

  it('drops nothing while minutes cannot be sealed', async () => {
    let drops = 0
    const job = {
      now,
      rawDays: 14,
      rollUpDays: 400,
      floor: floorAt(null),
      sealer: { sealMinutesBefore: () => Promise.reject(new Error('still unsealed')) },
      barrier: async () => undefined,
      carryObjects: async () => {
        drops += 1
      },
      dropBefore: async () => {
        drops += 1
        return 0
      },
      dropFindings: async () => {
        drops += 1
        return 0
      },
      onDropped: () => undefined,
    }
    await expect(dropOld(job)).rejects.toThrow('still unsealed')
    expect(drops).toBe(0)
  })
})

describe('body memory', () => {
  const body = (hash: string): RememberedBody => ({ clusterId: 'c', hash, lines: 7, at: new Date(0) })

  it('knows after a restart what it was told before', async () => {
    const written: RememberedBody[] = []
    const store = {
      remember: async (bodies: readonly RememberedBody[]) => {
        written.push(...bodies)
      },
      recent: async (limit: number) => [...written].reverse().slice(0, limit),
    }
    const first = await openBodyMemory(store, new KnownBodies(10), () => undefined)
    first.add(body('a'))
    first.add(body('b'))
    await first.stop()
    const known = new KnownBodies(10)
    const second = await openBodyMemory(store, known, () => undefined)
    const again = await known.once(bodyKey('c', 'b'), () => Promise.reject(new Error('not again')))
    expect([again.isRepeat, again.outcome.accepted]).toEqual([true, 7])
    await second.stop()
  })

  it('opens without its memory when the store cannot tell', async () => {
    const failures: unknown[] = []
    const fails = () => Promise.reject(new Error('away'))
    const memory = await openBodyMemory({ remember: fails, recent: fails }, new KnownBodies(10), (error) =>
      failures.push(error),
    )
    memory.add(body('a'))
    await memory.stop()
    expect(failures).toHaveLength(2)
  })
})

describe('the disk guard', () => {
  const options = { keepsFree: false, everyMs: 2, countEveryMs: 2, onFailure: () => undefined }

  it('stops intake at the limit, from the first moment on, and lets it go on when there is room', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'periplus-disk-'))
    const told: (string | undefined)[] = []
    mkdirSync(path.join(folder, 'below'))
    writeFileSync(path.join(folder, 'below/big'), Buffer.alloc(2_000))
    const guard = await startDiskGuard({
      ...options,
      folder,
      limitBytes: 1_000,
      onChange: (reason) => told.push(reason),
    })
    try {
      expect(guard.pausedBecause()).toContain('PERIPLUS_MAX_DISK')
      rmSync(path.join(folder, 'below/big'))
      await until(() => guard.pausedBecause() === undefined)
      writeFileSync(path.join(folder, 'big'), Buffer.alloc(1_000))
      await until(() => guard.pausedBecause() !== undefined)
      // A little less is not yet room enough.
      writeFileSync(path.join(folder, 'big'), Buffer.alloc(970))
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(guard.pausedBecause()).toContain('PERIPLUS_MAX_DISK')
      writeFileSync(path.join(folder, 'big'), Buffer.alloc(900))
      await until(() => guard.pausedBecause() === undefined)
      const full = expect.stringContaining('1000 bytes')
      expect(told).toEqual([full, undefined, full, undefined])
    } finally {
      await guard.stop()
      rmSync(folder, { recursive: true })
    }
  })

  it('looks at nothing where the disk is another machine’s and there is no limit', async () => {
    const guard = await startDiskGuard({
      ...options,
      folder: '/there/is/no/such/folder',
      limitBytes: undefined,
      onChange: () => undefined,
      onFailure: (error) => expect.unreachable(String(error)),
    })
    expect(guard.pausedBecause()).toBeUndefined()
    await guard.stop()
  })
})
