// S19 over a week, as its review tells of it: the product reads EKS with its own source, snapshots stand before the first
// ring and after the last, and what the review says has changed is what the ledger says has.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, differs, ScenarioRig, type Truth } from './scenario-rig.ts'

let rig: ScenarioRig
beforeAll(async () => {
  // 06:00 of Tuesday 13 January 2026, on which the first ring goes.
  rig = await ScenarioRig.open({ simulator: { startDay: 8.25, scenarios: ['S19'] }, reads: [] })
})
afterAll(() => rig?.close())

/** A round over all accounts and regions goes no faster than AWS lets it. */
const organizationMs = 240_000

const minors = (truths: readonly Truth[]) =>
  new Map(
    truths
      .filter(({ metric }) => metric === 'cluster.minor')
      .map(({ subject, value }) => [subject, `1.${value}`]),
  )

/** Every version is read as the ledger has it now, every cluster checked, and a snapshot taken. */
async function snapshotOfNow(): Promise<readonly Truth[]> {
  const truths = await rig.truths()
  const wanted = minors(truths)
  expect(wanted.size).toBe(12)
  const nowMs = await rig.nowMs()
  await rig.until(async () => {
    const [source] = (await rig.ask('sources.read', { limit: 10 })).rows
    // Parts of clusters are read after them: only a whole round knows all.
    if ((source?.asOf?.getTime() ?? 0) < nowMs) return ['the organisation is not read whole yet']
    const { rows } = await rig.ask('fleet.clusters', { limit: 500 })
    const versionOf = new Map(rows.map(({ name, version }) => [name, version]))
    return [...wanted].flatMap(([name, version]) =>
      differs(`version of ${name}`, versionOf.get(name), version),
    )
  }, organizationMs)
  const { taken } = await rig.tell('review.takeSnapshot')
  expect(taken).toMatchObject({ clusters: rig.clusters.length })
  return truths
}

type Changes = Answer<'review.week'>['changes']

const told = ({ groups }: Changes, kind: Changes['groups'][number]['kind']) =>
  groups
    .filter((group) => group.kind === kind)
    .flatMap(({ rows, total }) => {
      expect(rows).toHaveLength(total)
      return rows
    })

let before: readonly Truth[]
let after: readonly Truth[]

/** What the ledger says became of clusters between the two. */
function isAsTheLedgerSays(changes: Changes): void {
  const [then, now] = [minors(before), minors(after)]
  const moved = [...now].flatMap(([name, version]) =>
    then.get(name) === version ? [] : [[name, then.get(name), version].join(' ')],
  )
  expect(moved).toHaveLength(11)
  const upgraded = told(changes, 'upgraded').map((row) => [row.name, row.before, row.after].join(' '))
  expect(upgraded.sort()).toEqual(moved.sort())
  expect([changes.byKind.created, changes.byKind.gone, changes.byKind.found]).toEqual([0, 0, 0])
  const groups = new Map<string, number>()
  for (const row of told(changes, 'node-group')) {
    expect(row.after).toMatch(/^1\.33 /)
    groups.set(row.name, (groups.get(row.name) ?? 0) + 1)
  }
  const rolled = after.filter(({ metric, value }) => metric === 'upgrade.nodeGroups' && value > 0)
  expect(Object.fromEntries(groups)).toEqual(
    Object.fromEntries(rolled.map(({ cluster, value }) => [cluster, value])),
  )
}

it('stands before the first ring', async () => {
  before = await snapshotOfNow()
  const review = await rig.ask('review.week', { weekOf: '2026-01-13' })
  expect(review.week).toMatchObject({ week: '2026-W03', state: 'running', comparedWith: null })
  expect(review.changes.total).toBe(null)
}, 300_000)

it('tells of the wave as the ledger does, while the week runs', async () => {
  await rig.moveTo({ now: '2026-01-16T20:00:00Z' })
  rig.readOrganizationAgain()
  after = await snapshotOfNow()
  const { week, changes } = await rig.ask('review.week')
  expect(week).toMatchObject({ week: '2026-W03', state: 'running' })
  isAsTheLedgerSays(changes)
}, 300_000)

it('says the same on Monday, sealed', async () => {
  await rig.moveTo({ now: '2026-01-19T09:00:00Z' })
  const { week, changes } = await rig.ask('review.week')
  expect(week).toMatchObject({ week: '2026-W03', state: 'sealed' })
  isAsTheLedgerSays(changes)
}, 120_000)
