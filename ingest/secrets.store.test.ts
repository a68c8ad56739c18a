// Marked secrets, wherever an audit event or its wrapping may carry them: afterwards they are in no
// column of any table of either store, in no word of the log, in no file of the data folder as it is, and
// in no answer. Tables are read column by column, because their parts on disk are compressed.
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../domain/units/clock.ts'
import {
  controlMessage,
  deliveryBody,
  payload,
  record,
  sendDelivery,
} from './sources/firehose/fake-delivery.ts'
import { openRig, type PostOptions, type Rig } from './test-rig.ts'

/** Found in clear, however cut or spelled, or in base64, which is how Kubernetes writes the data of a Secret. */
const secret = 'hunter2-Q0rrectH0rse'
const encoded = Buffer.from(`xx${secret}`).toString('base64').slice(4, 24)
const marks = /hunter2-q|rrecth0rse/i
const isFound = (text: string): boolean => marks.test(text) || text.includes(encoded)

const answers: string[] = []
const statuses: number[] = []
let rig: Rig
beforeAll(async () => {
  rig = await openRig({ clock: fixedClock(new Date('2026-11-24T00:00:00Z')) })
})
afterAll(() => rig?.close())

const event = (more: object = {}): object => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: randomUUID(),
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/secrets/db',
  verb: 'update',
  user: { username: 'jane', extra: { 'example.com/token': [secret] } },
  impersonatedUser: { username: 'bob', extra: { key: [secret] } },
  userAgent: 'kubectl/v1.34',
  objectRef: { resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1', note: secret },
  responseStatus: { code: 200, message: secret, details: { causes: [{ message: secret }] } },
  requestObject: { kind: 'Secret', data: { password: Buffer.from(`xx${secret}`).toString('base64') } },
  responseObject: { kind: 'TokenRequest', status: { token: secret } },
  requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  stageTimestamp: '2026-11-23T20:02:34.501436Z',
  annotations: {
    'authorization.k8s.io/reason': secret,
    [secret]: 'x',
    'authorization.k8s.io/decision': 'allow',
  },
  headers: { authorization: [`Bearer ${secret}`] },
  [`x-${secret}`]: secret,
  ...more,
})

