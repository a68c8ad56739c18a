// Bad input over HTTP into the real store: contained, explained, never a 5xx, never anybody else's data.
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropBefore } from '../db/events/write/retention.ts'
import { createSealer } from '../db/events/write/seals.ts'
import { openRetentionFloor } from './retention-floor.ts'
import { dropOld } from './retention-job.ts'
import { openRig, type Rig } from './test-rig.ts'

let nowMs = Date.parse('2026-11-24T00:00:00Z')
const clock = { now: () => new Date(nowMs) }
let rig: Rig
beforeAll(async () => {
  rig = await openRig({ clock })
})
afterAll(() => rig?.close())

const cluster = (): string => `bad-${randomUUID()}`
const event = (more: object = {}): string =>
  JSON.stringify({
    auditID: randomUUID(),
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
    stageTimestamp: '2026-11-23T20:02:34.501436Z',
    ...more,
  })

async function rawCount(id: string): Promise<number> {
  const [row] = await rig.rows(`SELECT count() AS c FROM audit_raw FINAL WHERE cluster_id = '${id}'`)
  return Number(row?.c)
}

describe('a body', () => {
  it.each([
    ['empty', ''],
    ['blank', '\n\n \r\n'],
    ['no JSON', 'hello\nworld'],
    ['JSON that is no object', '[1,2]\n"x"\n3'],
    ['a list cut off', '{"kind":"EventList","items":[{"auditID":"a"'],
    ['NULs', '\0\0\0'],
  ])('that is %s is 400', async (_name, body) => {
    const id = cluster()
    expect(await rig.post(body, { cluster: id })).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    })
    expect(await rawCount(id)).toBe(0)
  })

  it('of gzip that is cut off is 400, and a bomb stops at the limit with 413', async () => {
    const id = cluster()
    const whole = gzipSync(Array.from({ length: 100 }, () => event()).join('\n'))
    const headers = { authorization: 'Bearer rig-token', 'content-encoding': 'gzip' }
    const send = (bytes: Buffer) =>
      fetch(`${rig.url}/api/ingest/v1/clusters/${id}/audit`, {
        method: 'POST',
        headers,
        body: new Uint8Array(bytes),
      })
    expect((await send(whole.subarray(0, -20))).status).toBe(400)
    expect((await send(gzipSync(Buffer.alloc(200 << 20)))).status).toBe(413)
    expect(await rawCount(id)).toBe(0)
    expect((await send(whole)).status).toBe(200)
    expect(await rawCount(id)).toBe(100)
  })

  it('sent three times and twice at once counts once', async () => {
    const id = cluster()
    const body = Array.from({ length: 50 }, () => event()).join('\n')
    const replies = await Promise.all([
      rig.post(body, { cluster: id }),
      rig.post(body, { cluster: id, gzip: true }),
    ])
    replies.push(await rig.post(body, { cluster: id }))
    expect(replies.reduce((sum, reply) => sum + (reply.body.accepted ?? 0), 0)).toBe(50)
    expect(replies.reduce((sum, reply) => sum + (reply.body.duplicates ?? 0), 0)).toBe(100)
    expect(await rawCount(id)).toBe(50)
  })
})

