import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodiesOf, type FileBody, UncuttableFile } from './bodies.ts'

const limits = { lines: 5, bytes: 60, longestBytes: 400 }
const start = { offset: 0, lines: 0 }

async function* inChunks(text: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
}

async function cut(text: string, options: { size?: number; from?: typeof start } = {}): Promise<FileBody[]> {
  const bodies: FileBody[] = []
  for await (const body of bodiesOf(
    inChunks(Buffer.from(text), options.size ?? 7),
    options.from ?? start,
    limits,
  )) {
    bodies.push({ ...body, bytes: Buffer.from(body.bytes) })
  }
  return bodies
}

const texts = (bodies: readonly FileBody[]): string[] => bodies.map(({ bytes }) => bytes.toString())

describe('bodiesOf', () => {
  it('cuts at line ends, by number and by size', async () => {
    expect(texts(await cut('{}\n'.repeat(7)))).toEqual(['{}\n'.repeat(5), '{}\n'.repeat(2)])
    const long = `{"a":"${'x'.repeat(30)}"}\n`
    expect(texts(await cut(long.repeat(3)))).toEqual([long, long, long])
    expect(texts(await cut('{}\n{}'))).toEqual(['{}\n{}'])
    expect(await cut('')).toEqual([])
  })

  it('sends a line longer than a body by itself', async () => {
    const long = `{"a":"${'x'.repeat(200)}"}\n`
    expect(texts(await cut(`{}\n${long}{}\n`))).toEqual(['{}\n', long, '{}\n'])
  })

  it('gives up on a line no body can carry', async () => {
    await expect(cut(`{}\n{"a":"${'x'.repeat(500)}"}\n`)).rejects.toThrow(UncuttableFile)
    await expect(cut(`{\n"a":"${'x'.repeat(500)}"}`)).rejects.toThrow('one JSON document')
  })

  it.each([
    ['{\n  "kind": "EventList",\n  "items": [\n{"a":1},\n{"b":2}\n]\n}\n', 1],
    ['\ufeff{\r\n "kind": "Event"\r\n}', 1],
    ['[\n{"a":1},\n{"b":2},\n{"c":3},\n{"d":4},\n{"e":5},\n{"f":6}\n]\n', 1],
    ['[restful] klog\n{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n{"e":5}\n', 2],
    ['{"cut off at the\n{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n{"e":5}\n{"f":6}', 2],
    ['klog\n{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n{"e":5}\n', 2],
  ])('tells a document from lines: %j', async (text, bodies) => {
    const made = await cut(text)
    expect(made).toHaveLength(bodies)
    expect(texts(made).join('')).toBe(text)
  })

  it('loses nothing, however the file comes in pieces, and cuts at the same places again', async () => {
    const line = fc
      .string({ unit: 'grapheme-ascii', maxLength: 40 })
      .map((text) => `{"a":${JSON.stringify(text)}}`)
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 40 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(39),
        async (lines, size, at) => {
          const text = lines.map((one) => `${one}\n`).join('')
          const bodies = await cut(text, { size })
          expect(texts(bodies).join('')).toBe(text)
          expect(texts(await cut(text, { size: 13 }))).toEqual(texts(bodies))
          expect(bodies.reduce((sum, body) => sum + body.lines, 0)).toBe(lines.length)
          const before = bodies[at % Math.max(1, bodies.length)]
          if (before === undefined) return
          const from = { offset: before.end, lines: before.firstLine + before.lines - 1 }
          const rest = await cut(text, { size, from })
          expect(texts(rest).join('')).toBe(text.slice(before.end))
          expect(rest.map(({ end, firstLine }) => [end, firstLine])).toEqual(
            bodies.filter(({ end }) => end > before.end).map(({ end, firstLine }) => [end, firstLine]),
          )
        },
      ),
    )
  })
})
