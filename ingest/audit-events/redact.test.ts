import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { excerptLimit, excerptOf } from './redact.ts'

describe('excerptOf', () => {
  it('drops what a real event carries in its bodies', () => {
    const file = readFileSync(
      new URL('fixtures/falco-create-configmap-with-secrets.json', import.meta.url),
      'utf8',
    )
    const line = Buffer.from(file.split('\n', 1)[0] ?? '')
    expect(line.toString()).toContain('MY-KEY')
    const excerpt = excerptOf(line)
    expect(excerpt).not.toMatch(/MY-KEY|MY-ID|aws_/)
    expect(JSON.parse(excerpt)).toMatchObject({ verb: 'create', objectRef: { resource: 'configmaps' } })
  })

  it.each([
    [
      'cut off inside a request body',
      '{"auditID":"a","verb":"create","requestObject":{"data":{"token":"s3cret',
    ],
    ['cut off, response body first', '{"responseObject":{"data":{"token":"s3cret'],
    ['cut off, the name escaped', String.raw`{"auditID":"a","request\u004fbject":{"data":"s3cret`],
    [
      'cut off, in the extra of a user',
      '{"auditID":"a","user":{"username":"u","extra":{"key":["s3cret"]}},"verb":"get',
    ],
    ['that is the middle of another', 'ret":"s3cret","x":1}'],
    ['that is the middle of a text', '  token: s3cret'],
    ['that is nothing else', 's3cret'],
    ['whose code is one', '{"auditID":"a","responseStatus":{"code":"s3cret","status":"Failure"}}'],
    ['whole, in a field nobody knows', '{"auditID":"a","password":"s3cret"}'],
    ['whole, in an annotation', '{"auditID":"a","annotations":{"note":"s3cret"}}'],
    ['whole, where a text belongs', '{"auditID":{"token":"s3cret"},"verb":["s3cret"],"user":"s3cret"}'],
    [
      'whole, the prototype as a name',
      '{"auditID":"a","__proto__":{"auditID":"s3cret"},"constructor":"s3cret"}',
    ],
  ])('keeps no secret of a line %s', (_name, line) => {
    expect(excerptOf(Buffer.from(line))).not.toContain('s3cret')
  })

  it('still shows what a line was that cannot be parsed', () => {
    expect(excerptOf(Buffer.from('{"auditID":"a-1","verb" : "list","user":{"username":"bob","x'))).toBe(
      '"auditID":"a-1" "verb" : "list" "username":"bob" …',
    )
    expect(excerptOf(Buffer.from('I0518 08:15:29.1 server.go: listening'))).toBe('I0518 08…')
  })

  it('is short and printable whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        const excerpt = excerptOf(Buffer.from(bytes))
        expect(excerpt.length).toBeLessThanOrEqual(excerptLimit)
        expect(excerpt).not.toMatch(/\p{Cc}/u)
      }),
    )
    const long = JSON.stringify({
      auditID: 'x'.repeat(10_000),
      verb: 'y'.repeat(10_000),
      requestURI: 'z'.repeat(300_000),
    })
    expect(excerptOf(Buffer.from(long)).length).toBeLessThanOrEqual(excerptLimit)
  })
})
