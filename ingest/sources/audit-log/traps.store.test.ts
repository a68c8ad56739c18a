// Every trap of the audit wire format that is known, over HTTP into the real store: what the raw table
// ends up with, told by reading it and not by our own normaliser.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openRig, type Rig } from '../../test-rig.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../audit-events/fixtures/${name}`, import.meta.url), 'utf8')

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ clock: fixedClock(new Date('2026-11-24T00:00:00Z')) })
})
afterAll(() => rig?.close())

let clusters = 0
/** A cluster of its own for each test. */
const freshCluster = (): string => {
  clusters += 1
  return `trap-${clusters}`
}

const received = '2026-11-23T20:02:34.484436Z'
const event = (more: object = {}): Record<string, unknown> => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: '491752e2-6c78-4025-9ea4-9bdd5ee527a2',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/default/pods?limit=500',
  verb: 'list',
  user: { username: 'system:serviceaccount:default:app', groups: ['system:authenticated'] },
  sourceIPs: ['10.0.0.1', '10.0.0.2'],
  userAgent: 'app/v1.2 (linux/amd64)',
  objectRef: { resource: 'pods', namespace: 'default', apiVersion: 'v1' },
  responseStatus: { metadata: {}, code: 200 },
  requestReceivedTimestamp: received,
  stageTimestamp: '2026-11-23T20:02:34.501436Z',
  ...more,
})

/** Posts events and returns what the raw table counts for them. */
async function counted(...events: readonly object[]): Promise<Record<string, unknown>[]> {
  const cluster = freshCluster()
  const { status, body } = await rig.post(events.map((one) => JSON.stringify(one)).join('\n'), { cluster })
  expect([status, body.accepted, body.errors]).toEqual([200, events.length, []])
  return requestsOf(cluster)
}

const requestsOf = (cluster: string): Promise<Record<string, unknown>[]> =>
  rig.rows(
    `SELECT *, duration_us, toString(at) AS at_text, stage FROM audit_raw FINAL WHERE cluster_id = '${cluster}' ORDER BY received_at, audit_id`,
  )

/** The counting rule over a file, a few lines and nothing of ours. */
function oracle(
  events: readonly { stage: string; auditID: string; responseStatus?: { code?: number } }[],
): string[] {
  const ids = events
    .filter(
      ({ stage, responseStatus }) =>
        stage === 'ResponseComplete' ||
        stage === 'Panic' ||
        (stage === 'ResponseStarted' && responseStatus?.code === 401),
    )
    .map(({ auditID }) => auditID)
  return [...new Set(ids)].sort()
}

describe('containers', () => {
  it('counts a real audit log as an independent count does', async () => {
    const cluster = freshCluster()
    const text = fixture('apiserver-1.20.2.jsonl')
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect((await rig.post(text, { cluster })).body).toMatchObject({ accepted: events.length, rejected: 0 })
    const rows = await requestsOf(cluster)
    expect(rows.map((row) => row.audit_id).sort()).toEqual(oracle(events))
    expect(new Set(rows.map((row) => row.code))).toEqual(new Set([200, 201, 403, 404]))
  })

  it('counts a webhook list posted as a kube-apiserver posts it', async () => {
    const cluster = freshCluster()
    const text = fixture('webhook-eventlist.json')
    const { items } = JSON.parse(text)
    const reply = await rig.post(text, { cluster, type: 'application/json' })
    expect(reply).toMatchObject({ status: 200, body: { accepted: items.length, rejected: 0 } })
    expect((await requestsOf(cluster)).map((row) => row.audit_id).sort()).toEqual(oracle(items))
  })

  it('knows the cluster from the path, because a webhook drops the query', async () => {
    const cluster = freshCluster()
    const response = await fetch(`${rig.url}/api/ingest/v1/clusters/${cluster}/audit?cluster=other`, {
      method: 'POST',
      headers: { authorization: 'Bearer rig-token' },
      body: JSON.stringify(event()),
    })
    expect(response.status).toBe(200)
    expect(await requestsOf(cluster)).toHaveLength(1)
  })

  it('reads a byte-order mark, v1beta1, and events that drop kind and bring fields of their own', async () => {
    const cluster = freshCluster()
    const {
      kind: _kind,
      apiVersion: _apiVersion,
      ...bare
    } = event({ auditID: 'bare', p_source: 'lake', p_row: { id: 1 } })
    const lines = [event({ auditID: 'beta', apiVersion: 'audit.k8s.io/v1beta1' }), bare]
    const body = `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}`
    expect((await rig.post(body, { cluster })).body).toMatchObject({ accepted: 2, rejected: 0 })
    expect((await requestsOf(cluster)).map((row) => row.audit_id)).toEqual(['bare', 'beta'])
  })

  it('reads null where Go writes an empty pointer', async () => {
    const empty = {
      user: null,
      objectRef: null,
      responseStatus: null,
      annotations: null,
      sourceIPs: null,
      userAgent: null,
    }
    expect(await counted(event(empty))).toMatchObject([{ user: '', resource: '', code: 0, source_ip: '' }])
  })
})

