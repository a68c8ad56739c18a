import { describe, expect, it } from 'vitest'
import { bindParams, UnboundParameter } from './bind-params.ts'

const bind = (query: string, params: Record<string, string>) =>
  bindParams(query, new Map(Object.entries(params)))

describe('bindParams', () => {
  it.each([
    ['text', 'SELECT {a:String}', { a: 'x' }, "SELECT 'x'"],
    [
      'text that would end a literal',
      'SELECT {a:String}',
      { a: "x\\' OR 1=1 --" },
      "SELECT 'x\\' OR 1=1 --'",
    ],
    ['escapes of the wire', 'SELECT {a:String}', { a: 'a\\tb\\\\n' }, "SELECT 'a\tb\\\\n'"],
    ['a NUL', 'SELECT {a:String}', { a: 'a\0b' }, "SELECT 'a\\0b'"],
    ['a number keeps its width', 'LIMIT {n:UInt64}', { n: '5' }, "LIMIT _CAST('5', 'UInt64')"],
    ['a number that is none', 'LIMIT {n:UInt64}', { n: '1; DROP' }, "LIMIT _CAST('1; DROP', 'UInt64')"],
    [
      'arrays stay escaped, they are parsed as quoted text',
      'x IN {a:Array(String)}',
      { a: "['a\\'b','c\\\\d']" },
      "x IN _CAST('[\\'a\\\\\\'b\\',\\'c\\\\\\\\d\\']', 'Array(String)')",
    ],
    ['no value', 'SELECT {a:Nullable(String)}', { a: '\\N' }, "SELECT _CAST(NULL, 'Nullable(String)')"],
    [
      'types with parameters of their own',
      "SELECT {t:DateTime64(3, 'UTC')}",
      { t: '0' },
      "SELECT _CAST('0', 'DateTime64(3, \\'UTC\\')')",
    ],
    ['twice the same', '{a:String}{ a:String}{a:String}', { a: 'x' }, "'x'{ a:String}'x'"],
  ])('binds %s', (_name, query, params, bound) => {
    expect(bind(query, params)).toBe(bound)
  })

  it.each([
    "SELECT '{a:String}'",
    "SELECT 'it''s {a:String}'",
    "SELECT 'it\\'s {a:String}'",
    'SELECT "{a:String}", `{a:String}`',
    'SELECT 1 -- {a:String}\n',
    'SELECT /* {a:String} */ 1',
    'SELECT {a:String',
  ])('leaves alone what only looks like a placeholder: %s', (query) => {
    expect(bind(query, { a: 'x' })).toBe(query)
  })

  it('never reads a bound value as a placeholder', () => {
    expect(bind('SELECT {a:String}, {b:String}', { a: '{b:String}', b: "'{a:String}" })).toBe(
      "SELECT '{b:String}', '\\'{a:String}'",
    )
  })

  it('refuses a placeholder without a value, with the code of a server', () => {
    expect(() => bind('SELECT {a:String}', {})).toThrow(UnboundParameter)
    expect(() => bind('SELECT {a:String}', {})).toThrow("'a' was not set")
    expect(new UnboundParameter('x').clickhouseCode).toBe(456)
  })
})
