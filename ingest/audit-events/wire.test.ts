import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inspectEvent } from './wire.ts'

const inspect = (line: string) => inspectEvent(Buffer.from(line))

describe('inspectEvent', () => {
  it('finds nothing wrong with real events', () => {
    const log = readFileSync(new URL('fixtures/apiserver-1.20.2.jsonl', import.meta.url), 'utf8')
    const { items } = JSON.parse(
      readFileSync(new URL('fixtures/webhook-eventlist.json', import.meta.url), 'utf8'),
    )
    const lines = [...log.trimEnd().split('\n'), ...items.map((item: unknown) => JSON.stringify(item))]
    expect(lines.map(inspect)).toEqual(lines.map(() => undefined))
  })

  it.each([
    ['{"auditID":tru}', { reason: 'not valid JSON', certain: true }],
    ['{"auditID":"a" "stage":"x"}', { reason: 'not valid JSON', certain: true }],
    ['[]', { reason: 'not an audit event', certain: false }],
    ['{"user":"me"}', { reason: 'user is not what an audit event has there', certain: false }],
    [
      '{"responseStatus":{"code":"ok"}}',
      { reason: expect.stringContaining('responseStatus.code'), certain: false },
    ],
    ['{"sourceIPs":"::1"}', { reason: expect.stringContaining('sourceIPs'), certain: false }],
    ['{"auditID":"a","stage":"x","auditID":"b"}', { reason: 'a field is named twice', certain: false }],
    [String.raw`{"auditID":"\ud800"}`, { reason: 'half of a surrogate pair in a text', certain: false }],
    [String.raw`{"auditID":"\udc00x"}`, { reason: 'half of a surrogate pair in a text', certain: false }],
  ])('explains %s', (line, verdict) => {
    expect(inspect(line)).toEqual(verdict)
  })

  it.each([
    String.raw`{"auditID":"\ud83d\ude00"}`,
    '{"user":{"auditID":"x"},"auditID":"y","annotations":null,"objectRef":null}',
    String.raw`{"auditID":"\"auditID\":","verb":"{\"auditID\":\"}"}`,
  ])('lets %s pass', (line) => {
    expect(inspect(line)).toBeUndefined()
  })
})