describe('one request counts once', () => {
  it('counts the last of two events, with latency', async () => {
    const rows = await counted(
      event({ stage: 'RequestReceived', stageTimestamp: received, responseStatus: undefined }),
      event(),
    )
    expect(rows).toMatchObject([{ stage: 'ResponseComplete', code: 200, is_timed: 1, is_long: 0 }])
    expect(Number(rows[0]?.duration_us)).toBe(17_000)
  })

  it('counts a watch when it ends, at its end, and never as latency', async () => {
    const watch = { verb: 'watch', requestURI: '/api/v1/pods?watch=true' }
    const [only, ...more] = await counted(
      event({ ...watch, stage: 'RequestReceived', stageTimestamp: received }),
      event({ ...watch, stage: 'ResponseStarted', stageTimestamp: '2026-11-23T20:02:34.600000Z' }),
      event({ ...watch, stage: 'ResponseComplete', stageTimestamp: '2026-11-23T20:10:34.484436Z' }),
    )
    expect(more).toEqual([])
    expect(only).toMatchObject({ minute: '2026-11-23 20:10:00', is_long: 1, is_timed: 0 })
    expect(Number(only?.duration_us)).toBe(480_000_000)
  })

  it('does not count a watch that has not ended', async () => {
    expect(await counted(event({ verb: 'watch', stage: 'ResponseStarted' }))).toEqual([])
  })

  it.each(['exec', 'attach', 'log', 'proxy', 'portforward'])(
    'takes %s for long-running',
    async (subresource) => {
      const rows = await counted(
        event({
          verb: 'create',
          objectRef: { resource: 'pods', subresource, apiVersion: 'v1' },
          responseStatus: { code: 101 },
        }),
      )
      expect(rows).toMatchObject([{ is_long: 1, is_timed: 0, code: 101 }])
    },
  )

  it('counts a failed authentication, which writes only one line and no user', async () => {
    const failed = {
      stage: 'ResponseStarted',
      user: {},
      responseStatus: { status: 'Failure', reason: 'Unauthorized', code: 401 },
    }
    expect(await counted(event(failed))).toMatchObject([{ code: 401, user: '' }])
  })

  it('counts a panic as a 5xx, and over the answer of the same request', async () => {
    const panic = {
      stage: 'Panic',
      responseStatus: {
        status: 'Failure',
        message: "APIServer panic'd: boom",
        reason: 'InternalError',
        code: 500,
      },
    }
    expect(await counted(event(), event(panic))).toMatchObject([{ code: 500, stage: 'Panic' }])
    expect(await counted(event(panic), event())).toMatchObject([{ code: 500, stage: 'Panic' }])
  })

  it('counts a thousand requests that chose the same Audit-ID a thousand times', async () => {
    const storm = Array.from({ length: 1_000 }, (_, n) =>
      event({
        auditID: 'mine',
        requestReceivedTimestamp: `2026-11-23T20:02:34.${String(n).padStart(6, '0')}Z`,
      }),
    )
    expect(await counted(...storm)).toHaveLength(1_000)
  })

  it('counts the same event in different batches once', async () => {
    const cluster = freshCluster()
    const one = JSON.stringify(event())
    const other = JSON.stringify(event({ auditID: 'other' }))
    for (const body of [one, `${one}\n${other}`, `${other}\n${one}`, `${one}\n`]) {
      expect((await rig.post(body, { cluster })).status).toBe(200)
    }
    expect(await requestsOf(cluster)).toHaveLength(2)
  })

  it('takes an Audit-ID as text, however long', async () => {
    const long = 'x'.repeat(10_000)
    const rows = await counted(
      event({ auditID: `${long}1` }),
      event({ auditID: `${long}2` }),
      event({ auditID: '007' }),
      event({ auditID: '7' }),
    )
    expect(rows).toHaveLength(4)
  })
})

