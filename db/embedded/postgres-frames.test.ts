import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrames, type Frame, lastWordsIn } from './postgres-frames.ts'

function first(code: number, rest = ''): Buffer {
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + rest.length, 0)
  head.writeInt32BE(code, 4)
  return Buffer.concat([head, Buffer.from(rest, 'latin1')])
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

const startup = first(196_608, 'user\0postgres\0\0')
const names = (frames: Frame[]) => frames.map((frame) => (frame.kind === 'message' ? frame.type : frame.kind))

describe('createFrames', () => {
  it('tells the first messages apart', () => {
    const frames = createFrames()
    const bytes = Buffer.concat([first(80_877_103), startup, message('Q', Buffer.from('x\0'))])
    expect(names(frames.push(bytes))).toEqual(['encryption-wish', 'startup', 'Q'])
    expect(names(createFrames().push(first(80_877_102, '12345678')))).toEqual(['cancel'])
  })

  it('finds the same messages however the socket cut them', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 })
    const cuts = fc.array(fc.nat(4_000), { maxLength: 20 })
    fc.assert(
      fc.property(bodies, cuts, (contents, places) => {
        const messages = [startup, ...contents.map((body) => message('d', Buffer.from(body)))]
        const bytes = Buffer.concat(messages)
        const ends = [...new Set([...places.map((place) => place % bytes.length), bytes.length])]
        const frames = createFrames()
        let from = 0
        const found: Frame[] = []
        for (const to of ends.sort((a, b) => a - b)) {
          found.push(...frames.push(bytes.subarray(from, to)))
          from = to
        }
        expect(found.map((frame) => frame.bytes.toString('hex'))).toEqual(
          messages.map((each) => each.toString('hex')),
        )
      }),
    )
  })

  it.each([
    ['a length that is negative', Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 3, 0, 0])],
    ['a length beyond any message', Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0])],
    ['a length that ends before it begins', Buffer.from([0, 0, 0, 2, 0, 3, 0, 0])],
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('refuses %s', (_name, bytes) => {
    expect(() => createFrames().push(bytes)).toThrow(/a message of/)
  })
})

describe('lastWordsIn', () => {
  const error = (severity: string, text: string) =>
    message('E', Buffer.from(`S${severity}\0V${severity}\0C53100\0M${text}\0Fxlog.c\0\0`))
  const ready = message('Z', Buffer.from('I'))

  it('finds a panic wherever it stands in an answer', () => {
    const row = message('D', Buffer.from('\0VPANIC\0 is what somebody stored'))
    const words = 'could not write to file "pg_wal/xlogtemp.42": No space left on device'
    expect(lastWordsIn(Buffer.concat([row, error('PANIC', words)]))).toBe(`PANIC: ${words}`)
  })

  it('takes neither an error nor a row for one', () => {
    const row = message('D', Buffer.from('\0VPANIC\0'))
    const answer = Buffer.concat([row, error('ERROR', 'relation "PANIC" does not exist'), ready])
    expect(lastWordsIn(answer)).toBeUndefined()
    expect(lastWordsIn(Buffer.alloc(0))).toBeUndefined()
  })
})
