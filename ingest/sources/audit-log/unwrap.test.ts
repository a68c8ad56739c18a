import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOfLogEntry } from './gke.ts'
import { splitAudit } from './split.ts'

const event = (auditID: string, more: object = {}): Record<string, unknown> => ({
  auditID,
  stage: 'ResponseComplete',
  verb: 'get',
  requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  ...more,
})
const line = (auditID: string, more: object = {}): string => JSON.stringify(event(auditID, more))

async function split(body: string | Buffer) {
  const bytes = Buffer.from(body)
  const { pieces, bad, readable } = await splitAudit(bytes, () => Promise.resolve())
  const events = [...pieces.starts].map((start, n) =>
    JSON.parse(bytes.toString('utf8', start, pieces.ends[n])),
  )
  return { events, lines: [...pieces.lines], bad: bad.map((one) => [one.line, one.reason]), readable }
}

const azure = (log: unknown, category = 'kube-audit'): object => ({
  operationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
  category,
  properties: { pod: 'kube-apiserver-0', stream: 'stdout', log },
  time: '2026-11-23T20:02:34.484436Z',
  resourceId: '/SUBSCRIPTIONS/X',
})
const quoted = { userAgent: 'a "quoted" \\ café 😀\n<&>' }

describe('arrays of events', () => {
  it('are read whole, on one line or over several, with a byte-order mark', async () => {
    const items = [event('a'), event('b', quoted), event('c')]
    for (const body of [JSON.stringify(items), `\ufeff\n ${JSON.stringify(items, null, 2)}\r\n`]) {
      expect(await split(body)).toEqual({ events: items, lines: [1, 2, 3], bad: [], readable: true })
    }
  })

  it('have their bad items set aside alone', async () => {
    expect(
      await split(`[${line('a')}, 7, "x", {"auditID":"\\x","a":"${'b'.repeat(90)}"}, ${line('b')}]`),
    ).toEqual({
      events: [event('a'), event('b')],
      lines: [1, 5],
      bad: [
        [2, 'not a JSON object'],
        [3, 'not a JSON object'],
        [4, 'not valid JSON: an escape that JSON does not know'],
      ],
      readable: true,
    })
  })

  it.each([
    ['of anything else', '[1,"x",[]]', false],
    ['cut off', `[${line('a')},`, false],
    ['of nothing', '[ ]', true],
  ])('%s: readable is %s %s', async (_name, body, readable) => {
    expect(await split(body)).toMatchObject({ events: [], readable })
  })
})

describe('records of an Azure event hub', () => {
  const records = [
    azure(line('a', quoted)),
    azure(event('b', quoted), 'kube-audit-admin'),
    azure(`${line('c')}\n`),
  ]
  const expected = [event('a', quoted), event('b', quoted), event('c')]

  it.each([
    ['one document', JSON.stringify({ records })],
    ['with a byte-order mark', `\ufeff${JSON.stringify({ records })}`],
    ['pretty-printed', JSON.stringify({ note: 'x', records }, null, 2)],
    ['a record a line', records.map((one) => JSON.stringify(one)).join('\n')],
    ['a document a line', records.map((one) => JSON.stringify({ records: [one] })).join('\n')],
    [
      'an array of documents',
      JSON.stringify([{ records: records.slice(0, 2) }, { records: records.slice(2) }]),
    ],
    ['an array of records', JSON.stringify(records)],
  ])('give their events: %s', async (_name, body) => {
    expect(await split(body)).toEqual({ events: expected, lines: [1, 2, 3], bad: [], readable: true })
  })

  it('that are no audit log, or hold none, are set aside with why', async () => {
    const body = JSON.stringify({
      records: [
        azure('I0518 klog', 'kube-apiserver'),
        azure(line('a')),
        azure('I0518 klog'),
        azure(7),
        { category: 'kube-audit', properties: {} },
        azure(event('b', { _c: 'victim' })),
        azure(line('c', { _c: 'victim' })),
        azure(`${line('d')}{}`),
        7,
      ],
    })
    const { events, lines, bad } = await split(body)
    expect([events, lines]).toEqual([[event('a')], [2]])
    expect(bad).toEqual([
      [1, expect.stringContaining('another category')],
      [3, 'not a JSON object'],
      [4, expect.stringContaining('properties.log is missing')],
      [5, expect.stringContaining('properties.log is missing')],
      [6, 'not valid JSON: the name _c is reserved'],
      [7, 'not valid JSON: the name _c is reserved'],
      [8, 'more than one JSON value'],
      [9, 'not a JSON object'],
    ])
  })

  it('are not looked for in events that have such names themselves', async () => {
    const odd = event('a', { properties: { log: 'x' }, category: 'kube-audit', protoPayload: {} })
    expect((await split(JSON.stringify(odd))).events).toEqual([odd])
  })

  it('give back any event as it was', async () => {
    const more = fc.dictionary(fc.string({ unit: 'binary', maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.uuid(), more, fc.boolean()), { minLength: 1 }), async (rows) => {
        const events = rows.map(([id, extra]) => event(id, { extra }))
        const body = JSON.stringify({
          records: events.map((one, n) => azure(rows[n]?.[2] ? one : JSON.stringify(one))),
        })
        expect((await split(body)).events).toEqual(JSON.parse(JSON.stringify(events)))
      }),
    )
  })
})