const tokenReview = event({
  verb: 'create',
  objectRef: { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io', apiVersion: 'v1' },
  requestObject: { kind: 'TokenReview', spec: { token: secret } },
  responseObject: {
    kind: 'TokenReview',
    spec: { token: secret },
    status: { user: { extra: { key: [secret] } } },
  },
})
const text = JSON.stringify(event())

const pod = '/api/v1/namespaces/shop/pods/db-0'
const proxied = { resource: 'pods', subresource: 'proxy', namespace: 'shop', name: 'db-0', apiVersion: 'v1' }
const noResource = { objectRef: undefined }
/** Requests whose address carries one: valid events, and stored. */
const addresses: readonly object[] = [
  ...[
    `command=sh&command=-c&command=echo+${secret}&container=app&stdin=true`,
    `command=${encodeURIComponent(`psql://a:${secret}@db`)}`,
    `token=${secret}&password=${secret}&limit=500`,
    secret,
    `limit=500&${secret}`,
    `${Buffer.from(`xx${secret}`).toString('base64')}`,
    `${encoded}=`,
    `${encoded}==&watch=true`,
    `continue=${secret}&limit=500`,
    `limit=5;token=${secret}`,
    `limit=5?token=${secret}`,
    `labelSelector=a?token=${secret}`,
    `labelSelector=a#${secret}`,
    `labelSelector=a;${secret}`,
    `${secret}[]=x`,
    `t%6Fken=${secret}`,
    `=${secret}`,
    `Watch=${secret}`,
    ...[
      'watch',
      'limit',
      'timeout',
      'resourceVersion',
      'resourceVersionMatch',
      'dryRun',
      'pretty',
      'container',
    ].map((name) => `${name}=${secret}`),
    `${'limit=1&'.repeat(126)}token=${secret}`,
  ].map((query) => ({ requestURI: `${pod}/exec?${query}` })),
  ...[`${pod}/proxy/login/${secret}?limit=${secret}`, `${pod}/proxy?labelSelector=${secret}`].map(
    (requestURI) => ({ requestURI, objectRef: proxied }),
  ),
  ...[`/hook/token=${secret}/x`, `/hook;${secret}`, `/hook#${secret}`, `/hook%3Ftoken%3D${secret}`].map(
    (requestURI) => ({ requestURI, ...noResource }),
  ),
]

/** Lines that are refused, each for a reason of its own; what is kept of them must not tell. */
const badLines: readonly string[] = [
  ...addresses.flatMap((address) => {
    const { requestURI } = address as { requestURI: string }
    const whole = JSON.stringify({ requestURI, ...event(address), verb: undefined })
    // Refused by the store, by the receiver, and with words that no parser reads.
    return [whole, whole.replace('{', '{"_c":1,'), whole.slice(0, -80).replaceAll('/', '\\/')]
  }),
  ...[
    { auditID: undefined },
    { verb: undefined },
    { stage: 'Later' },
    { requestReceivedTimestamp: '2020-01-01T00:00:00Z' },
    { user: { username: 7, password: secret } },
    { user: secret },
    { responseStatus: { code: secret } },
    { annotations: { a: { b: secret } } },
    { _c: secret },
  ].map((more) => JSON.stringify(event(more))),
  text.slice(0, text.indexOf('"requestReceived')),
  text.replace('"requestObject"', '"request\\u004fbject"').slice(0, -40),
  text.replace('{', `{"auditID":"twice",`),
  `${text}${text}`,
  `token: ${secret}`,
  `"${secret}"`,
  `["${secret}"]`,
  `ret":"${secret}","x":1}`,
  text.replace('kubectl', '\\ud800'),
  text.replace('kubectl', 'a\u0001b'),
  `{"kind":"Secret","data":{"password":"${secret}"}}`,
]

const azure = (log: unknown, category = 'kube-audit'): object => ({
  category,
  properties: { log, pod: secret },
  resourceId: secret,
  [secret]: secret,
})
const google = (more: object = {}): object => ({
  insertId: randomUUID(),
  timestamp: '2026-11-23T20:02:34.484436Z',
  labels: { 'authorization.k8s.io/reason': secret },
  protoPayload: {
    serviceName: 'k8s.io',
    methodName: 'io.k8s.core.v1.secrets.update',
    resourceName: 'core/v1/namespaces/shop/secrets/db',
    authenticationInfo: { principalEmail: 'jane@example.com', authoritySelector: secret },
    status: { code: 7, message: secret },
    request: { data: { password: secret } },
    response: { data: { password: secret } },
    ...more,
  },
})

async function audit(body: string | Buffer, options: PostOptions = {}): Promise<void> {
  const { status, body: answer } = await rig.post(body, { cluster: 'secrets', ...options })
  statuses.push(status)
  answers.push(JSON.stringify(answer))
}

async function firehose(records: readonly string[], options: object = {}): Promise<void> {
  const { status, body } = await sendDelivery(rig.url, records, options)
  statuses.push(status)
  answers.push(JSON.stringify(body))
}

async function sendAll(): Promise<void> {
  const json = { type: 'application/json' }
  await audit(`${text}\n${JSON.stringify(tokenReview)}\n${badLines.join('\n')}`)
  await audit(addresses.map((address) => JSON.stringify(event(address))).join('\n'))
  for (const line of badLines) await audit(line, { gzip: true })
  await audit(JSON.stringify({ kind: 'EventList', items: [event(), { note: secret }, secret] }), json)
  await audit(JSON.stringify([event(), tokenReview, secret, { note: secret }]), json)
  await audit(`[${text},`, json)
  const records = [
    azure(text),
    azure(event()),
    azure(secret),
    azure({ note: secret }),
    azure(text, secret),
    azure(text, 'guard'),
    { category: 'kube-audit', properties: secret },
    ...badLines.map((line) => azure(line)),
  ]
  await audit(JSON.stringify({ records }), json)
  await audit(records.map((one) => JSON.stringify(one)).join('\n'))
  await audit(
    JSON.stringify([
      google(),
      google({ serviceName: secret }),
      google({ methodName: secret }),
      google({ resourceName: `core/v1/namespaces/shop/pods/db-0/proxy/${secret}?token=${secret}` }),
      google({ resourceName: `hook?token=${secret}` }),
    ]),
    json,
  )
  await audit(JSON.stringify({ ...google(), timestamp: secret }))
  await audit(secret, { type: `text/${secret}` })
  await audit(text, { token: `Bearer ${secret}` })
  await audit(text, { cluster: `X${secret}` })
  await audit(text, { cluster: `secrets/audit/${secret}` })
  await audit(text, { cluster: `secrets/audit?token=${secret}&` })
  await firehose([
    record(payload([text, JSON.stringify(tokenReview), ...badLines]), controlMessage),
    record(payload([secret, text], { logStream: 'authenticator-0a' })),
    record(payload([text], { logGroup: `/aws/lambda/${secret}` })),
    record(payload([text], { owner: secret })),
    record(payload([text], { messageType: secret })),
    record(payload([text]).slice(0, -40)),
    record(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`\x1f\x8b${secret}`, 'latin1').toString('base64'),
    secret,
  ])
  await firehose([record(payload([text]))], { token: secret })
  await firehose([], { body: `{"requestId":"${secret}","records":["${secret}"]}` })
  await firehose([], { body: deliveryBody([secret], secret) })
  await firehose([record(payload([text]))], { headers: { 'x-amz-firehose-source-arn': secret } })
  const attributes = JSON.stringify({ commonAttributes: { key: secret } })
  await firehose([record(payload([text]))], { headers: { 'x-amz-firehose-common-attributes': attributes } })
}

/** Every table of the event store with a storage of its own, every column as text. */
async function eventStore(): Promise<Map<string, string>> {
  const tables = await rig.rows(
    "SELECT if(database = 'system', concat('system.', name), name) AS name FROM system.tables WHERE database IN ('system', currentDatabase()) AND engine LIKE '%MergeTree'",
  )
  const found = new Map<string, string>()
  for (const { name } of tables) {
    found.set(String(name), JSON.stringify(await rig.rows(`SELECT * FROM ${String(name)}`)))
  }
  return found
}

async function relationalStore(): Promise<Map<string, string>> {
  const { pool } = rig.relational
  const { rows } = await pool.query(
    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  )
  const found = new Map<string, string>()
  for (const { name } of rows) {
    found.set(name, JSON.stringify((await pool.query(`SELECT t::text AS line FROM ${name} t`)).rows))
  }
  return found
}

/** Names of files below the data folder that hold it as it is. */
async function filesThatTell(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const told: string[] = []
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    if (isFound(bytes.toString('latin1'))) told.push(file)
  }
  return told
}

