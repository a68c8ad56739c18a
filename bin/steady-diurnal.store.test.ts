// S01: the whole fleet, read by the product's own sources, is what the ledger said before anything was read; and
// stays so while the day goes on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ObjectKind } from '../domain/model/kube-object.ts'
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

const isAsTheLedgerSays = async (): Promise<void> => {
  const truths = await rig.truths()
  expect(truths.length).toBeGreaterThan(100)
  await rig.until(() => fleetDifferences(truths))
  await rig.until(() => clusterDifferences(truths))
}

describe('a steady fleet', () => {
  it('is what the ledger says', isAsTheLedgerSays, 300_000)

  it.each([3, 9])(
    'is so %i hours later',
    async (hours) => {
      await rig.moveTo({ byMs: hours * 3_600_000 })
      await isAsTheLedgerSays()
    },
    300_000,
  )
})
