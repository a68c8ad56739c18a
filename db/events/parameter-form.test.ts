import { describe, expect, it } from 'vitest'
import { parameterForm, parameterText } from './parameter-form.ts'

describe('parameterText', () => {
  it.each([
    ['plain', 'plain'],
    ["it's \\ \t\n\r", "it\\'s \\\\ \\t\\n\\r"],
    [null, '\\N'],
    [5, '5'],
    [-0.5, '-0.5'],
    [18_446_744_073_709_551_615n, '18446744073709551615'],
    [true, 'true'],
    [[], '[]'],
    [["it's", null, 'a\nb'], "['it\\'s',NULL,'a\\nb']"],
    [[[1, 2], [3n]], '[[1,2],[3]]'],
  ])('writes %s', (value, text) => {
    expect(parameterText(value)).toBe(text)
  })

  it.each([new Date(0), Number.NaN, Number.POSITIVE_INFINITY, { a: 1 }, undefined])(
    'refuses %s, which has no exact form',
    (value) => {
      expect(() => parameterText(value)).toThrow(TypeError)
    },
  )
})

describe('parameterForm', () => {
  it('leaves short lists to the URL', () => {
    expect(parameterForm({ a: 'x'.repeat(4_000) })).toBeUndefined()
    expect(parameterForm({})).toBeUndefined()
  })

  it('counts what a URL would hold, not what was written', () => {
    expect(parameterForm({ a: 'é'.repeat(1_000) })).toBeDefined()
  })

  it('writes a form that names every parameter', async () => {
    const form = parameterForm({ a: ['x'.repeat(5_000)], b: 7 })
    const body = Buffer.concat((await form?.body.toArray()) ?? []).toString()
    const boundary = form?.contentType.split('boundary=')[1] ?? ''
    expect(form?.contentType).toMatch(/^multipart\/form-data; boundary=periplus-/)
    expect(body).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="param_a"\r\n\r\n['${'x'.repeat(5_000)}']\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="param_b"\r\n\r\n7\r\n--${boundary}--\r\n`,
    )
  })
})
