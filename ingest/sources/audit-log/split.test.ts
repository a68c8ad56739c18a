import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badLinesKept } from '../../audit-events/collector.ts'
import { framedBytes, frameEvents } from '../../audit-events/splice.ts'
import type { Split } from '../../source.ts'
import { splitAudit } from './split.ts'

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../audit-events/fixtures/${name}`, import.meta.url))
const pause = (): Promise<void> => Promise.resolve()
const stamp = { clusterId: 'demo', bodyId: 2 ** 53 - 1, notBefore: 1_700_000_000, notAfter: 1_800_000_000 }

/** Long enough that no length rule interferes. */
const event = (auditID: string, more: object = {}): Record<string, unknown> => ({
  auditID,
  stage: 'ResponseComplete',
  verb: 'get',
  requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  ...more,
})

async function split(body: string | Buffer): Promise<Split> {
  return splitAudit(Buffer.from(body), pause)
}

/** What the store's parser would be given, parsed line by line. */
async function spliced(body: string | Buffer): Promise<Record<string, unknown>[]> {
  const bytes = Buffer.from(body)
  const { pieces } = await splitAudit(bytes, pause)
  let size = 0
  for (let n = 0; n < pieces.count; n += 1) size += framedBytes(pieces, n)
  const target = Buffer.alloc(size)
  const end = frameEvents(bytes, pieces, { from: 0, to: pieces.count }, stamp, target, 0)
  const text = target.toString('utf8', 0, end)
  expect(text === '' || text.endsWith('}\n')).toBe(true)
  const starts = text.split(/^(?=\{"_c":)/m).filter((part) => part !== '')
  return starts.map((part) => JSON.parse(part))
}

const keys = (line: number) => ({
  _c: 'demo',
  _b: stamp.bodyId,
  _l: line,
  _lo: stamp.notBefore,
  _hi: stamp.notAfter,
})

describe('containers', () => {
  it('reads the lines of a real audit log', async () => {
    const body = fixture('apiserver-1.20.2.jsonl')
    const lines = body.toString().trimEnd().split('\n')
    expect(await spliced(body)).toEqual(lines.map((line, n) => ({ ...keys(n + 1), ...JSON.parse(line) })))
  })

  it('reads the items of a real webhook EventList, which say no kind', async () => {
    const body = fixture('webhook-eventlist.json')
    const { items } = JSON.parse(body.toString())
    expect(items).toHaveLength(8)
    expect(items[0].kind).toBeUndefined()
    expect(await spliced(body)).toEqual(items.map((item: object, n: number) => ({ ...keys(n + 1), ...item })))
  })

  it('reads an EventList whatever the order of its fields and however it is printed', async () => {
    const items = [event('a', { annotations: { items: '[{"x":1}]' } }), event('b'), event('c')]
    const expected = items.map((item, n) => ({ ...keys(n + 1), ...item }))
    for (const list of [
      { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items },
      { items, metadata: { note: 'kind' }, kind: 'EventList' },
    ]) {
      expect(await spliced(JSON.stringify(list))).toEqual(expected)
      expect(
        await spliced(`\ufeff\r\n${JSON.stringify(list, null, 2).replaceAll('\n', '\r\n')}\r\n`),
      ).toEqual(expected)
    }
  })

  it('reads several lists, one a line, mixed with events, numbering every event once', async () => {
    const list = JSON.stringify({ kind: 'EventList', items: [event('a'), event('b')] })
    const lines = await spliced(`${list}\n${list}\n${JSON.stringify(event('c'))}\n`)
    expect(lines.map(({ auditID, _l }) => [auditID, _l])).toEqual([
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['b', 4],
      ['c', 5],
    ])
  })

  it('reads one pretty-printed event', async () => {
    expect(await spliced(JSON.stringify(event('a', { user: { username: 'x' } }), null, 4))).toEqual([
      { ...keys(1), ...event('a', { user: { username: 'x' } }) },
    ])
  })

  it('keeps physical line numbers over blank lines, CRLF and a byte-order mark', async () => {
    const line = (id: string) => JSON.stringify(event(id))
    const lines = await spliced(`\ufeff\n${line('a')}\r\n\r\n  \n\t${line('b')}  \r\n${line('c')}`)
    expect(lines.map(({ auditID, _l }) => [auditID, _l])).toEqual([
      ['a', 2],
      ['b', 5],
      ['c', 6],
    ])
  })

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \r\n\t\n'],
    ['a byte-order mark alone', '\ufeff'],
  ])('finds nothing in %s', async (_name, body) => {
    expect(await split(body)).toMatchObject({ badCount: 0, readable: false, pieces: { count: 0 } })
  })

  it('takes an empty list for a readable body without events', async () => {
    expect(await split('{"kind":"EventList","items":[]}')).toMatchObject({
      badCount: 0,
      readable: true,
      pieces: { count: 0 },
    })
  })
})

describe('bad lines', () => {
  const good = JSON.stringify(event('good'))
  const long =
    '"requestReceivedTimestamp":"2026-11-23T20:02:34.484436Z","stage":"ResponseComplete","verb":"get"'
  it.each([
    ['a second object', `{"auditID":"a",${long}}{"auditID":"b",${long}}`, /more than one JSON value/],
    ['a second object after a comma', `{"auditID":"a",${long}},{"auditID":"b",${long}}`, /more than one/],
    ['a second object after blanks', `{"auditID":"a",${long}} \t {"auditID":"b",${long}}`, /more than one/],
    ['text behind the object', `{"auditID":"a",${long}} x`, /more than one/],
    ['an unfinished line', `{"auditID":"a",${long}`, /the line ends inside/],
    ['an unfinished text', `{"auditID":"a",${long},"x":"y`, /the line ends inside/],
    ['a bracket too many', `{"auditID":"a",${long}}}`, /more than one/],
    ['brackets that do not match', `{"auditID":["a"},${long}}`, /brackets that do not match/],
    ['a list', `[{"auditID":"a",${long}}]`, /not a JSON object/],
    ['a text', '"auditID"', /not a JSON object/],
    ['no JSON', 'I0518 08:15:29 klog line', /not a JSON object/],
    ['single quotes', `{'auditID':"a",${long}}`, /does not know outside of strings/],
    ['a NUL between', `{"auditID":"a",\0${long}}`, /does not know outside of strings/],
    ['a NUL inside a text', `{"auditID":"a\0b",${long}}`, /control character/],
    ['a tab inside a text', `{"auditID":"a\tb",${long}}`, /control character/],
    ['a short \\u escape', String.raw`{"auditID":"a\u00","x":"}{\"_c\":1}",${long}}`, /escape/],
    ['an escape JSON does not know', String.raw`{"auditID":"a\x41",${long}}`, /escape/],
    ['an escape of the line end', `{"auditID":"a\\`, /escape/],
    ['an object too small for an event', '{}', /required fields are missing/],
    ['deep nesting', `{${long},"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, /nested too deep/],
    ['depth beyond belief', `{${long},"a":${'['.repeat(1_100_000)}`, /nested too deep/],
  ])('sets %s aside alone', async (_name, bad, reason) => {
    const { pieces, bad: found, badCount, readable } = await split(`${good}\n${bad}\n${good}\n`)
    expect(badCount).toBe(1)
    expect(found).toEqual([{ line: 2, reason: expect.stringMatching(reason), excerpt: expect.any(String) }])
    expect(readable).toBe(true)
    expect([...pieces.lines]).toEqual([1, 3])
    expect([...pieces.starts].map((start) => (start === 0 ? 0 : 1))).toEqual([0, 1])
  })

  it.each(['_c', '_b', '_l', '_lo', '_hi'])(
    'refuses the reserved name %s, however it is written',
    async (name) => {
      const escaped = [...name].map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join('')
      for (const spelt of [
        name,
        escaped,
        `${escaped.slice(0, 6)}${name.slice(1)}`,
        `${name[0]}${escaped.slice(6)}`,
      ]) {
        for (const line of [
          `{"${spelt}":1,${long}}`,
          `{${long},"${spelt}" :"victim"}`,
          `{${long} "${spelt}":"x"}`,
        ]) {
          const { bad, pieces } = await split(`${good}\n${line}\n`)
          expect(bad.map(({ reason }) => reason)).toEqual([`not valid JSON: the name ${name} is reserved`])
          expect(pieces.count).toBe(1)
        }
      }
    },
  )

  it('lets reserved names be values and names further in', async () => {
    const body = JSON.stringify(
      event('a', { user: { _c: 'x', username: '_c' }, annotations: { _b: '_l' }, verb: '_lo' }),
    )
    expect(await split(body)).toMatchObject({ badCount: 0, pieces: { count: 1 } })
  })

  it('refuses lines that are not UTF-8, and only those', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${good}\n`),
      Buffer.from(good.replace('good', 'caf\u00e9'), 'latin1'),
      Buffer.from(`\n${good.replace('good', 'café €')}\n`),
    ])
    const { bad, pieces } = await split(bytes)
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([[2, 'not valid UTF-8']])
    expect([...pieces.lines]).toEqual([1, 3])
  })

  it('sets bad items of a list aside alone', async () => {
    const items = [
      good,
      'null',
      '17',
      String.raw`{"auditID":"\x",${long}}`,
      '["a",["b"]]',
      '"a,]\\"}"',
      good,
      '{}',
    ]
    const { bad, pieces, readable } = await split(`{"kind":"EventList","items":[${items.join(' ,\n')}]}`)
    expect(readable).toBe(true)
    expect([...pieces.lines]).toEqual([1, 7])
    expect(bad.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 8])
  })

  it('finds nothing readable in a list that is cut off', async () => {
    const whole = fixture('webhook-eventlist.json')
    const { readable, badCount, pieces } = await split(whole.subarray(0, whole.length - 20))
    expect({ readable, badCount, count: pieces.count }).toEqual({ readable: false, badCount: 1, count: 0 })
  })

  it.each(['1', '"x', '["x', '{"a":1', '"x\\', ''])(
    'keeps a list cut off in an item (%s) apart from the next line',
    async (item) => {
      const { pieces, bad } = await split(`{"kind":"EventList","items":[${good},${item}\n${good}\n${good}`)
      expect([...pieces.lines]).toEqual([2, 3])
      expect(bad.map(({ line }) => line)).toEqual([1])
    },
  )

  it('takes another list for one event, whose fields are missing', async () => {
    const list = JSON.stringify({ kind: 'PodList', items: [event('a'), event('b')] })
    expect(await split(list)).toMatchObject({ badCount: 0, pieces: { count: 1 } })
  })

  it('counts all bad lines and keeps the first', async () => {
    const { bad, badCount } = await split('x\n'.repeat(badLinesKept + 500))
    expect(badCount).toBe(badLinesKept + 500)
    expect(bad).toHaveLength(badLinesKept)
    expect(bad.at(-1)?.line).toBe(badLinesKept)
  })
})

