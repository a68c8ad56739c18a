// S09, S09-b and S20: nodes that break, are replaced or not, and fall silent, as the product tells of them after it
// read them with its own sources, against what the ledger said.
import { afterEach, expect, it } from 'vitest'
import type { ObjectState } from '../domain/model/kube-object.ts'
import { findingDifferences, openFindings } from './finding-truths.ts'
import { type Answer, type Asked, differs, type RigOptions, ScenarioRig, type Truth } from './scenario-rig.ts'

let rig: ScenarioRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

interface Watched {
  readonly rig: ScenarioRig
  readonly clusterId: string
  readonly name: string
}

/** Read once the product knows all of its nodes. Days begin at midnight: 13.859375 is 20:37:30. */
async function open(
  id: string,
  startDay: number,
  reads: readonly string[],
  readsOrganization = false,
): Promise<Watched[]> {
  const simulator = { startDay, scenarios: [id] }
  const options: RigOptions = { simulator, reads, readsOrganization }
  const opened = await ScenarioRig.open(options)
  rig = opened
  const found: Watched[] = []
  for (const name of reads) {
    await opened.until(async () => {
      const { rows } = await opened.ask('fleet.clusters', { limit: 500, find: name })
      const [row] = rows
      if (row === undefined) return [`${name} is not known yet`]
      const watched = { rig: opened, clusterId: row.clusterId, name }
      const left = await differences(watched)
      if (left.length === 0) found.push(watched)
      return left
    })
  }
  return found
}

async function truthsOf(
  { rig: at, name }: Pick<Watched, 'rig' | 'name'>,
  from?: string,
): Promise<(metric: string) => number> {
  const truths: readonly Truth[] = await at.truths({ cluster: name, ...(from === undefined ? {} : { from }) })
  return (metric) =>
    truths.find((truth) => truth.metric === metric && truth.subject === name)?.value ?? Number.NaN
}

