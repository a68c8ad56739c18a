import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Unescape } from './unescape.ts'
import { endOfValue, Members } from './walk.ts'

const names = fc.string({ maxLength: 6 })

describe('Members', () => {
  it('finds the members that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 4 })), fc.nat(3), (object, indent) => {
        const bytes = Buffer.from(JSON.stringify(object, null, indent))
        const members = new Members(bytes)
        const found: unknown[] = []
        expect(members.open(0, bytes.length)).toBe(true)
        while (members.next()) {
          const valueEnd = endOfValue(bytes, members.valueAt, bytes.length)
          const name = JSON.parse(bytes.toString('utf8', members.nameStart - 1, members.nameEnd + 1))
          found.push([name, JSON.parse(bytes.toString('utf8', members.valueAt, valueEnd))])
          expect(members.skip()).toBe(true)
        }
        expect(members.end).toBe(bytes.length)
        expect(found).toEqual(Object.entries(JSON.parse(bytes.toString())))
      }),
    )
  })

  it.each([
    '',
    '[',
    '{',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{,}',
    '{"a":1 "b":2}',
    '{a:1}',
    '{"a":"',
  ])('comes to no end in %j', (text) => {
    const bytes = Buffer.from(text)
    const members = new Members(bytes)
    let goesOn = members.open(0, bytes.length)
    while (goesOn && members.next()) goesOn = members.skip()
    expect(members.end).toBe(-1)
  })

  it('reads short texts and leaves long ones and others where they are', () => {
    const bytes = Buffer.from('{"a":"x\\u0041\\/y","b":"too long","c":1}')
    const members = new Members(bytes)
    members.open(0, bytes.length)
    expect([members.next(), members.text(20)]).toEqual([true, 'xA/y'])
    expect([members.next(), members.isNamed('b'), members.text(4), members.skip()]).toEqual([
      true,
      true,
      undefined,
      true,
    ])
    expect([members.next(), members.text(20), members.skip(), members.next()]).toEqual([
      true,
      undefined,
      true,
      false,
    ])
  })
})

describe('Unescape', () => {
  const read = (source: string): string | undefined => {
    const bytes = Buffer.from(`${source}"tail`)
    const text = new Unescape()
    if (!text.run(bytes, 0, bytes.length)) return undefined
    expect(bytes.toString('utf8', text.end)).toBe('tail')
    return bytes.toString('utf8', 0, text.to)
  }

  it('reads what JSON.parse reads, however it is escaped', () => {
    const well = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(well, fc.boolean(), (text, isAscii) => {
        const source = JSON.stringify(text)
        const escaped = isAscii
          ? source.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : source
        expect(read(escaped.slice(1, -1))).toBe(text)
      }),
    )
    expect(read('\\/\\b\\f\\n\\r\\t\\\\\\"')).toBe('/\b\f\n\r\t\\"')
  })

  it('replaces half of a surrogate pair', () => {
    for (const half of ['\\ud800', '\\udc00', '\\ud800\\u0041', '\\ud800x']) {
      expect(read(half)?.startsWith('\ufffd')).toBe(true)
    }
  })

  it.each(['\\', '\\x', '\\u', '\\u00', '\\u00g0', 'no end\\'])('does not read %j', (source) => {
    expect(read(source)).toBeUndefined()
  })
})
