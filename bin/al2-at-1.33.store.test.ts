// S06: three clusters whose next version has no Amazon Linux 2. The product says which, by whom they are owned, and
// how many nodes it is about: as EKS lists them and as their API servers do.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findingDifferences, openFindings } from './finding-truths.ts'
import { type Answer, differs, ScenarioRig, type Truth } from './scenario-rig.ts'

const title = 'Amazon Linux 2 compatibility'
const names = ['data-euw1-c1', 'legacy-payments-use1', 'svc-ads-use1']
const image = 'Amazon Linux 2'

let rig: ScenarioRig
let truths: readonly Truth[]
beforeAll(async () => {
  rig = await ScenarioRig.open({ simulator: { scenarios: ['S06'] }, reads: names })
  truths = await rig.truths()
})
afterAll(() => rig?.close())

const value = (metric: string, subject: string): number | undefined =>
  truths.find((truth) => truth.metric === metric && truth.subject === subject)?.value

type Cluster = Answer<'fleet.cluster'>

async function clusters(): Promise<readonly Cluster[]> {
  const { rows } = await rig.ask('fleet.clusters', { limit: 500 })
  return await Promise.all(rows.map(({ clusterId }) => rig.ask('fleet.cluster', { clusterId })))
}

const barredFrom133 = ({ parts }: Cluster): boolean =>
  parts.insight.some(
    ({ facts }) => facts.title === title && facts.targetVersion === '1.33' && facts.status !== 'PASSING',
  )

async function imagesOf(clusterId: Cluster['row']['clusterId']): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await rig.ask('fleet.objects', {
      clusterId,
      kind: 'Node',
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    })
    found.push(...page.rows.map(({ facts }) => (facts as { osImage?: string | null }).osImage ?? ''))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

it('is said of three clusters in three accounts, and of no other', async () => {
  expect(truths.filter(({ scenario }) => scenario === 'S06').length).toBeGreaterThan(6)
  await rig.until(async () => {
    const all = await clusters()
    const barred = all.filter(barredFrom133)
    const accounts = new Set(barred.map(({ row }) => row.accountId)).size
    return [
      ...differs('known', all.length, rig.clusters.length),
      ...differs('barred', barred.map(({ row }) => row.name).sort(), names),
      ...differs('clusters', barred.length, value('al2.clusters', title)),
      ...differs('accounts', accounts, value('al2.accounts', title)),
      ...barred.flatMap(({ row, parts }) => [
        ...differs(`findings of ${row.name}`, row.findings, { error: 1, warning: 0 }),
        ...differs(
          `what else is judged of ${row.name}`,
          parts.insight.filter(({ facts }) => facts.title !== title).map(({ facts }) => facts.status),
          Array(4).fill('PASSING'),
        ),
      ]),
    ]
  })
}, 300_000)

it('is about 726 nodes: node groups with their owners, as EKS lists them', async () => {
  const stated = truths.filter(({ metric }) => metric === 'al2.nodeGroupNodes')
  let groups: Answer<'fleet.nodeGroups'>['rows'] = []
  await rig.until(async () => {
    const where = { image: ['AL2_ARM_64', 'AL2_x86_64'] }
    const { rows } = await rig.ask('fleet.nodeGroups', { where, limit: 500 })
    groups = rows.filter(({ clusterVersion }) => clusterVersion === '1.32')
    return differs(
      'groups',
      groups.map(({ clusterName, name, facts }) => [`${clusterName}/${name}`, facts.desiredSize]).sort(),
      stated.map(({ subject, value: size }) => [subject, size]).sort(),
    )
  })
  const barred = (await clusters()).filter(barredFrom133)
  const nodes = groups.reduce((sum, { facts }) => sum + (facts.desiredSize ?? Number.NaN), 0)
  expect([nodes, value('al2.nodes', title)]).toEqual([726, 726])
  for (const { row, parts } of barred) {
    const own = groups.filter(({ clusterId }) => clusterId === row.clusterId)
    for (const { facts } of own) expect(facts.tags.team).toBe(row.tags.team)
    // Each resource of the insight is one of these groups.
    const insight = parts.insight.find(({ facts }) => facts.title === title)?.facts
    expect(insight?.resources.map(({ arn }) => arn?.split('/')[2]).sort()).toEqual(
      own.map(({ name }) => name).sort(),
    )
  }
})

it('is about the same 726 nodes as their API servers list them', async () => {
  const barred = (await clusters()).filter(barredFrom133)
  await rig.until(async () => {
    const each = await Promise.all(
      barred.map(async ({ row }) => {
        const images = await imagesOf(row.clusterId)
        const own = images.filter((one) => one === image).length
        return [
          ...differs(`nodes of ${row.name}`, images.length, value('cluster.nodes', row.name)),
          ...differs(`nodes of ${row.name} with the image`, own, value('al2.nodes', row.name)),
        ]
      }),
    )
    return each.flat()
  })
}, 300_000)

it('is found by the product itself: each group with its nodes and whom to ask, and nothing else', async () => {
  await rig.until(() => findingDifferences(rig, { reads: names }))
  const found = (await openFindings(rig)).filter(
    ({ checkId, clusterName }) => checkId === 'amazon-linux-2' && names.includes(clusterName),
  )
  const nodes = found.flatMap(({ evidence }) => evidence.flatMap(({ count }) => count ?? []))
  expect([nodes.reduce((sum, one) => sum + one, 0), found.map(({ status }) => status)]).toEqual([
    value('al2.nodes', title),
    Array(5).fill('error'),
  ])
  const blocked = await rig.ask('upgrades.matrix', { limit: 500, verdicts: ['blocked'] })
  const rows = blocked.rows.filter(({ name }) => names.includes(name))
  expect(rows.map(({ name }) => name).sort()).toEqual(names)
  // What EKS says of it stands beside.
  for (const { cells } of rows) expect(cells['amazon-linux-2']?.provider?.status).toBe('ERROR')
}, 300_000)