describe('what an event says', () => {
  it('tells a dropped connection from a success', async () => {
    const closed = {
      responseStatus: { metadata: {}, status: 'Success', message: 'Connection closed early', code: 200 },
    }
    expect(await counted(event(closed))).toMatchObject([{ is_aborted: 1, code: 200 }])
  })

  it("tells the server's throttling from a PodDisruptionBudget", async () => {
    const eviction = {
      objectRef: { resource: 'pods', subresource: 'eviction', namespace: 'a', name: 'b', apiVersion: 'v1' },
    }
    const rows = await counted(
      event({ auditID: 'a', responseStatus: { metadata: {}, code: 429 } }),
      event({
        auditID: 'b',
        ...eviction,
        verb: 'create',
        responseStatus: { status: 'Failure', reason: 'TooManyRequests', code: 429 },
      }),
      event({ auditID: 'c', ...eviction, verb: 'create', responseStatus: { metadata: {}, code: 429 } }),
    )
    expect(rows.map((row) => [row.is_throttled, row.is_disruption_blocked])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ])
  })

  it('keeps both names of an impersonated request', async () => {
    const both = { user: { username: 'system:admin' }, impersonatedUser: { username: 'bob', groups: [] } }
    expect(await counted(event(both))).toMatchObject([{ user: 'system:admin', impersonated_user: 'bob' }])
  })

  it('keeps what is missing empty, never made up', async () => {
    const {
      userAgent: _agent,
      objectRef: _ref,
      ...bare
    } = event({ verb: 'get', requestURI: '/readyz?verbose' })
    expect(await counted(bare)).toMatchObject([
      { user_agent: '', resource: '', namespace: '', name: '', path: '/readyz', uri_query: 'verbose' },
    ])
  })

  it('reads what Go escapes, and microseconds', async () => {
    const text = String.raw`{"auditID":"e","stage":"ResponseComplete","verb":"get","requestURI":"/x?a=1\u0026b=\u003c\u003e","userAgent":"caf\u00e9 \ud83d\ude00 \"q\"","requestReceivedTimestamp":"2026-11-23T20:02:34.000001Z","stageTimestamp":"2026-11-23T20:02:34.000003Z"}`
    const cluster = freshCluster()
    expect((await rig.post(text, { cluster })).body).toMatchObject({ accepted: 1 })
    const [row] = await requestsOf(cluster)
    expect(row).toMatchObject({
      uri_query: 'a=…&b=…',
      user_agent: 'café 😀 "q"',
      received_at: '2026-11-23 20:02:34.000001',
    })
    expect(Number(row?.duration_us)).toBe(2)
  })

  it('marks a deprecated call, also without a removal release', async () => {
    const rows = await counted(
      event({
        auditID: 'a',
        annotations: {
          'k8s.io/deprecated': 'true',
          'k8s.io/removed-release': '1.22',
          'authorization.k8s.io/decision': 'allow',
        },
      }),
      event({ auditID: 'b', annotations: { 'k8s.io/deprecated': 'true' } }),
      event({ auditID: 'c', annotations: { 'authorization.k8s.io/decision': 'forbid' } }),
    )
    expect(rows.map((row) => [row.is_deprecated, row.removed_release, row.decision])).toEqual([
      [1, '1.22', 'allow'],
      [1, '', ''],
      [0, '', 'forbid'],
    ])
  })

  it('drops bodies at the door: nothing of a marked secret is anywhere', async () => {
    const secret = 'MARKED-SECRET'
    const cluster = freshCluster()
    const padding = 'y'.repeat(180_000)
    const withBodies = event({
      requestObject: { data: { token: secret, padding } },
      responseObject: { status: { token: secret } },
      user: { username: 'u', extra: { accessKeyId: [secret] } },
    })
    const broken = JSON.stringify({ ...withBodies, auditID: 'broken' }).slice(0, -100_000)
    const wrong = JSON.stringify({
      requestObject: { token: secret },
      user: secret,
      auditID: { token: secret },
      verb: 'x'.repeat(100),
    })
    const body = [JSON.stringify(withBodies), broken, wrong].join('\n')
    expect((await rig.post(body, { cluster })).body).toMatchObject({ accepted: 1, rejected: 2 })
    for (const table of ['audit_raw', 'audit_rejects', 'audit_dirty', 'audit_bodies']) {
      const [found] = await rig.rows(
        `SELECT count() AS c FROM (SELECT formatRow('JSONEachRow', *) AS line FROM ${table}) WHERE position(line, '${secret}') > 0`,
      )
      expect([table, Number(found?.c)]).toEqual([table, 0])
    }
    expect(rig.logged.join('\n')).not.toContain(secret)
  })
})
