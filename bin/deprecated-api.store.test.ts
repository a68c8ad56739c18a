// S05: a client calls what 1.32 no longer serves. The product says that the upgrade is barred, by whom, how often and
// when last; and when the client is mended, no sooner than EKS does: once thirty days are over.
import { EKSClient, StartInsightsRefreshCommand } from '@aws-sdk/client-eks'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, expect, it } from 'vitest'
import { findingDifferences, openFindings } from './finding-truths.ts'
import { type Answer, differs, ScenarioRig } from './scenario-rig.ts'

const name = 'svc-ads-euw1'
const title = 'Deprecated APIs removed in Kubernetes v1.32'
const day = 86_400_000

let rig: ScenarioRig
afterEach(() => rig?.close())

type Cluster = Answer<'fleet.cluster'>
type Insight = Cluster['parts']['insight'][number]['facts']

async function clusterOf(): Promise<Cluster> {
  const { rows } = await rig.ask('fleet.clusters', { find: name })
  const clusterId = rows.find((row) => row.name === name)?.clusterId
  if (clusterId === undefined) throw new Error(`${name} is not known yet`)
  return await rig.ask('fleet.cluster', { clusterId })
}

function insightOf({ parts }: Cluster): Insight {
  const found = parts.insight.find(({ facts }) => facts.title === title)
  if (found === undefined) throw new Error(`${title} is not known yet`)
  return found.facts
}

/** By metric. */
async function truthsAt(query: Readonly<Record<string, string>> = {}): Promise<Record<string, number>> {
  const truths = await rig.truths({ cluster: name, ...query })
  const own = truths.filter(({ scenario }) => scenario.startsWith('S05'))
  return Object.fromEntries(own.map(({ metric, value }) => [metric, value]))
}

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString()

/** Who called, how often and when last, as the insight has it. */
const clientsOf = ({ deprecations }: Insight) =>
  deprecations.flatMap(({ clients }) =>
    clients.map(
      ({ userAgent, requestsLast30Days, lastRequestAt }) =>
        [userAgent, requestsLast30Days, lastRequestAt] as const,
    ),
  )

async function barredDifferences(): Promise<string[]> {
  const truths = await truthsAt()
  const cluster = await clusterOf()
  const insight = insightOf(cluster)
  const requests = truths['insight.requestsLast30Days']
  const clients = [['legacy-hpa-operator/1.4.2', requests, isoOf(truths['insight.lastRequestMs'])]]
  return [
    ...differs('status', insight.status, 'ERROR'),
    ...differs('version', insight.targetVersion, '1.32'),
    ...differs('looked', insight.lastRefreshAt, isoOf(truths['insight.lastRefreshMs'])),
    ...differs('clients', clientsOf(insight), clients),
    ...differs(
      'called',
      insight.deprecations
        .filter((one) => one.clients.length > 0)
        .map(({ usage, replacedWith }) => [usage, replacedWith]),
      [
        [
          '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
          '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
        ],
      ],
    ),
    ...differs('findings', cluster.row.findings?.error, truths['insight.bars']),
  ]
}

type Finding = Answer<'upgrades.findings'>['rows'][number]

/** The one finding of calls; undefined: none stands. */
async function callsFound(): Promise<Finding | undefined> {
  const found = (await openFindings(rig)).filter(({ checkId }) => checkId === 'api-removals')
  expect(found.length).toBeLessThan(2)
  return found[0]
}

const evidenceOf = (found: Finding | undefined, signal: Finding['evidence'][number]['signal']) =>
  found?.evidence.find((one) => one.signal === signal)

/**
 * Everything that stands is in the ledger, and of the calls, when the last was. The client also writes an object, which
 * dates it anew once its cluster tells of that.
 */
async function foundDifferences(reads: readonly string[]): Promise<string[]> {
  const [found, truths] = [await callsFound(), await truthsAt()]
  const calledMs = truths['insight.lastRequestMs']
  const writtenMs = evidenceOf(found, 'cluster-object')?.at.getTime() ?? 0
  return [
    ...(await findingDifferences(rig, { reads })),
    ...differs('last call', isoOf(evidenceOf(found, 'provider-insight')?.at.getTime()), isoOf(calledMs)),
    ...differs('last seen', isoOf(found?.lastSeenAt?.getTime()), isoOf(Math.max(calledMs ?? 0, writtenMs))),
  ]
}

