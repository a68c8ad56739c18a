// Quantities against values worked out by hand, and against exact fractions for any of them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { millicoresOf, NoQuantity, wholeOf } from './quantity.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`quantity.test.ts: seed ${seed}`)

test.each([
  ['0', 0],
  ['250m', 250],
  ['4', 4_000],
  ['0.1', 100],
  ['.5', 500],
  ['2.', 2_000],
  ['1e3', 1_000_000],
  ['1E3', 1_000_000],
  ['2e-1', 200],
  ['100n', 1],
  ['1500u', 2],
  ['1k', 1_000_000],
  ['1.0005', 1_001],
  ['-250m', -250],
])('%s of a core', (text, millicores) => {
  expect(millicoresOf(text)).toBe(millicores)
})

test.each([
  ['15677216Ki', 16_053_469_184],
  ['1.5Gi', 1_610_612_736],
  ['16Gi', 17_179_869_184],
  ['129M', 129_000_000],
  ['129e6', 129_000_000],
  ['128974848000m', 128_974_848],
  ['128974848001m', 128_974_849],
  ['76224326324', 76_224_326_324],
  ['1E', Number.MAX_SAFE_INTEGER],
  ['110', 110],
  ['0.5Ki', 512],
])('%s bytes', (text, bytes) => {
  expect(wholeOf(text)).toBe(bytes)
})

test.each(['', ' 1', '1 Gi', 'Gi', '1gi', '1KB', '0x10', '1e', '1e3k', '--1', 'NaN', '.', '9'.repeat(65)])(
  '%j is refused',
  (text) => {
    expect(() => wholeOf(text)).toThrow(NoQuantity)
  },
)

test('any decimal is rounded up to the next whole one, never by a float', () => {
  const suffixes: readonly (readonly [string, bigint, bigint])[] = [
    ['n', 1n, 10n ** 9n],
    ['u', 1n, 10n ** 6n],
    ['m', 1n, 1_000n],
    ['', 1n, 1n],
    ['k', 1_000n, 1n],
    ['M', 10n ** 6n, 1n],
    ['Ki', 1_024n, 1n],
    ['Mi', 1_048_576n, 1n],
  ]
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 9n),
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(...suffixes),
      (digits, places, [suffix, times, over]) => {
        const padded = String(digits).padStart(places + 1, '0')
        const text = places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`
        const [above, below] = [digits * times, over * 10n ** BigInt(places)]
        const expected = above / below + (above % below === 0n ? 0n : 1n)
        expect(BigInt(wholeOf(text + suffix))).toBe(
          expected > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : expected,
        )
      },
    ),
    { seed },
  )
})
