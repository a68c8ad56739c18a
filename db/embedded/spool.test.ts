import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSpool } from './spool.ts'

const hasMemoryFiles = existsSync('/dev/shm') && existsSync('/proc/self/fd')

/** Pieces as a socket brings them: of odd lengths. */
function pieces(length: number): Buffer[] {
  const bytes = randomBytes(length)
  const cut: Buffer[] = []
  for (let at = 0; at < length; at += 4_099) cut.push(bytes.subarray(at, Math.min(length, at + 4_099)))
  return cut
}

describe.skipIf(!hasMemoryFiles)('a spool', () => {
  it('holds exactly the bytes given last, whether they are more or fewer than before', async () => {
    const spool = openSpool(`periplus-test-${randomUUID()}`)
    // The last is longer than one call of the system takes pieces, and than what is kept.
    for (const length of [100_000, 65_536, 300_001, 70_000, 40 << 20, 65_537]) {
      const given = pieces(length)
      const file = await spool.fill(given)
      expect(file).toBeDefined()
      expect(readFileSync(file ?? '').equals(Buffer.concat(given))).toBe(true)
      await spool.done()
    }
  })

  it('has no name that anything could be found under', async () => {
    const name = `periplus-test-${randomUUID()}`
    const spool = openSpool(name)
    await spool.fill(pieces(100_000))
    expect(readdirSync('/dev/shm')).not.toContain(name)
  })

  it('leaves few bytes to the statement', async () => {
    const spool = openSpool(`periplus-test-${randomUUID()}`)
    expect(await spool.fill([])).toBeUndefined()
    expect(await spool.fill(pieces(1_000))).toBeUndefined()
  })
})

describe('without files of memory', () => {
  it('every byte goes with the statement', async () => {
    const spool = openSpool('no/such/folder')
    expect(await spool.fill(pieces(100_000))).toBeUndefined()
    await spool.done()
  })
})