describe('large bodies', () => {
  it('rests while it scans one huge line, and reads it right', async () => {
    const huge = JSON.stringify(event('huge', { requestObject: { text: '\\"}{'.repeat(2_500_000) } }))
    let rests = 0
    const { pieces, badCount } = await splitAudit(
      Buffer.from(`${huge}\n${JSON.stringify(event('b'))}`),
      () => {
        rests += 1
        return Promise.resolve()
      },
    )
    expect(rests).toBeGreaterThan(huge.length / (2 << 20))
    expect(badCount).toBe(0)
    expect([...pieces.ends]).toEqual([
      Buffer.byteLength(huge),
      Buffer.byteLength(huge) + 1 + JSON.stringify(event('b')).length,
    ])
  })
})

describe('properties', () => {
  const anyEvent = fc
    .tuple(
      fc.uuid(),
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 12 }), fc.jsonValue({ maxDepth: 5 }), {
        maxKeys: 6,
      }),
    )
    .map(([id, more]) => event(id, { more }))
  const space = fc.constantFrom('', ' ', '\t', ' \r')

  it('splices every event so that it parses to itself and its keys', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyEvent, space, space), { maxLength: 8 }), async (rows) => {
        const body = rows
          .map(([value, before, after]) => `${before}${JSON.stringify(value)}${after}`)
          .join('\n')
        expect(await spliced(body)).toEqual(
          rows.map(([value], n) => ({ ...keys(n + 1), ...JSON.parse(JSON.stringify(value)) })),
        )
      }),
    )
  })

  it('reads the same events from a list, from lines and pretty-printed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 6 }),
        fc.nat(4),
        async (values, indent) => {
          const asList = await spliced(JSON.stringify({ kind: 'EventList', items: values }, null, indent))
          expect(asList).toEqual(await spliced(values.map((value) => JSON.stringify(value)).join('\n')))
        },
      ),
    )
  })

  it('never throws, never merges neighbours and never lets two objects through as one', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc
        .array(
          fc.constantFrom(
            '{"kind":"EventList","items":[',
            '{',
            '}',
            '[',
            ']',
            '"',
            '\\',
            '\\u00',
            ',',
            ':',
            '_c',
            '"_c":"x"',
            ' ',
            'a',
            '\0',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
      anyEvent.chain((value) => {
        const text = JSON.stringify(value)
        return fc.nat(text.length).map((at) => `${text.slice(0, at)}${text.slice(at + 1)}`)
      }),
    )
    await fc.assert(
      fc.asyncProperty(noise, anyEvent, anyEvent, async (dirt, first, last) => {
        const dirty = dirt.replaceAll('\n', ' ')
        const bytes = Buffer.from(`${JSON.stringify(first)}\n${dirty}\n${JSON.stringify(last)}\n`)
        const { pieces, badCount } = await splitAudit(bytes, pause)
        const texts = [...pieces.starts].map((start, n) => bytes.toString('utf8', start, pieces.ends[n]))
        expect([texts.at(0), texts.at(-1)]).toEqual([JSON.stringify(first), JSON.stringify(last)])
        for (const text of texts) expect(balanced(text)).toBe(true)
        // A list on the line in the middle may hold any number of events.
        const isList = dirty.includes('EventList')
        if (!isList) expect(badCount + pieces.count).toBe(dirty.trim() === '' ? 2 + badCount : 3)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Another way to tell one balanced object: without its strings, its brackets close only at the very end. */
function balanced(text: string): boolean {
  const rest = text.replace(/"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/g, '0')
  if (/["'\\]/.test(rest)) return false
  const open: string[] = []
  const brackets = rest.replace(/[^{}[\]]/g, '')
  for (const [n, bracket] of [...brackets].entries()) {
    if (bracket === '{' || bracket === '[') open.push(bracket)
    else if (open.pop() !== (bracket === '}' ? '{' : '[')) return false
    if (open.length === 0 && n < brackets.length - 1) return false
  }
  return open.length === 0 && rest.startsWith('{') && rest.endsWith('}')
}