async function nodesOf({ rig: at, clusterId }: Watched): Promise<readonly ObjectState<'Node'>[]> {
  const found: ObjectState<'Node'>[] = []
  let cursor: string | null = null
  do {
    const asked: Asked<'fleet.objects'> = {
      clusterId,
      kind: 'Node',
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    }
    const page: Answer<'fleet.objects'> = await at.ask('fleet.objects', asked)
    found.push(...(page.rows as readonly ObjectState<'Node'>[]))
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

const isUnhealthy = ({ facts }: ObjectState<'Node'>): boolean =>
  facts.problems.some(({ type }) => type === 'AcceleratedHardwareReady')

/** Of all that the ledger says of nodes and pods. */
async function differences(watched: Watched): Promise<string[]> {
  const { rig: at, clusterId, name } = watched
  const value = await truthsOf(watched)
  const [{ counts }, nodes] = await Promise.all([at.ask('fleet.cluster', { clusterId }), nodesOf(watched)])
  const inPhase = (phase: string): number => nodes.filter((node) => node.phase === phase).length
  return [
    ...differs(
      `nodes of ${name}`,
      [counts?.nodes, counts?.nodesReady, nodes.length, inPhase('Ready'), inPhase('Unknown')],
      [
        value('nodes.present'),
        value('nodes.ready'),
        value('nodes.present'),
        value('nodes.ready'),
        value('nodes.lost'),
      ],
    ),
    ...differs(`unhealthy of ${name}`, nodes.filter(isUnhealthy).length, value('nodes.unhealthy')),
    ...differs(
      `pods of ${name}`,
      [counts?.pods, counts?.podsPending],
      [value('cluster.pods'), value('pods.pending')],
    ),
  ]
}

const day = '2026-01-18'

async function moveTo({ rig: at }: Watched, time: string): Promise<void> {
  await at.moveTo({ now: `${day}T${time}Z` })
}

/** Nodes that came and went between these times. */
async function comings({ rig: at, clusterId }: Watched, from: string, to: string) {
  const found = { created: 0, deleted: 0 }
  let cursor: string | null = null
  do {
    const page: Answer<'fleet.objectChanges'> = await at.ask('fleet.objectChanges', {
      clusterId,
      window: { from: `${day}T${from}Z`, to: `${day}T${to}Z` },
      kinds: ['Node'],
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    })
    for (const { what } of page.rows) if (what !== 'changed') found[what] += 1
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

it('tells of 128 nodes that break, and of those that take their places', async () => {
  const [ultra] = (await open('S09', 13.859375, ['ultra-research'])) as [Watched]
  const is = () => ultra.rig.until(() => differences(ultra))
  await moveTo(ultra, '22:01:00')
  await is()
  const broken = (await nodesOf(ultra)).filter(isUnhealthy)
  const blocks = new Set(broken.map(({ labels }) => labels['topology.k8s.aws/network-node-layer-2']))
  expect([broken.length, blocks.size]).toEqual([128, 1])
  const reasons = new Set(broken.flatMap(({ facts }) => facts.problems.map(({ reason }) => reason)))
  expect([...reasons]).toEqual(['NvidiaXID79Error'])
  await moveTo(ultra, '22:11:30')
  await is()
  await moveTo(ultra, '22:16:00')
  await is()
  const value = await truthsOf(ultra, `${day}T22:00:00Z`)
  expect(value('nodes.replaced')).toBe(128)
  await ultra.rig.until(async () =>
    differs('came and went', await comings(ultra, '22:00:00', '22:30:00'), { created: 128, deleted: 128 }),
  )
}, 400_000)

it('tells of a quarter of a pool that stays broken', async () => {
  const [infer] = (await open('S09-b', 13.859375, ['gpu-infer-usw2'])) as [Watched]
  await moveTo(infer, '22:45:00')
  await infer.rig.until(() => differences(infer))
  expect((await nodesOf(infer)).filter(isUnhealthy)).toHaveLength(10)
  expect((await truthsOf(infer, `${day}T22:00:00Z`))('nodes.replaced')).toBe(0)
  expect(await comings(infer, '22:00:00', '23:59:00')).toEqual({ created: 0, deleted: 0 })
}, 300_000)

it('tells of a zone that falls silent, and comes back with all of its nodes', async () => {
  const reads = ['stream-euw1-c1', 'svc-ads-euw1']
  const all = await open('S20', 13.5625, reads, true)
  const [first] = all as [Watched]
  const before = await Promise.all(all.map(nodesOf))
  const is = async (): Promise<void> => {
    for (const one of all) await first.rig.until(() => differences(one))
    // Its next round is minutes of the wall's clock away.
    first.rig.readOrganizationAgain()
    await first.rig.until(() => findingDifferences(first.rig, { reads }))
  }
  await is()
  for (const time of ['15:02:00', '15:30:00']) {
    await moveTo(first, time)
    await is()
    for (const one of all) {
      const zone = (await nodesOf(one)).filter(({ facts }) => facts.zone === 'eu-west-1b')
      expect(zone.every(({ phase, facts }) => phase === 'Unknown' && facts.taints.length >= 2)).toBe(true)
      expect(zone.length).toBe((await truthsOf(one))('nodes.lost'))
    }
  }
  // Budgets that let no pod go while the zone is silent do again when it is back; what became of them is told.
  const blocked = (await openFindings(first.rig)).filter(({ checkId }) => checkId === 'drain-safety')
  await moveTo(first, '15:50:00')
  await is()
  const over = new Set((await openFindings(first.rig)).map(({ id }) => id))
  for (const { id } of blocked.filter((one) => !over.has(one.id))) {
    const { history } = await first.rig.ask('upgrades.finding', { id })
    expect(history.at(-1)).toMatchObject({ kind: 'closed', after: 'passing' })
  }
  const after = await Promise.all(all.map(nodesOf))
  const uids = (nodes: readonly ObjectState[]) => nodes.map(({ uid }) => uid)
  expect(after.map(uids)).toEqual(before.map(uids))
}, 500_000)