/** EKS looks again because somebody asks it to; a role of the cluster's account may. */
async function refresh(): Promise<string> {
  const { accountId, region } = rig.clusters.find(
    (known) => known.name === name,
  ) as ScenarioRig['clusters'][number]
  const at = (service: string) => ({ region, endpoint: `${rig.simulator.url}/aws/${service}` })
  const credentials = { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'none' }
  const { Credentials } = await new STSClient({ ...at('sts'), credentials }).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/operator`, RoleSessionName: 'refresh' }),
  )
  const lent = {
    accessKeyId: Credentials?.AccessKeyId as string,
    secretAccessKey: Credentials?.SecretAccessKey as string,
    sessionToken: Credentials?.SessionToken as string,
  }
  const eks = new EKSClient({ ...at('eks'), credentials: lent })
  await eks.send(new StartInsightsRefreshCommand({ clusterName: name }))
  const before = (await clusterOf()).now
  await rig.moveTo({ byMs: 5 * 60_000 })
  rig.readOrganizationAgain()
  let looked = ''
  await rig.until(async () => {
    looked = insightOf(await clusterOf()).lastRefreshAt ?? ''
    return Date.parse(looked) >= before.getTime() ? [] : [`still as looked at ${looked}`]
  })
  return looked
}

/** Each signal is evidence of its own, beside what EKS itself says. */
async function isTold(): Promise<void> {
  const truths = await truthsAt()
  await rig.until(async () => {
    const found = await callsFound()
    return (['api-server-metric', 'cluster-object'] as const).flatMap((signal) =>
      evidenceOf(found, signal) === undefined ? [`${signal} was not read yet`] : [],
    )
  })
  const { finding, history, insights } = await rig.ask('upgrades.finding', {
    id: (await callsFound())?.id ?? '',
  })
  const insight = evidenceOf(finding, 'provider-insight')
  expect([finding.evidence.length, insight?.count, insight?.at]).toEqual([
    3,
    truths['insight.requestsLast30Days'],
    new Date(truths['insight.lastRequestMs'] as number),
  ])
  // It keeps a flow schema, and writes it by the version that goes.
  expect(evidenceOf(finding, 'cluster-object')).toMatchObject({
    says: expect.stringMatching(/^last written by legacy-hpa-operator as v1beta3, /),
    names: ['legacy-hpa-operator'],
  })
  expect(history.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ['opened', 'passing', 'error'],
  ])
  const own = insights.map(({ status, targetVersion, lastRefreshAt }) => [
    status,
    targetVersion,
    lastRefreshAt,
  ])
  expect(own).toEqual([['ERROR', '1.32', new Date(truths['insight.lastRefreshMs'] as number)]])
}

/** As a reader sees it who looks back so many days, on the page and alone: the same, but for what is found meanwhile. */
async function within(days: number): Promise<Finding> {
  const nowMs = await rig.nowMs()
  const window = { from: isoOf(nowMs - days * day) as string, to: isoOf(nowMs) as string }
  let found: Finding | undefined
  await rig.until(async () => {
    const { rows } = await rig.ask('upgrades.findings', { checks: ['api-removals'], window })
    const { finding } = await rig.ask('upgrades.finding', { id: rows[0]?.id ?? '', window })
    found = finding
    return differs('alone', [finding], rows)
  })
  return found as Finding
}

/** EKS looks once a day; the counters of its API server say within a minute that it is called on, and how often. */
async function isSeenToCallOn(): Promise<void> {
  const fromMs = await rig.nowMs()
  await rig.moveTo({ byMs: 12 * 60_000 })
  const calls = (await truthsAt({ from: isoOf(fromMs) as string }))['api.deprecatedRequests']
  expect(calls).toBeGreaterThan(1)
  await rig.until(async () =>
    differs('calls', evidenceOf(await callsFound(), 'api-server-metric')?.count, calls),
  )
  const found = await within(1 / 24)
  expect(found.status).toBe('error')
  expect((await rig.nowMs()) - (found.lastSeenAt?.getTime() ?? 0)).toBeLessThan(5 * 60_000)
}

const agent = 'legacy-hpa-operator/1.4.2'
const account = 'system:serviceaccount:autoscaling:legacy-hpa-operator'

/** Its audit log of fourteen days, of that agent alone: as many calls as there were, by whom, though all came twice. */
async function isAudited(): Promise<void> {
  const nowMs = await rig.nowMs()
  const window = { from: isoOf(nowMs - 14 * day) as string, to: isoOf(nowMs) as string }
  for (let times = 0; times < 2; times += 1) {
    const sent = await rig.sendAudit(name, { form: 'firehose', ...window, userAgent: agent, waitMs: day })
    expect(sent.events).toBe(4_032)
  }
  const scope = { clusters: [(await clusterOf()).row.clusterId] }
  await rig.until(async () => {
    const { rows, total } = await rig.ask('traffic.topTalkers', {
      ...{ scope, window },
      groupBy: ['user', 'userAgent', 'verb', 'resource', 'code'],
    })
    return [
      ...differs('calls', total.requests, 4_032),
      ...differs(
        'callers',
        rows.map(({ key, requests }) => [key, requests]),
        [[{ user: account, userAgent: agent, verb: 'list', resource: 'flowschemas', code: '200' }, 4_032]],
      ),
    ]
  })
}

/** What EKS knows by its agent alone now has a name, an owner and a workload. */
async function isNamed(): Promise<void> {
  await rig.until(async () => {
    const found = await callsFound()
    return [
      ...differs('subject', found?.subject, {
        ...{ kind: 'ServiceAccount', namespace: 'autoscaling', name: 'legacy-hpa-operator' },
      }),
      ...differs('owner', found?.owner.id, 'ads'),
      ...differs(
        'runs',
        found?.evidence.find(({ says }) => says === 'pods run under this service account')?.names,
        ['Deployment autoscaling/legacy-hpa-operator'],
      ),
      ...differs('counted', evidenceOf(found, 'audit-request')?.count, 4_032),
      ...differs('marked', (evidenceOf(found, 'audit-annotation')?.count ?? 0) > 0, true),
    ]
  })
}

it('bars the upgrade, and says who calls, how often, when last, and where it runs', async () => {
  const owners = [{ on: 'namespace-label', key: 'team' }]
  rig = await ScenarioRig.open({ simulator: { scenarios: ['S05'] }, reads: [name], owners })
  const nowMs = await rig.nowMs()
  const from = isoOf(nowMs - 14 * day) as string
  const truths = await truthsAt({ from })
  expect(truths).toMatchObject({
    'api.deprecatedRequests': 4_032,
    'insight.requestsLast30Days': 8_640,
    'insight.bars': 1,
  })
  await rig.until(barredDifferences)
  const { row, facts } = await clusterOf()
  expect([row.version, row.health, facts.version]).toEqual(['1.31', expect.any(String), '1.31'])
  await rig.until(async () => {
    const { rows } = await rig.ask('fleet.objects', {
      clusterId: row.clusterId,
      kind: 'Deployment',
      find: 'legacy-hpa-operator',
    })
    return differs(
      'runs',
      rows.map(({ namespace, name: own }) => `${namespace}/${own}`),
      ['autoscaling/legacy-hpa-operator'],
    )
  })
  await rig.until(() => foundDifferences([name]))
  await isTold()
  await isAudited()
  await isSeenToCallOn()
  await isNamed()
  // No other cluster is barred by this.
  const all = await rig.ask('fleet.clusters', { limit: 500 })
  for (const { clusterId, name: other } of all.rows) {
    const { parts } = await rig.ask('fleet.cluster', { clusterId })
    const barred = parts.insight.some(({ facts: insight }) => clientsOf(insight).length > 0)
    expect([other, barred]).toEqual([other, other === name])
  }
}, 300_000)

it('goes on for thirty days after the client was mended, and passes as soon as EKS is asked to look again', async () => {
  rig = await ScenarioRig.open({ simulator: { scenarios: ['S05-b'] }, reads: [] })
  const startMs = (await rig.nowMs()) - 14 * day
  const mended = isoOf(startMs + 12.25 * day) as string
  expect((await truthsAt({ from: mended }))['api.deprecatedRequests']).toBe(0)
  await rig.until(barredDifferences)
  await rig.until(() => foundDifferences([]))
  // Who looks back a day sees it green, and when the last call was; who looks back thirty does not.
  const lastCall = new Date((await truthsAt())['insight.lastRequestMs'] as number)
  expect([await within(1), await within(30)].map(({ status, lastSeenAt }) => [status, lastSeenAt])).toEqual([
    ['passing', lastCall],
    ['error', lastCall],
  ])
  const first = insightOf(await clusterOf())
  const lookedAt = await refresh()
  const again = insightOf(await clusterOf())
  expect([again.status, clientsOf(again)]).toEqual([
    'ERROR',
    [
      [
        'legacy-hpa-operator/1.4.2',
        (await truthsAt({ at: lookedAt }))['api.deprecatedRequestsLast30Days'],
        clientsOf(first)[0]?.[2],
      ],
    ],
  ])
  // A millisecond after the last call that may count is thirty days old.
  await rig.moveTo({ now: isoOf(startMs + 42.25 * day + 1) as string })
  rig.readOrganizationAgain()
  await rig.until(async () => {
    const { status, lastRefreshAt } = insightOf(await clusterOf())
    const isLate = Date.parse(lastRefreshAt ?? '') > startMs + 41 * day
    return isLate ? differs('status', status, 'ERROR') : [`still as looked at ${lastRefreshAt}`]
  })
  await refresh()
  const passed = insightOf(await clusterOf())
  expect([passed.status, passed.reason, clientsOf(passed)]).toEqual([
    'PASSING',
    'No deprecated API usage detected within the last 30 days.',
    [],
  ])
  await rig.until(async () => differs('errors', (await clusterOf()).row.findings?.error, 0))
  // Found no more, and neither is anything else that the ledger, which knows of daily looks alone, does not know of.
  await rig.moveTo({ byMs: day })
  rig.readOrganizationAgain()
  await rig.until(() => findingDifferences(rig, { reads: [] }))
  expect(await callsFound()).toBeUndefined()
}, 300_000)
