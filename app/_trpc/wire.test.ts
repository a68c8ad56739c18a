import fc from 'fast-check'
import superjson from 'superjson'
import { describe, expect, it } from 'vitest'
import { wire } from './wire.ts'

/** As it arrives: through text. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(superjson.serialize(value)))

/** What the server's superjson refuses to send, for what a reader might do with it. */
const refused = ['__proto__', 'constructor', 'prototype']
const key = fc.oneof(
  fc.string().filter((text) => !refused.includes(text)),
  fc.constantFrom('a.b', 'a\\.b', '\\', '', '.', '0', '__proto__x', 'json', 'meta'),
)
const leaf = fc.oneof(
  fc.date({ noInvalidDate: true }),
  fc.constant(undefined),
  fc.constant(null),
  fc.boolean(),
  fc.string(),
  fc.integer(),
)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}))

describe('superjson as the browser reads it', () => {
  it('reads whatever of plain values, dates and undefined the server sends', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(wire.deserialize(sent(value))).toEqual(superjson.deserialize(sent(value)))
        expect(wire.deserialize(sent(value))).toEqual(superjson.deserialize(superjson.serialize(value)))
      }),
    )
  })

  it('reads what is the same object twice as two that are equal', () => {
    const window = { from: new Date(0), to: new Date(1) }
    expect(wire.deserialize(sent({ window, asked: window }))).toEqual({ window, asked: window })
  })

  it('asks so that the server reads the same', () => {
    const question = { text: 'a.b', list: [1, null, { deep: true }] }
    expect(superjson.deserialize(wire.serialize(question) as never)).toEqual(question)
    expect(superjson.deserialize(JSON.parse(JSON.stringify(wire.serialize(undefined))))).toBeUndefined()
  })

  it.each([
    ['a map', new Map([['a', 1]])],
    ['a number that is none', Number.NaN],
    ['a large integer', 2n ** 70n],
  ])('refuses %s by name', (_, value) => {
    expect(() => wire.deserialize(sent({ value }))).toThrow(/which this page cannot read/)
  })

  it('sets nothing outside the answer', () => {
    const wicked = { json: {}, meta: { values: { '__proto__.polluted': ['undefined'] } } }
    expect(() => wire.deserialize(wicked)).toThrow('__proto__.polluted')
    expect({}).not.toHaveProperty('polluted')
  })
})
