// S02: an agent comes to two thousand nodes and lists all pods once a minute. Of its audit log and of what Prometheus
// stored, the product tells who storms the API server, how much of it was served, why the rest was not, since when, what
// brought it, and that kubelets do not suffer: each held against the ledger, and seats against a rule written here anew.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlPlaneMeasure } from '../domain/model/control-plane-series.ts'
import { type Answer, type Asked, type AuditWindow, differs, ScenarioRig } from './scenario-rig.ts'

const name = 'stream-use1-c2'
const userAgent = 'policy-agent/v2.7.0'
const user = 'system:serviceaccount:policy-system:policy-agent'
const at = (time: string): string => `2026-01-18T${time}:00Z`
const storm = { from: at('14:00'), to: at('14:30') }
/** Its beginning, of which all is logged but what nodes ask; with what came before, by which it is judged. */
const beginning = { from: storm.from, to: at('14:06') }
const logged = { from: at('13:50'), to: beginning.to }
/** Of the rest, its own requests alone. */
const rest = { from: beginning.to, to: storm.to }
/** Whoever waited in a queue at its end was told a quarter of a minute later. */
const drained = { from: at('13:55'), to: at('14:40') }

let rig: ScenarioRig
beforeAll(async () => {
  rig = await ScenarioRig.open({
    simulator: { scenarios: ['S02'], startDay: 13 + 14.75 / 24 },
    readsOrganization: false,
    reads: [],
    metrics: [name],
  })
})
afterAll(() => rig?.close())

const scope = () => ({ clusters: [rig.idOf(name)] })

/** By "metric/subject". */
async function truthsOf(window: { from: string; to: string }): Promise<(key: string) => number> {
  const truths = await rig.truths({ cluster: name, ...window })
  const known = new Map(truths.map(({ metric, subject, value }) => [`${metric}/${subject}`, value]))
  return (key) => {
    const value = known.get(key)
    if (value === undefined) throw new Error(`the ledger does not know ${key}`)
    return value
  }
}

const talkers = (input: Partial<Asked<'traffic.topTalkers'>>) =>
  rig.ask('traffic.topTalkers', { scope: scope(), window: beginning, groupBy: ['user'], ...input })

interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** How many a counter rose by, by minutes of how many a second. */
const riseOf = ({ values }: Line): number =>
  Math.round(60 * values.reduce<number>((sum, value) => sum + (value ?? 0), 0))

async function partsOf(measure: ControlPlaneMeasure) {
  const { lines } = await rig.ask('capacity.series', {
    ...{ scope: scope(), window: drained, measures: [measure], top: 12 },
  })
  return lines[0]?.parts ?? []
}

interface AuditEvent {
  readonly verb: string
  readonly userAgent: string
  readonly requestURI: string
  readonly objectRef?: { readonly resource: string; readonly name?: string; readonly subresource?: string }
  readonly responseStatus: { readonly code: number }
  readonly requestReceivedTimestamp: string
  readonly stageTimestamp: string
  readonly annotations?: Readonly<Record<string, string>>
}

const microsOf = (text: string): number =>
  Date.parse(`${text.slice(0, 19)}Z`) * 1_000 + Number(text.slice(20, 26))

/** Kubernetes' list_work_estimator up to 1.33, of lists from the watch cache; without a count what the line tells. */
function seatsOf({ verb, requestURI, objectRef }: AuditEvent, counts: ReadonlyMap<string, number>): number {
  if (verb !== 'list' || objectRef?.name !== undefined) return 1
  expect(requestURI).not.toMatch(/continue=|resourceVersion=[^0&]|resourceVersionMatch=/)
  const [, limit = '0'] = /[?&]limit=(\d+)/.exec(requestURI) ?? []
  const [, group = ''] = /^\/apis\/([^/]+)\//.exec(requestURI) ?? []
  const count = counts.get(group === '' ? `${objectRef?.resource}` : `${objectRef?.resource}.${group}`) ?? 0
  const least = requestURI.includes('resourceVersion=0') ? 1 : 2 * Number(limit)
  return Math.min(10, Math.max(1, Math.ceil((count === 0 ? least : count) / 100)))
}

const unitUs: Readonly<Record<string, number>> = { h: 3.6e9, m: 6e7, s: 1e6, ms: 1e3, µs: 1 }

/** In a queue, as the API server annotates it: a duration as Go writes it. */
function waitedUs({ annotations }: AuditEvent): number {
  const text = annotations?.['apiserver.latency.k8s.io/apf-queue-wait'] ?? ''
  const parts = [...text.matchAll(/([0-9.]+)(ms|µs|h|m|s)/g)]
  expect(parts.map(([part]) => part).join('')).toBe(text)
  return Math.round(parts.reduce((sum, [, value, unit = '']) => sum + Number(value) * (unitUs[unit] ?? 0), 0))
}

