// Queries of Logs Insights over audit logs: what is worked out by class is what going through every event comes to, and
// what is told over the wire is as CloudWatch Logs tells it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chosenScenarios } from '../../../scenarios/scenarios.ts'
import { ledgerOf } from '../../../truth/ledger.ts'
import { dayMs, FrozenClock, firstDay, hourMs, testEpochMs } from '../../../world/clock.ts'
import type { Cluster } from '../../../world/fleet.ts'
import { type ClusterState, World } from '../../../world/world.ts'
import type { Json } from '../../kube/client-rig.ts'
import { AwsRig, type Site } from '../aws-rig.ts'
import { everyOne, Insights, planOf, type Question, run, scanned } from './insights.ts'
import type { QueryRun } from './query-run.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const nowMs = testEpochMs + firstDay * dayMs
const world = new World({
  seed,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(nowMs),
  scenarios: chosenScenarios(['S05', 'S06']),
})
const stateOf = (name: string): ClusterState => world.state(world.cluster(name) as Cluster)

/** As a collector of audit logs asks of every hour; `by` what it groups by. */
const hourStatement = (hourMsAt: number, by: string): string => {
  const hour = new Date(hourMsAt).toISOString().slice(0, 13)
  const isLong =
    '(verb in ["watch", "watchlist"] or part in ["exec", "attach", "log", "proxy", "portforward"])'
  return [
    'fields coalesce(objectRef.subresource, "") as part, coalesce(responseStatus.message, "") as said',
    'filter @logStream like "kube-apiserver-audit"',
    'filter stage in ["ResponseComplete", "Panic"] or (stage = "ResponseStarted" and responseStatus.code = 401)',
    String.raw`parse @message /"requestReceivedTimestamp":"(?<receivedIn>[^":]+):(?<receivedMinute>\d+):(?<receivedSecond>[0-9.]+)Z"/`,
    String.raw`parse @message /"stageTimestamp":"(?<endedIn>[^":]+):(?<endedMinute>\d+):(?<endedSecond>[0-9.]+)Z"/`,
    `filter (${isLong} and endedIn = "${hour}") or (not ${isLong} and receivedIn = "${hour}")`,
    'fields receivedMinute * 60 + receivedSecond as receivedAt, endedMinute * 60 + endedSecond as endedAt',
    'fields (endedAt - receivedAt + 3600) % 3600 as took, strcontains(said, "Connection closed early") as isAborted',
    String.raw`parse requestURI /^(?<path>\/[^\/?]*(?:\/[^\/?]*){0,2})/`,
    `stats count(*) as requests, sum(isAborted) as aborted, sum(took) as seconds, min(receivedAt) as receivedFirst, max(receivedAt) as receivedLast, min(endedAt) as endedFirst, max(endedAt) as endedLast by ${by}`,
    'sort requests desc',
    'limit 10000',
  ].join('\n| ')
}

const audit = 'filter @logStream like "kube-apiserver-audit"'
const queries = [
  `${audit} | stats count(*) as n, min(@timestamp) as a, max(@timestamp) as z by user.username, userAgent, verb, objectRef.resource`,
  `fields userAgent, requestURI, @timestamp, @message | ${audit} | stats count(userAgent) as count by userAgent | sort count desc`,
  `${audit} | stats count(*) as n by bin(10m), responseStatus.code`,
  'filter `annotations.k8s.io/deprecated` = "true" | stats count(*) as n, max(@timestamp) as z by userAgent, objectRef.resource',
  'filter verb = "list" and user.username like "system:" | stats count(*) as n by objectRef.namespace, level, stage',
  'filter userAgent like /kube-controller-manager/ and verb != "watch" | stats count(*) as n, count(objectRef.apiGroup) as g by user.username',
  'stats sum(responseStatus.code) as s, avg(responseStatus.code) as m, count_distinct(userAgent) as d',
]

function finished(planned: ReturnType<typeof planOf>, question: Question): QueryRun {
  let last: QueryRun | undefined
  for (const one of run(planned, question)) last = one
  return last as QueryRun
}

/** Rows without an order; times to the microsecond. */
const rowsOf = (made: QueryRun): string[] =>
  [...made.results()]
    .map((row) =>
      JSON.stringify(
        row.map(({ field, value }) => {
          if (/^(seconds|received|ended)/.test(field)) return [field, Math.round(Number(value) * 1e6)]
          return [field, field === 'm' ? Number(value).toFixed(4) : value]
        }),
      ),
    )
    .sort()

