import { describe, expect, it } from 'vitest'
import { readMultipart } from './multipart.ts'

const type = 'multipart/form-data; boundary=----mark-1'

function form(parts: Record<string, string>): Buffer {
  const text = Object.entries(parts).map(
    ([name, value]) => `------mark-1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return Buffer.from(`${text.join('')}------mark-1--\r\n`)
}

describe('readMultipart', () => {
  it('reads parts as they were written, empty ones and line breaks included', () => {
    const parts = { query: 'SELECT 1\r\n\r\nFROM x', param_a: '', param_b: "['é','\u{1f9ed}']\n" }
    expect(Object.fromEntries(readMultipart(type, form(parts)))).toEqual(parts)
  })

  it('takes the mark within a line for text', () => {
    const parts = { param_a: 'x------mark-1--\r\nrest' }
    expect(Object.fromEntries(readMultipart(type, form(parts)))).toEqual(parts)
  })

  it('takes a quoted mark', () => {
    const quoted = 'multipart/form-data; boundary="----mark-1"'
    expect(readMultipart(quoted, form({ query: 'x' })).get('query')).toBe('x')
  })

  it.each([
    ['no boundary', 'multipart/form-data', form({ a: '1' })],
    ['no end', type, form({ a: '1' }).subarray(0, -20)],
    ['nothing', type, Buffer.alloc(0)],
    ['a part without a name', type, Buffer.from('------mark-1\r\nX: y\r\n\r\nz\r\n------mark-1--\r\n')],
    ['a part without a head', type, Buffer.from('------mark-1\r\nz\r\n------mark-1--\r\n')],
  ])('refuses %s', (_name, contentType, body) => {
    expect(() => readMultipart(contentType, body)).toThrow(/multipart/)
  })
})