/** Seats by seconds of one request: none of who was turned away, and of what lasts as long as its client likes. */
function seatSecondsOf(event: AuditEvent, counts: ReadonlyMap<string, number>): number {
  const isLasting = event.verb === 'watch' || event.objectRef?.subresource === 'log'
  if (isLasting || event.responseStatus.code === 429) return 0
  const tookUs = microsOf(event.stageTimestamp) - microsOf(event.requestReceivedTimestamp)
  return (seatsOf(event, counts) * (tookUs - waitedUs(event))) / 1e6
}

/** What is in the database, as the API server itself says. */
async function storedObjects(): Promise<ReadonlyMap<string, number>> {
  const server = rig.clusters.find((known) => known.name === name)?.server
  const headers = { authorization: 'Bearer simulated-fleet-reader' }
  const text = await (await fetch(`${server}/metrics`, { headers })).text()
  const lines = text.matchAll(/^apiserver_storage_objects\{resource="([^"]+)"\} (\d+)$/gm)
  return new Map([...lines].map(([, resource = '', count]) => [resource, Number(count)]))
}

/** Takes the same log beside the product, as a webhook of its own would, and adds up seats by seconds by agent. */
async function estimated(): Promise<ReadonlyMap<string, number>> {
  const counts = await storedObjects()
  expect(counts.get('pods')).toBeGreaterThan(80_000)
  const found = new Map<string, number>()
  const webhook: Server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const { items } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { items: AuditEvent[] }
    for (const event of items) {
      found.set(event.userAgent, (found.get(event.userAgent) ?? 0) + seatSecondsOf(event, counts))
    }
    res.end('{}')
  })
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}`
    const target = {
      cluster: name,
      form: 'webhook',
      url,
      token: 'own',
      withoutNodes: true,
      waitMs: 86_400_000,
    }
    await rig.control('/_sim/audit', { ...target, ...beginning })
  } finally {
    webhook.close()
  }
  return found
}

/** Of pods, by which its lists are judged; the largest kind there is. */
const storedPods = async () =>
  (await partsOf('storedObjects')).find((part) => part.name === 'pods')?.values[0]

it('is read from metrics first: how many were turned away, why, and at which level', async () => {
  const truth = await truthsOf({ from: storm.from, to: drained.to })
  // As published of this storm, before anything is asked of the product.
  expect(truth('apf.rejected.queue-full/workload-low')).toBe(23_802)
  expect(truth('apf.rejected.time-out/workload-low')).toBe(2_328)
  await rig.until(async () =>
    differs(
      'turned away',
      (await partsOf('rejected')).map((part) => [part.name, riseOf(part)]),
      ['queue-full', 'time-out'].map((reason) => [reason, truth(`apf.rejected.${reason}/workload-low`)]),
    ),
  )
  await rig.until(async () => ((await storedPods()) == null ? ['pods were not counted yet'] : []))
  await rig.untilMetricsRead(name, drained.to)
  // What came in the fourteen days before is of no matter here.
  rig.read({ metrics: [] })
  const byLevel = (await partsOf('rejectedByLevel')).map((part) => [part.name, riseOf(part)])
  expect(byLevel).toEqual([['workload-low', 26_130]])
  // Its level is as full as lists of ten seats can make it; the kubelets' is not.
  const highest = async (measure: 'seats' | 'nominalSeats', level: string) =>
    Math.max(...((await partsOf(measure)).find((part) => part.name === level)?.values ?? []).map(Number))
  expect(await highest('nominalSeats', 'workload-low')).toBe(truth('apf.seats/workload-low'))
  expect(await highest('seats', 'workload-low')).toBe(690)
  expect(await highest('seats', 'node-high')).toBeLessThan(0.3 * (await highest('nominalSeats', 'node-high')))
}, 300_000)

it('is counted to the request by code, and first by requests and by seats', async () => {
  const [truth, first] = [await truthsOf(storm), await truthsOf(beginning)]
  const send = (sent: Omit<AuditWindow, 'form'>) =>
    rig.sendAudit(name, { form: 'firehose', waitMs: 86_400_000, ...sent })
  await Promise.all([send({ ...logged, withoutNodes: true }), send({ ...rest, userAgent })])
  await rig.until(async () => {
    const groupBy = ['user', 'userAgent', 'code'] as const
    const { rows } = await talkers({ window: storm, groupBy: [...groupBy], where: { user: [user] } })
    return differs(
      'by code',
      rows.map(({ key, requests }) => [key, requests]),
      ['200', '429'].map((code) => [{ user, userAgent, code }, truth(`api.requests.${code}/${user}`)]),
    )
  })
  expect(truth(`api.requests/${user}`)).toBe(60_000)
  expect([truth(`api.requests.200/${user}`), truth(`api.requests.429/${user}`)]).toEqual([33_870, 26_130])
  for (const rankBy of ['requests', 'seatSeconds'] as const) {
    const { rows } = await talkers({ rankBy, limit: 100 })
    const rank = rows.findIndex(({ key }) => key.user === user) + 1
    expect([rankBy, rank]).toEqual([rankBy, first(`api.rank.${rankBy}/${user}`)])
    expect(rows.length).toBeGreaterThan(20)
    expect(rows[0]).toMatchObject({
      requests: first(`api.requests/${user}`),
      throttled: first(`api.requests.429/${user}`),
    })
  }
  // Nobody else was turned away, kubelets least of all: metrics of their level said so.
  const { rows, total } = await talkers({ where: { code: ['429'] } })
  expect([rows.length, total.throttled]).toEqual([1, first(`api.requests.429/${user}`)])
  expect(truth('api.requests.429/node-high')).toBe(0)
}, 300_000)

it('holds seats as the published rule has it, and so does everybody else', async () => {
  const own = await estimated()
  const { rows, other } = await talkers({ groupBy: ['userAgent'], rankBy: 'seatSeconds', limit: 500 })
  expect([other.keys, rows.length]).toEqual([0, own.size])
  for (const { key, seatSecondsEstimated } of rows) {
    const wanted = own.get(key.userAgent ?? '') ?? Number.NaN
    const isSame = Math.abs(seatSecondsEstimated - wanted) <= 1e-5 + wanted * 1e-9
    expect([key.userAgent, isSame ? wanted : seatSecondsEstimated]).toEqual([key.userAgent, wanted])
  }
  const share = (own.get(userAgent) ?? 0) / [...own.values()].reduce((sum, one) => sum + one, 0)
  expect(share).toBeGreaterThan(0.98)
})

it('holds as many seats as the ledger says were held: none while it waits in the queue', async () => {
  for (const window of [beginning, storm]) {
    const held = (await truthsOf(window))(`apf.seatSeconds/${user}`)
    const { rows } = await talkers({ window, where: { user: [user] }, rankBy: 'seatSeconds' })
    const { seatSecondsEstimated, latencySecondsSum } = rows[0] ?? expect.fail('it did not ask')
    // Exact: each list takes 3.7 s at least, so that whichever waited says for how long, to the microsecond.
    expect(Math.abs(seatSecondsEstimated / held - 1)).toBeLessThan(1e-9)
    // Latency is told whole, four fifths of it in the queue.
    expect((10 * latencySecondsSum) / held).toBeGreaterThan(4.5)
  }
  const { cards } = await rig.ask('traffic.fixes', {
    ...{ scope: scope(), window: storm, where: { agent: ['policy-agent'] } },
  })
  // 69 lists of ten seats at once. Up to a hundredth more, as those that waited at the end of the sample are in it.
  const said = cards.flatMap(({ arithmetic }) => arithmetic.filter(({ label }) => label === 'Now'))
  const [held = ''] = said.flatMap(({ text }) => / answered × .* = (\d+) seats held/.exec(text)?.[1] ?? [])
  expect([held, Number(held) >= 690 && Number(held) < 697]).toEqual([held, true])
})

it('was turned away first when the ledger says, by its single requests', async () => {
  const truth = await truthsOf(storm)
  const rows: Answer<'traffic.requests'>['rows'][number][] = []
  const where = { userAgent: [userAgent], code: ['429'] }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Answer<'traffic.requests'> = await rig.ask('traffic.requests', {
      ...{ scope: scope(), window: { from: storm.from, to: at('14:01') }, where, limit: 500 },
      ...(cursor === undefined ? {} : { cursor }),
    })
    rows.push(...page.rows)
    cursor = page.nextCursor
  }
  // Some waited a quarter of a minute before: whoever came later was told sooner.
  const first = Math.min(...rows.map((row) => row.at.getTime() + (row.latencyMs ?? 0)))
  expect(Math.abs(first - truth(`api.first429Ms/${user}`))).toBeLessThanOrEqual(2)
  expect(Math.round((first - Date.parse(storm.from)) / 100)).toBe(214)
  expect(
    rows.every(({ throttled, verb, resource }) => throttled && verb === 'list' && resource === 'pods'),
  ).toBe(true)
})

it('began when its DaemonSet came, and the change and who made it are named', async () => {
  const truth = await truthsOf(storm)
  const { onsets } = await rig.ask('traffic.onsets', {
    ...{ scope: scope(), window: { from: at('13:50'), to: storm.to } },
  })
  expect(onsets).toHaveLength(1)
  expect(onsets[0]).toMatchObject({
    ...{ agent: 'policy-agent', kind: 'started', users: [user], userAgents: [userAgent], before: 0 },
    at: new Date(storm.from),
    changes: [
      {
        what: 'created',
        at: new Date(truth('change.createdMs/DaemonSet/policy-system/policy-agent')),
        workload: { kind: 'DaemonSet', namespace: 'policy-system', name: 'policy-agent' },
        who: { user: expect.stringMatching(/-admin\/nia$/), userAgent: expect.stringMatching(/^kubectl\//) },
        request: { verb: 'create' },
      },
    ],
  })
  expect(onsets[0]?.after).toBeCloseTo(truth(`api.requests/${user}`) / 1_800, 5)
  const { cards } = await rig.ask('traffic.fixes', {
    ...{ scope: scope(), window: storm, where: { agent: ['policy-agent'] } },
  })
  expect(cards.map(({ id }) => id)).toEqual(expect.arrayContaining(['use-informer', 'isolate']))
})
