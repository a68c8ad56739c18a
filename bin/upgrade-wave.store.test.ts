// S19: clusters that are upgraded in rings, as the product tells of it after it read EKS and the API servers with its
// own sources, against what the ledger said.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findingDifferences } from './finding-truths.ts'
import { differs, ScenarioRig, type Truth } from './scenario-rig.ts'

const [upgraded, failing] = ['dev-ads-use1', 'svc-social-use2'] as const

let rig: ScenarioRig
beforeAll(async () => {
  // 06:00 of the day on which the first ring goes.
  rig = await ScenarioRig.open({
    simulator: { startDay: 8.25, scenarios: ['S19'] },
    reads: [upgraded, failing],
  })
})
afterAll(() => rig?.close())

async function rowOf(name: string) {
  const { rows } = await rig.ask('fleet.clusters', { limit: 500, find: name })
  return rows.find((row) => row.name === name)
}

/** What the product knows of one cluster, as the ledger counts it. */
async function differencesOf(name: string, truths: readonly Truth[]): Promise<string[]> {
  const row = await rowOf(name)
  if (row === undefined) return [`${name} is not known yet`]
  const own = truths.filter(({ cluster }) => cluster === name)
  const value = (metric: string): number => own.find((truth) => truth.metric === metric)?.value ?? Number.NaN
  const { clusterId } = row
  const [{ counts, parts }, { rows: nodes }] = await Promise.all([
    rig.ask('fleet.cluster', { clusterId }),
    rig.ask('fleet.objects', { clusterId, kind: 'Node', limit: 500 }),
  ])
  const groups = parts['node-group'].filter(({ facts }) => facts.version === '1.33').length
  const kubelets = new Map<string, number>()
  for (const { facts } of nodes) {
    const version =
      /^v(\d+\.\d+)/.exec('kubeletVersion' in facts ? (facts.kubeletVersion ?? '') : '')?.[1] ?? ''
    kubelets.set(version, (kubelets.get(version) ?? 0) + 1)
  }
  const stated = own
    .filter(({ metric }) => metric === 'nodes.byVersion')
    .map(({ subject, value: count }) => [subject.split('/')[1] ?? '', count] as const)
  return [
    ...differs(`version of ${name}`, row.version, `1.${value('cluster.minor')}`),
    ...differs(`node groups of ${name} at 1.33`, groups, value('upgrade.nodeGroups')),
    ...differs(
      `failed updates of ${name}`,
      parts.update.filter(({ facts }) => facts.status === 'Failed').length,
      value('upgrade.failed'),
    ),
    ...differs(`kubelets of ${name}`, [...kubelets].sort(), [...stated].sort()),
    ...differs(
      `nodes and pods of ${name}`,
      [counts?.nodes, counts?.nodesReady, counts?.pods],
      [value('nodes.present'), value('nodes.ready'), value('cluster.pods')],
    ),
  ]
}

/** A round over all accounts and regions goes no faster than AWS lets it. */
const organizationMs = 240_000

/** Of all that are upgraded, as EKS tells them. */
async function versionDifferences(truths: readonly Truth[]): Promise<string[]> {
  const { rows } = await rig.ask('fleet.clusters', { limit: 500 })
  const planned = truths.filter(({ metric }) => metric === 'cluster.minor')
  expect(planned).toHaveLength(12)
  return planned.flatMap(({ subject, value }) =>
    differs(`version of ${subject}`, rows.find(({ name }) => name === subject)?.version, `1.${value}`),
  )
}

async function isAsTheLedgerSays(): Promise<void> {
  const truths = await rig.truths()
  await rig.until(
    async () => [
      ...(await versionDifferences(truths)),
      ...(await differencesOf(upgraded, truths)),
      ...(await differencesOf(failing, truths)),
    ],
    organizationMs,
  )
  // What is found is of the versions that clusters have by now, and of nothing that was mended with them.
  await rig.until(() => findingDifferences(rig, { reads: [upgraded, failing] }), organizationMs)
}

it('is as it was before the first ring', isAsTheLedgerSays, 300_000)

it('is as the ledger says once the first ring is done', async () => {
  await rig.moveTo({ now: '2026-01-13T18:00:00Z' })
  rig.readOrganizationAgain()
  await isAsTheLedgerSays()
  const row = await rowOf(upgraded)
  const window = { from: '2026-01-13T09:00:00Z', to: '2026-01-13T20:00:00Z' }
  const { rows } = await rig.ask('fleet.changes', { scope: { clusters: [row?.clusterId ?? ''] }, window })
  const told = rows.map(({ subjectKind, field, before, after }) => [subjectKind, field, before, after])
  expect(told).toContainEqual(['cluster', 'version', '1.32', '1.33'])
  expect(told.filter(([kind, field]) => kind === 'node-group' && field === 'version')).not.toEqual([])
}, 300_000)

it('is as the ledger says once all rings are done, but for the one that failed', async () => {
  await rig.moveTo({ now: '2026-01-16T20:00:00Z' })
  rig.readOrganizationAgain()
  await isAsTheLedgerSays()
}, 300_000)