describe(`what is worked out by class is what all events come to (seed ${seed})`, () => {
  const window = { fromMs: nowMs - 3 * hourMs - 54_321, toMs: nowMs - 2 * hourMs - 4_321 }

  it.each(queries)('%s', (query) => {
    for (const name of ['svc-ads-euw1', 'svc-ads-use1']) {
      const question: Question = { query, clusters: [stateOf(name)], ...window, most: 10_000 }
      const [soon, whole] = [finished(planOf(question), question), finished(everyOne(question), question)]
      expect(rowsOf(soon)).toEqual(rowsOf(whole))
      expect(soon.matched).toBe(whole.matched)
      expect(scanned(question.clusters, window.fromMs, window.toMs).recordsScanned).toBeGreaterThanOrEqual(
        whole.matched,
      )
    }
  })

  it.each([
    'user.username, impersonatedUser.username, userAgent, objectRef.apiGroup, objectRef.apiVersion, objectRef.resource, objectRef.namespace, path, verb, part, stage, responseStatus.code, responseStatus.status',
    'verb, part, stage, responseStatus.code, responseStatus.status',
  ])('of an hour by %s', (by) => {
    const hourAt = nowMs - 3 * hourMs
    const question: Question = {
      query: hourStatement(hourAt, by),
      clusters: [stateOf('svc-ads-euw1')],
      fromMs: hourAt,
      toMs: hourAt + hourMs + 300_000,
      most: 10_000,
    }
    const planned = planOf(question)
    // By the hour, and not by going through the text of every event.
    expect(planned.commands.length).toBeLessThan(5)
    const [soon, whole] = [finished(planned, question), finished(everyOne(question), question)]
    expect(rowsOf(soon)).toEqual(rowsOf(whole))
    expect(soon.matched).toBe(whole.matched)
    const total = ledgerOf(world, { cluster: 'svc-ads-euw1', fromMs: hourAt, toMs: hourAt + hourMs }).find(
      ({ metric, subject }) => metric === 'api.requests' && subject === 'svc-ads-euw1',
    )
    expect(soon.matched).toBe(total?.value)
  })
})

