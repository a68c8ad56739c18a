// S01: the whole fleet, read by the product's own sources, is what the ledger said before anything was read; and
// stays so while the day goes on.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ObjectKind } from '../domain/model/kube-object.ts'
import { findingDifferences } from './finding-truths.ts'
import { differs, ScenarioRig, type Truth } from './scenario-rig.ts'

let rig: ScenarioRig
beforeAll(async () => {
  rig = await ScenarioRig.open()
})
afterAll(() => rig?.close())

const metricOf: Partial<Record<ObjectKind, string>> = {
  CronJob: 'cluster.cronjobs',
  DaemonSet: 'cluster.daemonsets',
  Deployment: 'cluster.deployments',
  Job: 'cluster.jobs',
  Namespace: 'cluster.namespaces',
  Node: 'cluster.nodes',
  Pod: 'cluster.pods',
  ReplicaSet: 'cluster.replicasets',
  StatefulSet: 'cluster.statefulsets',
}

type Value = (metric: string, subject: string) => number

function valuesOf(truths: readonly Truth[]): Value {
  const known = new Map(truths.map(({ metric, subject, value }) => [`${metric} ${subject}`, value]))
  return (metric, subject) => known.get(`${metric} ${subject}`) ?? Number.NaN
}

async function fleetDifferences(truths: readonly Truth[]): Promise<string[]> {
  const value = valuesOf(truths)
  const summary = await rig.ask('fleet.summary')
  const versions = truths
    .filter(({ metric }) => metric === 'fleet.clusters.byVersion')
    .map(({ subject, value: clusters }) => [subject, clusters] as const)
    .sort()
  const told = summary.byVersion.map(({ value: version, clusters }) => [version, clusters] as const).sort()
  return [
    ...differs('clusters', summary.clusters, value('fleet.clusters', 'fleet')),
    ...differs('nodes', summary.nodes, value('fleet.nodes', 'fleet')),
    ...differs('pods', summary.pods, value('fleet.pods', 'fleet')),
    ...differs('not read', summary.unread, 0),
    ...differs('by version', told, versions),
  ]
}

async function clusterDifferences(truths: readonly Truth[]): Promise<string[]> {
  const value = valuesOf(truths)
  const { rows } = await rig.ask('fleet.clusters', { limit: 500 })
  const each = rows.map(async ({ clusterId, name, arn, nodes, pods }): Promise<string[]> => {
    const { counts, row } = await rig.ask('fleet.cluster', { clusterId })
    const objects = await Promise.all(
      Object.entries(metricOf).map(async ([kind, metric]) => {
        const { total } = await rig.ask('fleet.objects', { clusterId, kind: kind as ObjectKind, limit: 1 })
        return differs(`${kind}s of ${name}`, total, value(metric, name))
      }),
    )
    return [
      ...differs(`arn of ${name}`, arn, rig.clusters.find((known) => known.name === name)?.arn),
      ...differs(
        `nodes of ${name}`,
        [nodes, row.nodes, counts?.nodes],
        Array(3).fill(value('cluster.nodes', name)),
      ),
      ...differs(
        `pods of ${name}`,
        [pods, row.pods, counts?.pods],
        Array(3).fill(value('cluster.pods', name)),
      ),
      ...differs(`namespaces of ${name}`, counts?.namespaces, value('cluster.namespaces', name)),
      ...objects.flat(),
    ]
  })
  return [
    ...differs('names', rows.map(({ name }) => name).sort(), rig.clusters.map(({ name }) => name).sort()),
    ...(await Promise.all(each)).flat(),
  ]
}

async function accountDifferences(truths: readonly Truth[]): Promise<string[]> {
  const value = valuesOf(truths)
  const { rows } = await rig.ask('fleet.clusters', { limit: 500 })
  const { accounts } = await rig.ask('fleet.summary')
  const stated = truths.filter(({ metric }) => metric === 'account.clusters').map(({ subject }) => subject)
  const each = stated.flatMap((account) => {
    const own = rows.filter(({ accountId }) => accountId === account)
    const sum = (of: (row: (typeof rows)[number]) => number | null): number =>
      own.reduce((all, row) => all + (of(row) ?? Number.NaN), 0)
    return [
      ...differs(`clusters of ${account}`, own.length, value('account.clusters', account)),
      ...differs(
        `nodes of ${account}`,
        sum(({ nodes }) => nodes),
        value('account.nodes', account),
      ),
      ...differs(
        `pods of ${account}`,
        sum(({ pods }) => pods),
        value('account.pods', account),
      ),
    ]
  })
  return [...differs('accounts', accounts, stated.length), ...each]
}

/** What AWS Backup protects, as the table and its facet say. */
async function backupDifferences(truths: readonly Truth[]): Promise<string[]> {
  const value = valuesOf(truths)
  const { rows, facets } = await rig.ask('fleet.clusters', { limit: 500 })
  const counts = new Map(facets.backup.map((counted) => [counted.value, counted.count]))
  const counted = (['protected', 'unprotected', 'unknown'] as const).flatMap((word) => {
    const found = counts.get(word === 'unknown' ? '' : word) ?? 0
    return differs(`clusters ${word}`, found, value('fleet.clusters.byBackup', word))
  })
  const each = rows.flatMap(({ name, backup: { isProtected, lastBackupAt } }) => {
    const stated = [value('cluster.backup.isProtected', name), value('cluster.backup.last', name)]
    const told = [
      isProtected === null ? Number.NaN : Number(isProtected),
      (lastBackupAt?.getTime() ?? Number.NaN) / 1_000,
    ]
    return differs(`backup of ${name}`, told, stated)
  })
  return [...counted, ...each]
}