describe('entries of Google Cloud Audit Logs', () => {
  const entry = (payload: object = {}, more: object = {}): object => ({
    insertId: 'abc',
    logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity',
    operation: { id: '0f0e0d0c-0b0a', producer: 'k8s.io', first: true, last: true },
    labels: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'secret words' },
    resource: {
      type: 'k8s_cluster',
      labels: { cluster_name: 'c', location: 'europe-west1', project_id: 'p' },
    },
    timestamp: '2026-11-23T20:02:34.484436Z',
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      serviceName: 'k8s.io',
      methodName: 'io.k8s.core.v1.pods.create',
      resourceName: 'core/v1/namespaces/shop/pods/web-0',
      authenticationInfo: { principalEmail: 'jane@example.com' },
      requestMetadata: { callerIp: '10.1.2.3', callerSuppliedUserAgent: 'kubectl/v1.34 (linux/amd64)' },
      request: { data: { token: 's3cret' } },
      ...payload,
    },
    ...more,
  })
  const mapped = {
    auditID: '0f0e0d0c-0b0a',
    stage: 'ResponseComplete',
    verb: 'create',
    user: { username: 'jane@example.com' },
    userAgent: 'kubectl/v1.34 (linux/amd64)',
    sourceIPs: ['10.1.2.3'],
    objectRef: { resource: 'pods', namespace: 'shop', name: 'web-0', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    annotations: { 'authorization.k8s.io/decision': 'allow' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  }

  it('are said in the words of audit.k8s.io, a line, an array or a document', async () => {
    for (const body of [
      `${JSON.stringify(entry())}\n${JSON.stringify(entry())}`,
      JSON.stringify([entry(), entry()], null, 2),
    ]) {
      expect(await split(body)).toEqual({ events: [mapped, mapped], lines: [1, 2], bad: [], readable: true })
    }
    expect((await split(JSON.stringify(entry(), null, 2))).events).toEqual([mapped])
  })

  it.each([
    [
      'apps/v1/namespaces/shop/deployments/web/scale',
      { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web', subresource: 'scale' },
    ],
    ['core/v1/nodes/n-1', { resource: 'nodes', name: 'n-1' }],
    ['core/v1/namespaces/shop', { resource: 'namespaces', namespace: 'shop', name: 'shop' }],
    ['batch/v1/namespaces/shop/jobs', { apiGroup: 'batch', resource: 'jobs', namespace: 'shop' }],
  ])('name what %s is', (resourceName, reference) => {
    const told = eventOfLogEntry(JSON.stringify(entry({ resourceName })))
    expect(JSON.parse('text' in told ? told.text : '')).toMatchObject({
      objectRef: { apiVersion: 'v1', ...reference },
    })
  })

  it('say how it ended, and count only the last of a long request', () => {
    const told = (payload: object, more: object = {}) => {
      const found = eventOfLogEntry(JSON.stringify(entry(payload, more)))
      return JSON.parse('text' in found ? found.text : '')
    }
    expect(told({ status: { code: 7, message: 'secret words' } }).responseStatus).toEqual({
      code: 403,
      status: 'Failure',
    })
    expect(told({ status: { code: 16 } }).responseStatus.code).toBe(401)
    const exec = {
      methodName: 'io.k8s.core.v1.pods.exec.create',
      resourceName: 'core/v1/namespaces/shop/pods/web-0/exec',
    }
    const begun = told(exec, { operation: { id: 'x', first: true } })
    expect([begun.stage, begun.stageTimestamp]).toEqual(['ResponseStarted', '2026-11-23T20:02:34.484436Z'])
    expect(told(exec, { operation: { id: 'x', last: true } }).stage).toBe('ResponseComplete')
    expect(told({}, { operation: undefined }).auditID).toBe('abc')
  })

  it('of other services, or that say too little, are set aside', async () => {
    const bodies = [
      entry({
        serviceName: 'container.googleapis.com',
        methodName: 'google.container.v1.ClusterManager.GetCluster',
      }),
      { ...entry(), timestamp: undefined },
      { protoPayload: { serviceName: 'k8s.io', methodName: 'io.k8s.get' }, timestamp: 't' },
    ]
    const { events, bad } = await split(bodies.map((one) => JSON.stringify(one)).join('\n'))
    expect(events).toEqual([])
    expect(bad).toEqual([
      [1, 'a log entry of another service than k8s.io'],
      [2, 'not an entry of Google Cloud Audit Logs'],
      [3, expect.stringMatching(/too little|missing/)],
    ])
  })
})

it('reads the real log as before', async () => {
  const url = new URL('../../audit-events/fixtures/apiserver-1.20.2.jsonl', import.meta.url)
  const lines = readFileSync(url, 'utf8').trimEnd().split('\n')
  const expected = lines.map((one) => JSON.parse(one))
  expect((await split(`[${lines.join(',')}]`)).events).toEqual(expected)
  expect((await split(JSON.stringify({ records: lines.map((one) => azure(one)) }))).events).toEqual(expected)
})