describe('many queries at once', () => {
  const hourAt = nowMs - 3 * hourMs
  const by = 'user.username, userAgent, objectRef.resource, objectRef.namespace, verb, stage'
  const question: Question = {
    query: hourStatement(hourAt, by),
    clusters: [stateOf('svc-ads-use1')],
    fromMs: hourAt,
    toMs: hourAt + hourMs / 12,
    most: 10_000,
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('hold the groups of one, and of those that ended a few short texts', { timeout: 60_000 }, async () => {
    const alone = [...finished(planOf(question), question).results()]
    const insights = new Insights(seed)
    const ids = Array.from({ length: 30 }, (_, n) => insights.start(`owner-${n % 8}`, question))
    let mostGroups = 0
    const isOpen = (): boolean => insights.results('owner-5', ids[29] as string)?.status !== 'Complete'
    while (isOpen()) {
      await turn()
      const { groups } = insights.held
      mostGroups = Math.max(mostGroups, groups)
      expect(groups).toBeLessThanOrEqual(alone.length)
    }
    expect(mostGroups).toBeGreaterThan(alone.length / 2)
    // The next one makes room for itself.
    insights.start('owner-0', { ...question, query: 'stats count(*)', toMs: hourAt })
    const { bytes, groups, queries, rows } = insights.held
    expect({ groups, queries, rows }).toEqual({ groups: 0, queries: 25, rows: 24 * alone.length })
    expect(bytes / rows).toBeLessThan(64)
    expect(JSON.stringify(alone).length / alone.length).toBeGreaterThan(500)
    expect(insights.results('owner-0', ids[0] as string)).toBeUndefined()
  })

  it('tell nothing before they have ended, and what they came to when they are stopped', async () => {
    const insights = new Insights(seed)
    const id = insights.start('owner', question)
    const told = () => insights.results('owner', id)
    while (insights.held.groups === 0) await turn()
    expect(told()).toMatchObject({ status: 'Running', rows: { count: 0 } })
    const { groups } = insights.held
    expect(insights.stop('owner', id)).toBe(true)
    expect(told()).toMatchObject({ status: 'Cancelled', rows: { count: groups } })
    expect(insights.held.groups).toBe(0)
  })
})

describe('over the wire', () => {
  let rig: AwsRig
  let site: Site
  beforeAll(async () => {
    rig = await AwsRig.open({ scenarios: ['S05'] })
    site = rig.site('svc-ads-euw1')
  })
  afterAll(() => rig.close())

  async function ask(operation: string, body: object, { accountId, region } = site): Promise<Json> {
    const answer = await fetch(`${rig.rig.simulator.url}/aws/logs`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=ASIA${accountId}0000/20260119/${region}/logs/aws4_request, Signature=0`,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
      },
      body: JSON.stringify(body),
    })
    return { status: answer.status, ...((await answer.json()) as object) }
  }

  const logGroupName = '/aws/eks/svc-ads-euw1/cluster'
  const epoch = testEpochMs / 1_000
  const [hour, day] = [3_600, 86_400].map((seconds) => ({ startTime: epoch, endTime: epoch + seconds - 1 }))
  const start = (queryString: string, more: object = {}): Promise<Json> =>
    ask('StartQuery', { logGroupName, ...hour, queryString, ...more })

  async function ended(queryId: string): Promise<Json> {
    for (;;) {
      const answer = await ask('GetQueryResults', { queryId })
      if (!['Running', 'Scheduled'].includes(answer.status)) return answer
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  it('tells groups of those clusters alone whose audit log is on, of the account and region', async () => {
    const { logGroups } = await ask('DescribeLogGroups', { logGroupNamePrefix: '/aws/eks/svc-ads' })
    expect(logGroups).toMatchObject([
      { logGroupName, arn: `arn:aws:logs:${site.region}:${site.accountId}:log-group:${logGroupName}:*` },
    ])
    const elsewhere = rig.clusters.find(({ region }) => region !== site.region) as Site
    const others = await ask('DescribeLogGroups', {}, elsewhere)
    expect(others.logGroups.map((group: Json) => group.logGroupName)).not.toContain(logGroupName)
  })

  it('answers a day of calls, with what it scanned', async () => {
    const { queryId } = await start(
      'filter userAgent = "legacy-hpa-operator/1.4.2" | stats count(*) as n by userAgent, `annotations.k8s.io/removed-release` as gone',
      day,
    )
    const answer = await ended(queryId)
    expect(answer).toMatchObject({ status: 'Complete', queryLanguage: 'CWLI' })
    expect(answer.results).toEqual([
      [
        { field: 'userAgent', value: 'legacy-hpa-operator/1.4.2' },
        { field: 'gone', value: '1.32' },
        { field: 'n', value: '288' },
      ],
    ])
    const { recordsMatched, recordsScanned, bytesScanned } = answer.statistics
    expect(recordsMatched).toBe(288)
    expect(recordsScanned).toBeGreaterThan(100_000)
    expect(bytesScanned).toBeGreaterThan(500 * recordsScanned)
    expect((await ask('StopQuery', { queryId })).__type).toBe('InvalidParameterException')
  })

  it('answers with all rows, however many, page after page', async () => {
    const queryString = 'stats count(*) as n by auditID | sort auditID asc | limit 12000'
    const { queryId } = await start(queryString, { endTime: epoch + 3 * 3_600 - 1, limit: 100_000 })
    const first = await ended(queryId)
    const second = await ask('GetQueryResults', { queryId, nextToken: first.nextToken })
    expect([first.results.length, second.results.length, second.nextToken]).toEqual([
      10_000,
      2_000,
      undefined,
    ])
    const ids = [...first.results, ...second.results].map((row: Json) => row[0].value)
    expect(new Set(ids).size).toBe(12_000)
    expect(ids).toEqual(ids.toSorted())
  })

  it('tells events themselves, the latest first', async () => {
    const { queryId } = await start('fields @timestamp, @message | filter verb = "patch" | limit 2')
    const { results } = await ended(queryId)
    expect(results).toHaveLength(2)
    const [first, second] = results.map((row: Json) => JSON.parse(row[1].value).requestReceivedTimestamp)
    expect(first > second).toBe(true)
    expect(results[0].map(({ field }: Json) => field)).toEqual(['@timestamp', '@message', '@ptr'])
  })

  it.each<[object, string, string]>([
    [{ queryString: 'dedup verb' }, 'MalformedQueryException', 'dedup'],
    [{ queryString: 'x'.repeat(10_001) }, 'InvalidParameterException', '10000'],
    [{ limit: 100_001 }, 'InvalidParameterException', 'limit'],
    [{ startTime: 2, endTime: 1 }, 'InvalidParameterException', 'before'],
    [{ logGroupName: '/aws/eks/none/cluster' }, 'ResourceNotFoundException', 'none'],
    [{ logGroupNames: ['a'] }, 'InvalidParameterException', 'exactly one'],
    [{ logGroupName: undefined, logGroupNames: Array(51).fill('a') }, 'InvalidParameterException', '50'],
    [{ queryLanguage: 'SQL' }, 'InvalidParameterException', 'SQL'],
  ])('refuses %j', async (more, type, words) => {
    const answer = await start('stats count(*)', more)
    expect([answer.status, answer.__type, answer.message]).toEqual([
      400,
      type,
      expect.stringContaining(words),
    ])
    if (type === 'MalformedQueryException') expect(answer.queryCompileError.location.startCharOffset).toBe(0)
  })

  it('knows queries of others not, and may run out of time, with a part of what there is', async () => {
    const { queryId } = await start('stats count(*) as n by userAgent')
    const whole = await ended(queryId)
    const other = { ...site, region: 'us-east-1' }
    expect((await ask('GetQueryResults', { queryId }, other)).__type).toBe('ResourceNotFoundException')
    await rig.rig.control('/_sim/inject', { face: 'aws/logs', what: 'GetQueryResults', answer: 'truncate' })
    const part = await ask('GetQueryResults', { queryId })
    expect(part.status).toBe('Timeout')
    expect(part.results).toEqual(whole.results.slice(0, whole.results.length >> 1))
    await rig.rig.control('/_sim/inject', { face: 'aws/logs', what: 'StartQuery', answer: 429 })
    expect((await start('stats count(*)')).__type).toBe('ThrottlingException')
  })
})