const isAsTheLedgerSays = async (): Promise<void> => {
  const truths = await rig.truths()
  expect(truths.length).toBeGreaterThan(100)
  await rig.until(() => fleetDifferences(truths))
  await rig.until(() => clusterDifferences(truths))
  await rig.until(() => accountDifferences(truths))
}

async function streamPods(): Promise<Map<string, number>> {
  const { rows } = await rig.ask('fleet.clusters', { limit: 500, find: 'stream-' })
  return new Map(rows.map(({ region, pods }) => [region ?? '', pods ?? Number.NaN]))
}

describe('a steady fleet', () => {
  const hourly: Map<string, number>[] = []

  it('is what the ledger says', isAsTheLedgerSays, 300_000)

  it('is backed up as the ledger says; of the account that refuses nothing is known', async () => {
    const truths = await rig.truths()
    await rig.until(() => backupDifferences(truths))
    const { rows } = await rig.ask('fleet.clusters', { limit: 500, query: 'backup=none' })
    expect(
      rows.map(({ name, backup }) => [name, backup.unknownWhy?.includes('AccessDenied')]),
    ).toContainEqual(['legacy-payments-use1', true])
  }, 300_000)

  it('has the findings that the ledger says, of every check on every cluster, and no other', async () => {
    await rig.until(() => findingDifferences(rig, { reads: rig.clusters.map(({ name }) => name) }))
  }, 300_000)

  // Peaks and troughs of both regions that stream: 01:00 and 13:00, 20:00 and 08:00.
  it.each([1, 7, 5, 7])(
    'is so %i hours later',
    async (hours) => {
      await rig.moveTo({ byMs: hours * 3_600_000 })
      await isAsTheLedgerSays()
      hourly.push(await streamPods())
    },
    300_000,
  )

  it('falls by night as the ledger says', async () => {
    const stated = (await rig.truths()).filter(({ metric }) => metric === 'region.stream.troughToPeak')
    expect(stated.map(({ subject }) => subject)).toEqual(['eu-west-1', 'us-east-1'])
    for (const { subject, value, tol } of stated) {
      const counts = hourly.map((pods) => pods.get(subject) ?? Number.NaN)
      expect(Math.abs(Math.min(...counts) / Math.max(...counts) - value)).toBeLessThanOrEqual(tol)
    }
  })
})

interface Rule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

const componentGroup = 'metrics.eks.amazonaws.com'

/** "list pods", "watch deployments.apps", "get /metrics": whatever the published role allows. */
function allowedByRole(): string[] {
  const file = path.join(import.meta.dirname, '../docs/rbac.yaml')
  const [role] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS())
  const { kind, rules } = role as { kind: string; rules: Rule[] }
  expect(kind).toBe('ClusterRole')
  return rules.flatMap(({ apiGroups = [], resources = [], nonResourceURLs = [], verbs }) => {
    const subjects = apiGroups.flatMap((group) =>
      resources.map((resource) => {
        if (group === '') return resource
        // Calls of it are told by their path.
        if (group === componentGroup) return `/apis/${group}/v1/${resource.replace('/', '/container/')}`
        return `${resource}.${group}`
      }),
    )
    return [...subjects, ...nonResourceURLs].flatMap((subject) => verbs.map((verb) => `${verb} ${subject}`))
  })
}

interface Calls {
  readonly calls: readonly { face: string; what: string; code: number; userAgent: string }[]
  readonly others: number
}

async function callsOfOurs(): Promise<Calls['calls']> {
  const { calls, others } = await rig.control<Calls>('/_sim/calls')
  expect(others).toBe(0)
  return calls.filter(({ face, userAgent }) => face.startsWith('kube/') && userAgent.startsWith('periplus/'))
}

it('asked every API server for what the published role allows, and for nothing else', async () => {
  const allowed = allowedByRole()
  const isOfEks = (what: string) => what.includes(componentGroup)
  // Metrics are asked for at a pace of their own, and where EKS runs the control plane its other components', too.
  await rig.until(async () => {
    const asked = new Set((await callsOfOurs()).map(({ face, what }) => `${face} ${what}`))
    return rig.clusters.flatMap(({ name }) => {
      const isEks = allowed.some((what) => isOfEks(what) && asked.has(`kube/${name} ${what}`))
      return allowed
        .filter((what) => (isEks || !isOfEks(what)) && !asked.has(`kube/${name} ${what}`))
        .map((what) => `nobody asked ${name} to ${what}`)
    })
  })
  const ours = await callsOfOurs()
  expect(ours.some(({ what }) => isOfEks(what))).toBe(true)
  for (const { name } of rig.clusters) {
    const own = ours.filter(({ face }) => face === `kube/${name}`)
    const asked = [...new Set(own.map(({ what }) => what))]
    const wanted = allowed.filter((what) => !isOfEks(what) || asked.some(isOfEks))
    expect([name, asked.sort()]).toEqual([name, wanted.sort()])
    expect([name, own.filter(({ code }) => code !== 200)]).toEqual([name, []])
  }
})