describe('a line', () => {
  const early = '2026-10-01T00:00:00Z'
  const late = '2026-11-24T00:11:00Z'
  it.each([
    ['no JSON', 'I0518 klog', 'not a JSON object'],
    ['cut off', event().slice(0, -5), 'not valid JSON: the line ends inside the object'],
    ['wrong inside', event().replace('"verb"', 'true'), 'not valid JSON'],
    ['a comma short', event().replace(',"stage"', ' "stage"'), 'not valid JSON'],
    [
      'another kind',
      '{"kind":"Pod","metadata":{"name":"x","namespace":"default","labels":{"app":"web","tier":"front"}}}',
      'auditID is missing',
    ],
    ['without its id', event({ auditID: undefined }), 'auditID is missing'],
    ['with an empty id', event({ auditID: '' }), 'auditID is missing'],
    ['without a stage', event({ stage: undefined }), 'stage is missing'],
    ['of an unknown stage', event({ stage: 'Later' }), 'stage is none of the four audit stages'],
    ['without a verb', event({ verb: null }), 'verb is missing'],
    ['without a time', event({ requestReceivedTimestamp: undefined }), 'requestReceivedTimestamp is missing'],
    [
      'with a time that is none',
      event({ requestReceivedTimestamp: 'yesterday' }),
      'requestReceivedTimestamp is not an RFC 3339 time',
    ],
    [
      'with a negative time',
      event({ requestReceivedTimestamp: '-2026-11-23T20:02:34Z' }),
      'requestReceivedTimestamp is not an RFC 3339 time',
    ],
    ['too old', event({ requestReceivedTimestamp: early, stageTimestamp: early }), 'outside retention'],
    ['of the future', event({ requestReceivedTimestamp: late, stageTimestamp: late }), 'in the future'],
    ['of the far future', event({ requestReceivedTimestamp: '9999-12-31T23:59:59Z' }), 'in the future'],
    ['whose user is a text', event({ user: 'me' }), 'user is not what an audit event has there'],
    [
      'whose code is a word',
      event({ responseStatus: { code: 'ok' } }),
      'responseStatus.code is not what an audit event has there',
    ],
    ['whose code is huge', event({ responseStatus: { code: 1e30 } }), expect.stringMatching(/code/)],
    ['that names a field twice', event().replace('{', '{"verb":"list",'), 'a field is named twice'],
    [
      'with half a surrogate pair',
      event({ userAgent: 'X' }).replace('"X"', String.raw`"\ud800"`),
      expect.any(String),
    ],
    [
      'nested deep',
      event({ requestObject: 0 }).replace(
        '"requestObject":0',
        `"requestObject":${'['.repeat(4_000)}${']'.repeat(4_000)}`,
      ),
      'not valid JSON: nested too deep',
    ],
    [
      'with a NUL',
      event({ userAgent: 'X' }).replace('"X"', '"a\0b"'),
      'not valid JSON: a control character inside a string',
    ],
  ])('%s is rejected alone, with its number and reason', async (_name, bad, reason) => {
    const id = cluster()
    const body = [event(), event(), bad, event()].join('\n')
    const reply = await rig.post(body, { cluster: id })
    expect([reply.status, reply.body]).toEqual([
      200,
      { accepted: 3, duplicates: 0, rejected: 1, errors: [{ line: 3, reason }] },
    ])
    expect(await rawCount(id)).toBe(3)
    const kept = await rig.rows(
      `SELECT line, reason, length(excerpt) <= 2048 AS short FROM audit_rejects WHERE cluster_id = '${id}'`,
    )
    expect(kept).toEqual([{ line: 3, reason, short: 1 }])
  })

  it('that is not UTF-8 is rejected alone', async () => {
    const id = cluster()
    const bad = Buffer.from(event({ userAgent: 'caf\u00e9' }), 'latin1')
    const body = Buffer.concat([
      Buffer.from(`${event({ userAgent: 'café' })}\n`),
      bad,
      Buffer.from(`\n${event()}`),
    ])
    expect((await rig.post(body, { cluster: id })).body).toMatchObject({
      accepted: 2,
      errors: [{ line: 2, reason: 'not valid UTF-8' }],
    })
    expect(await rawCount(id)).toBe(2)
  })

  it('of 10 MB is read, and a text of 10 MB in a field that is kept is shortened', async () => {
    const id = cluster()
    const huge = 'x'.repeat(10_000_000)
    const body = [
      event({ requestObject: { text: huge } }),
      event({ userAgent: huge, requestURI: `/${huge}` }),
      event(),
    ].join('\n')
    expect((await rig.post(body, { cluster: id })).body).toMatchObject({ accepted: 3, rejected: 0 })
    const [row] = await rig.rows(
      `SELECT max(length(user_agent)) AS agent, max(length(path)) AS path FROM audit_raw WHERE cluster_id = '${id}'`,
    )
    expect([Number(row?.agent), Number(row?.path)]).toEqual([256, 512])
  })

  it('in the middle of a list is rejected alone, by its place in the list', async () => {
    const id = cluster()
    const items = [event(), event({ user: 'me' }), event({ verb: '' }), 'null', event()]
    const reply = await rig.post(`{"kind":"EventList","items":[${items.join(',')}]}`, {
      cluster: id,
      type: 'application/json',
    })
    expect(reply.body).toMatchObject({ accepted: 2, rejected: 3 })
    expect(reply.body.errors?.map(({ line }) => line)).toEqual([2, 3, 4])
    expect(await rawCount(id)).toBe(2)
  })

  it('that is bad takes no neighbour of another sender with it', async () => {
    const [mine, theirs] = [cluster(), cluster()]
    const bodies = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? rig.post([event(), event()].join('\n'), { cluster: mine })
        : rig.post(
            [event(), event({ user: 'me' }), event().replace('"stage"', '"auditID":"x","stage"')].join('\n'),
            { cluster: theirs },
          ),
    )
    const replies = (await Promise.all(bodies)).map(({ status, body }) => [
      status,
      body.accepted,
      body.rejected,
    ])
    expect(replies).toEqual(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? [200, 2, 0] : [200, 1, 2])))
    expect([await rawCount(mine), await rawCount(theirs)]).toEqual([20, 10])
  })

  it('rejected for its time is read again when its time has come', async () => {
    const id = cluster()
    const soon = event({ requestReceivedTimestamp: late, stageTimestamp: late })
    expect((await rig.post(soon, { cluster: id })).body).toMatchObject({ accepted: 0, rejected: 1 })
    nowMs += 3_600_000
    expect((await rig.post(soon, { cluster: id })).body).toMatchObject({
      accepted: 1,
      duplicates: 0,
      rejected: 0,
    })
    nowMs -= 3_600_000
  })
})

