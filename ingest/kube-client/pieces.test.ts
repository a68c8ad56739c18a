// The cutter against JSON.parse of the whole: whatever is inside, however it is split, the same objects.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenStream, frameForm, listForm, PieceCutter, type PieceForm } from './pieces.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`pieces.test.ts: seed ${seed}`)
const leftOut = new Set(['metadata.annotations', 'metadata.managedFields', 'status.images'])

/** Names that matter to the cutter turn up often, in places where they matter and where they do not. */
const name = fc.oneof(
  fc.constantFrom('metadata', 'annotations', 'managedFields', 'status', 'images', 'items', 'object', 'a'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('\\', '"', '\\"', '{', '}', '[', ',', 'ü', '\u{1f600}', ''),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const kubeObject = fc.record(
  {
    metadata: fc.dictionary(name, value, { noNullPrototype: true }),
    status: fc.dictionary(name, value, { noNullPrototype: true }),
    items: value,
  },
  { requiredKeys: [], noNullPrototype: true },
)
const splits = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })

/** What is left out stands there as null. */
function cutDown(object: unknown): unknown {
  const copy = structuredClone(object) as Record<string, Record<string, unknown>>
  for (const path of leftOut) {
    const [outer = '', inner = ''] = path.split('.')
    const holder = copy[outer]
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) continue
    if (Object.hasOwn(holder, inner)) holder[inner] = null
  }
  return copy
}

function cut(form: PieceForm, text: string, sizes: readonly number[], limits?: { piece: number }) {
  const bytes = Buffer.from(text)
  const cutter = new PieceCutter(form, leftOut, { piece: 1 << 20, envelope: 64 << 10, ...limits })
  const pieces: string[] = []
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] as number
    pieces.push(...cutter.push(Buffer.from(bytes.subarray(at, at + size))))
    at += size
  }
  return { pieces, envelope: cutter.end(), oversized: cutter.oversized }
}

/** JSON.stringify keeps `__proto__` as any name; compared as text, so that it stays one. */
const same = (left: unknown, right: unknown) => expect(JSON.stringify(left)).toBe(JSON.stringify(right))

describe('any list, however it is split', () => {
  test('gives its items, and its envelope without them', () => {
    fc.assert(
      fc.property(fc.array(kubeObject, { maxLength: 5 }), splits, fc.boolean(), (items, sizes, pretty) => {
        const list = { kind: 'PodList', metadata: { resourceVersion: '7', continue: 'x' }, items, after: [1] }
        const { pieces, envelope } = cut(listForm, JSON.stringify(list, null, pretty ? 1 : undefined), sizes)
        same(
          pieces.map((piece) => JSON.parse(piece)),
          items.map(cutDown),
        )
        same(JSON.parse(envelope), { ...list, items: [] })
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('any frames, however they are split', () => {
  test('come one by one', () => {
    fc.assert(
      fc.property(fc.array(kubeObject, { maxLength: 5 }), splits, (objects, sizes) => {
        const frames = objects.map((object) => ({ type: 'ADDED', object }))
        const text = frames.map((frame) => `${JSON.stringify(frame)}\n`).join('')
        const { pieces } = cut(frameForm, text, sizes)
        same(
          pieces.map((piece) => JSON.parse(piece)),
          objects.map((object) => ({ type: 'ADDED', object: cutDown(object) })),
        )
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('what is too large', () => {
  const list = (metadata: object) =>
    JSON.stringify({ items: [{ metadata: { name: 'a' } }, { metadata }, { metadata: { name: 'c' } }] })

  test('an annotation of any size is left out and costs nothing', () => {
    const text = list({ name: 'b', annotations: { huge: '\\"\u00fc'.repeat(100_000) }, uid: '1' })
    const { pieces, oversized } = cut(listForm, text, [4_096], { piece: 1_000 })
    expect(oversized).toBe(0)
    expect(JSON.parse(pieces[1]!)).toEqual({ metadata: { name: 'b', annotations: null, uid: '1' } })
  })

  test('any other huge object is passed over and counted, its neighbours are not', () => {
    const text = list({ name: 'b', labels: { huge: '\\"}'.repeat(100_000) }, annotations: { a: '1' } })
    const { pieces, oversized } = cut(listForm, text, [4_096, 1], { piece: 10_000 })
    expect(oversized).toBe(1)
    expect(pieces.map((piece) => JSON.parse(piece).metadata.name)).toEqual(['a', 'c'])
  })

  test('an envelope that never ends is broken', () => {
    const text = `{"metadata":{"continue":"${'x'.repeat(200_000)}"},"items":[]}`
    expect(() => cut(listForm, text, [4_096])).toThrow(BrokenStream)
  })
})

describe('what is no answer', () => {
  test.each([
    ['a page of HTML', '<!doctype html><p>Sign in</p>', 'no JSON'],
    ['text', '404 page not found', 'no JSON'],
    [
      'a list that is cut off',
      '{"kind":"PodList","items":[{"metadata":{"name":"a"}},{"met',
      'ends in the middle',
    ],
    ['nothing', '', 'empty'],
    ['brackets without end', `{"items":${'['.repeat(2_000)}`, 'nested too deeply'],
    ['more closed than opened', '{"items":[]}}', 'no JSON'],
  ])('%s', (_, text, says) => {
    expect(() => cut(listForm, text, [7])).toThrow(says)
  })
})
