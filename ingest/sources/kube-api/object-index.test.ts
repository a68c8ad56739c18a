// The index against a plain Map that does the obvious, over random lists and changes; and its size.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ObjectIndex } from './object-index.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`object-index.test.ts: seed ${seed}`)

interface Known {
  print: bigint
  version: number
  isAlive: boolean
}

/** Everything by name, nothing bounded: what the index must agree with. */
class PlainIndex {
  readonly all = new Map<string, Known>()
  base = Number.NaN
  list(items: ReadonlyMap<string, bigint>, version: number) {
    const toStore = [...items].filter(([uid, print]) => {
      const known = this.all.get(uid)
      return !(known?.isAlive && known.print === print)
    })
    const gone = [...this.all].filter(([uid, known]) => known.isAlive && !items.has(uid))
    this.all.clear()
    for (const [uid, print] of items) this.all.set(uid, { print, version: 0, isAlive: true })
    this.base = version
    return { toStore: toStore.map(([uid]) => uid), gone: gone.map(([uid]) => uid) }
  }
  change(uid: string, version: number, print: bigint | undefined) {
    const known = this.all.get(uid)
    if (version <= this.base || (known !== undefined && version <= known.version)) return 'stale'
    const isSame = known?.isAlive === true && known.print === print
    const wasAlive = known?.isAlive === true
    this.all.set(uid, { print: print ?? 0n, version, isAlive: print !== undefined })
    if (print === undefined) return wasAlive ? 'changed' : 'unknown'
    return isSame ? 'same' : 'changed'
  }
}

const uids = Array.from({ length: 400 }, () => randomUUID())
const uid = fc.constantFrom(...uids)
const print = fc.bigInt(0n, 3n)
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ list: fc.array(fc.tuple(uid, print), { maxLength: 300 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      changes: fc.array(
        fc.record({ uid, back: fc.integer({ min: 0, max: 5 }), print: fc.option(print, { nil: undefined }) }),
        { maxLength: 60 },
      ),
    }),
  },
)

test('says of every change what a plain map says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(uid, print), { maxLength: 50 }),
      fc.array(step, { maxLength: 12 }),
      (stored, steps) => {
        const index = new ObjectIndex()
        const plain = new PlainIndex()
        for (const [id, fingerprint] of stored) {
          index.load(id, fingerprint)
          plain.all.set(id, { print: fingerprint, version: 0, isAlive: true })
        }
        let version = 1_000
        const read = (items: ReadonlyMap<string, bigint>) => {
          const before = [...plain.all.keys()]
          const expected = plain.list(items, version)
          index.beginList()
          const toStore = [...items]
            .filter(([id, fingerprint]) => index.see(id, fingerprint))
            .map(([id]) => id)
          expect(toStore).toEqual(expected.toStore)
          expect(before.filter((id) => index.isUnseen(id)).sort()).toEqual(expected.gone.sort())
          expect(index.unseenCount).toBe(expected.gone.length)
          index.endList(String(version))
        }
        read(new Map())
        for (const one of steps) {
          if ('list' in one) read(new Map(one.list))
          else {
            for (const change of one.changes) {
              version += 1
              const at = version - change.back
              expect(index.change(change.uid, String(at), change.print)).toBe(
                plain.change(change.uid, at, change.print),
              )
            }
          }
          expect(index.size).toBe([...plain.all.values()].filter(({ isAlive }) => isAlive).length)
        }
      },
    ),
    { seed, numRuns: 150 },
  )
})

describe('memory', () => {
  test('about 32 bytes an object, and no more after many more of them came and went', () => {
    const index = new ObjectIndex()
    index.beginList()
    for (let n = 0; n < 100_000; n += 1) index.see(`uid-${n}`, BigInt(n))
    index.endList('1')
    const bytes = index.bytes
    expect(bytes / 100_000).toBeLessThan(40)
    for (let n = 0; n < 250_000; n += 1) {
      index.change(`uid-${n}`, String(2 * n + 2), undefined)
      index.change(`uid-${n + 100_000}`, String(2 * n + 3), BigInt(n))
    }
    expect(index.size).toBe(100_000)
    expect(index.bytes).toBeLessThan(bytes * 3)
  })

  test('a deleted object stays deleted when an older change of it comes late', () => {
    const index = new ObjectIndex()
    index.endList('10')
    expect(index.change('a', '12', 1n)).toBe('changed')
    expect(index.change('a', '14', undefined)).toBe('changed')
    for (let n = 0; n < 100; n += 1) index.change(`b${n}`, String(15 + n), 1n)
    expect(index.change('a', '13', 2n)).toBe('stale')
    expect(index.change('a', '14', undefined)).toBe('stale')
  })
})

test('an object that goes before its coming is told stays gone', () => {
  const index = new ObjectIndex()
  index.endList('10')
  expect(index.change('a', '12', undefined)).toBe('unknown')
  expect(index.change('a', '11', 1n)).toBe('stale')
  expect(index.size).toBe(0)
  expect(index.change('a', '13', 1n)).toBe('changed')
})

test('versions that are no numbers have no order, and every change counts', () => {
  const index = new ObjectIndex()
  index.endList('opaque')
  expect(index.change('a', 'x', 1n)).toBe('changed')
  expect(index.change('a', 'w', 2n)).toBe('changed')
  expect(index.change('a', 'w', 2n)).toBe('same')
})