describe("another cluster's data", () => {
  const victim = 'victim'
  const stamp = `"_c":"${victim}","_b":1,"_l":1,"_lo":0,"_hi":99999999999`
  const inner = event().slice(1, -1)

  async function untouched(): Promise<void> {
    for (const table of ['audit_raw', 'audit_rejects', 'audit_dirty']) {
      expect([
        table,
        await rig.rows(`SELECT cluster_id FROM ${table} WHERE cluster_id = '${victim}'`),
      ]).toEqual([table, []])
    }
  }

  it.each([
    ['a second object on the line', `{${inner}}{${stamp},${inner}}`],
    ['a second object after a comma', `{${inner}},{${stamp},${inner}}`],
    ['a second object after blanks', `{${inner}} \t\r {${stamp},${inner}}`],
    ['the name once more', `{${inner},${stamp}}`],
    ['the name once more, in front', `{${stamp},${inner}}`],
    ['the name escaped', `{${inner},"\\u005fc":"${victim}"}`],
    ['the name half escaped', `{${inner},"_\\u0063":"${victim}"}`],
    ['the name in a nested object', `{${inner},"x":{${stamp}},"user":{${stamp}}}`],
    ['the name in a list', `{${inner},"items":[{${stamp},${inner}}]}`],
    ['a short escape that hides a quote', `{${inner},"a":"\\u00","b":"}{${stamp.replaceAll('"', '\\"')}}"}`],
    ['an escape of nothing', `{${inner},"a":"\\"}{${stamp},${inner}}`],
    ['a NUL behind the object', `{${inner}}\0{${stamp},${inner}}`],
    ['another line end', `{${inner}}\u2028{${stamp},${inner}}`],
    ['a carriage return', `{${inner}}\r{${stamp},${inner}}`],
    ['a vertical tab', `{${inner}}\v{${stamp},${inner}}`],
    ['single quotes', `{${inner},'a':'}{${stamp},${inner}}'}`],
    ['a comment', `{${inner}/*}{${stamp},${inner}*/}`],
    ['a value left out', `{${inner},"code":}{${stamp},${inner}}`],
    ['a value without a comma', `{${inner},"level":1 "_c":"${victim}"}`],
    ['a tab-separated guess', `${victim}\t1\t1\t0\t99999999999`],
  ])('cannot be written by %s', async (_name, line) => {
    const id = cluster()
    const reply = await rig.post([event(), line, event()].join('\n'), { cluster: id })
    expect(reply.status).toBe(200)
    expect((reply.body.accepted ?? 0) + (reply.body.rejected ?? 0)).toBe(3)
    expect(reply.body.accepted).toBeGreaterThanOrEqual(2)
    expect(await rawCount(id)).toBe(reply.body.accepted)
    await untouched()
  })

  it('cannot be written by anything made of the right pieces', async () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      '\\u00',
      ',',
      ':',
      ' ',
      stamp,
      `{${stamp},${inner}}`,
      `{${inner}`,
      inner,
      '"x":',
      'null',
      '1',
      '"a"',
      '\0',
      "'",
    ]
    const line = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), async (lines) => {
        const id = cluster()
        const reply = await rig.post([event(), ...lines, event()].join('\n'), { cluster: id })
        expect(reply.status).toBe(200)
        expect(reply.body.accepted).toBeGreaterThanOrEqual(2)
      }),
      { numRuns: 40 },
    )
    await untouched()
  })
})

describe('retention', () => {
  it('closes a dropped day for good, whatever becomes of the setting', async () => {
    const id = cluster()
    const old = '2026-11-11T10:00:00.000000Z'
    expect(
      (await rig.post(event({ requestReceivedTimestamp: old, stageTimestamp: old }), { cluster: id })).body
        .accepted,
    ).toBe(1)
    nowMs += 5 * 86_400_000
    const floor = await openRetentionFloor(rig.relational, clock)
    const job = {
      now: clock.now,
      rollUpDays: 400,
      floor,
      sealer: createSealer(rig.events, rig.ingest.barrier),
      barrier: rig.ingest.barrier,
      carryObjects: async () => undefined,
      dropBefore: (floors: { raw: Date; rollUp: Date }) => dropBefore(rig.events, floors),
      dropFindings: async () => 0,
      onDropped: () => undefined,
    }
    expect(await dropOld({ ...job, rawDays: 14 })).toBeGreaterThan(0)
    expect(await rawCount(id)).toBe(0)
    const [sealed] = await rig.rows(
      `SELECT sum(requests) AS requests FROM talkers WHERE cluster_id = '${id}' AND grain = 'minute'`,
    )
    expect(Number(sealed?.requests)).toBe(1)
    const late = event({ requestReceivedTimestamp: old, stageTimestamp: old })
    expect((await rig.post(late, { cluster: id })).body.errors).toEqual([
      { line: 1, reason: 'outside retention' },
    ])
    const remembered = await openRetentionFloor(rig.relational, clock)
    expect(remembered.current()?.toISOString()).toBe('2026-11-14T00:00:00.000Z')
    nowMs -= 5 * 86_400_000
  })
})