describe('secrets that come with events', () => {
  it('are in no store, log, reject or answer', async () => {
    await sendAll()
    expect(new Set(statuses)).toEqual(new Set([200, 400, 401, 404, 415]))
    const [stored, kept] = await Promise.all([
      rig.rows("SELECT count() AS c FROM audit_raw WHERE cluster_id = 'secrets'"),
      rig.rows('SELECT count() AS c FROM audit_rejects'),
    ])
    // There was something to find: events were stored, and bad ones kept with what may be shown.
    expect(Number(stored[0]?.c)).toBeGreaterThan(addresses.length + 5)
    expect(Number(kept[0]?.c)).toBeGreaterThan(badLines.length * 3)
    const tables = new Map([...(await eventStore()), ...(await relationalStore())])
    expect([...tables.keys()]).toEqual(
      expect.arrayContaining(['audit_raw', 'audit_rejects', 'public.clusters']),
    )
    expect([...tables].filter(([, rows]) => isFound(rows)).map(([name]) => name)).toEqual([])
    expect(await filesThatTell(rig.dataDir)).toEqual([])
    expect(answers.filter(isFound)).toEqual([])
    expect(rig.logged.filter(isFound)).toEqual([])
    const refused = rig.ingest.intake().refusedCalls
    expect(refused.length).toBeGreaterThan(3)
    expect(refused.map((call) => JSON.stringify(call)).filter(isFound)).toEqual([])
    expect(
      rig.ingest
        .metrics()
        .map((metric) => JSON.stringify(metric))
        .filter(isFound),
    ).toEqual([])
  })
})
