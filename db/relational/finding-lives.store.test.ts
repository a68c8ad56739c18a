// The whole life of findings over any rounds, waivers and retention, on the embedded PGlite and on a real PostgreSQL,
// against a model that remembers everything and lets go by itself.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckResult, Finding } from '../../domain/model/finding.ts'
import type { Scope } from '../../domain/model/scope.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { listFindingEvents, listWaivers } from './read/finding-history.ts'
import { getFinding } from './read/findings.ts'
import { registerCluster } from './write/clusters.ts'
import { dropFindingsBefore } from './write/finding-retention.ts'
import { putWaiver } from './write/finding-waivers.ts'
import { findingId, putCheckResults } from './write/findings.ts'

const engines = relationalEngines('finding_lives', process.env.PERIPLUS_TEST_POSTGRES_BIN)
const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`finding-lives.store.test.ts: seed ${seed}`)

const dayMs = 86_400_000
const day = (n: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + n * dayMs)
const everything = { clusters: 'all', namespaces: 'all' } as unknown as Scope
const names = ['core', 'batch', 'gpu'] as const
type Name = (typeof names)[number]
type Status = Finding['status']

type Step =
  /** Undefined: the check could not look. */
  | { readonly do: 'look'; readonly found: Partial<Record<Name, Status>> | undefined }
  | { readonly do: 'waive'; readonly name: Name; readonly days: number }
  | { readonly do: 'forget'; readonly days: number }

const status = fc.constantFrom<Status>('error', 'warning', 'unknown')
const found = fc.record({ core: status, batch: status, gpu: status }, { requiredKeys: [] })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('look' as const), found: fc.option(found, { nil: undefined }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('waive' as const),
        name: fc.constantFrom(...names),
        days: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('forget' as const), days: fc.integer({ min: 1, max: 8 }) }),
    },
  ),
  { minLength: 4, maxLength: 25 },
)

interface Event {
  readonly at: number
  readonly before: string
  readonly after: string
}
/** All that ever became of one subject. */
interface Life {
  status: Status | 'passing'
  events: Event[]
  /** When the last waiver is over. */
  waivedUntil: number
  isThere: boolean
}

function looked(life: Life, after: Status | 'passing', at: number): void {
  if (life.status !== after) life.events.push({ at, before: life.status, after })
  if (after !== 'passing') life.isThere = true
  life.status = after
}

/** What ended before a day goes with all that led to it. */
function forget(life: Life, before: number): void {
  const last = life.events.findLastIndex(({ at, after }) => after === 'passing' && at < before)
  life.events = life.events.slice(last + 1)
  if (life.status !== 'passing' || life.events.length > 0) return
  life.isThere = false
  life.waivedUntil = 0
}

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  let made = 0
  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  const finding = (clusterId: string, name: Name, is: Status): Finding => ({
    checkId: 'kubelet-skew',
    clusterId,
    subject: { kind: 'NodeGroup', namespace: null, name },
    about: '',
    status: is,
    summary: `${name} is ${is}`,
    evidence: [{ signal: 'cluster-object', says: 'so', at: day(0), count: null, names: [] }],
    recommendation: 'mend it',
    ownerHint: {},
    lastSeenAt: null,
    deadline: null,
  })

  async function put(
    clusterId: string,
    told: Extract<Step, { do: 'look' }>['found'],
    now: Date,
  ): Promise<void> {
    const findings = Object.entries(told ?? {}).map(([name, is]) => finding(clusterId, name as Name, is))
    const result: CheckResult = {
      ...{ checkId: 'kubelet-skew', clusterId, findings, status: findings[0]?.status ?? 'passing' },
      ...(told === undefined
        ? { unreadBecause: 'list nodes: 403', asOf: null }
        : { unreadBecause: null, asOf: now }),
    }
    await putCheckResults(store, { clusterId, results: [result], now })
  }

  async function take(clusterId: string, step: Step, now: Date, lives: Record<Name, Life>): Promise<void> {
    if (step.do === 'look') {
      await put(clusterId, step.found, now)
      if (step.found === undefined) return
      for (const name of names) looked(lives[name], step.found[name] ?? 'passing', now.getTime())
    } else if (step.do === 'waive') {
      const findingIdOf = findingId(finding(clusterId, step.name, 'error'))
      const expiresAt = new Date(now.getTime() + step.days * dayMs)
      const waiver = { id: `${clusterId} ${now.getTime()}`, reason: 'later', author: 'ada' }
      const isWaived = await putWaiver(store, { ...waiver, findingId: findingIdOf, expiresAt, now })
      expect(isWaived).toBe(lives[step.name].isThere)
      if (isWaived) lives[step.name].waivedUntil = expiresAt.getTime()
    } else {
      const before = new Date(now.getTime() - step.days * dayMs)
      await dropFindingsBefore(store, { before, atOnce: 2 })
      for (const name of names) forget(lives[name], before.getTime())
    }
  }

  async function check(
    clusterId: string,
    name: Name,
    { status: is, events, waivedUntil, isThere }: Life,
    now: Date,
  ) {
    const id = findingId(finding(clusterId, name, 'error'))
    const history = await listFindingEvents(store, { findingId: id, limit: 100 })
    expect(history.map(({ at, before, after }) => ({ at: at.getTime(), before, after }))).toEqual(events)
    // A life begins with its opening, and each step takes up where the last one left.
    for (const [n, event] of history.entries()) {
      const before = history[n - 1]?.after ?? 'passing'
      const kind = before === 'passing' ? 'opened' : event.after === 'passing' ? 'closed' : 'changed'
      expect([event.before, event.kind]).toEqual([before, kind])
    }
    const row = await getFinding(store, { scope: everything, now, seenSince: day(-100), id })
    expect([row !== undefined, row?.status ?? 'passing']).toEqual([isThere, is])
    // One that expired is over by itself.
    expect(row?.isWaived ?? false).toBe(waivedUntil > now.getTime())
    if (!isThere) expect(await listWaivers(store, { findingIds: [id], limit: 9 })).toEqual([])
  }

  it('never skips a step, and forgets whole spells', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        made += 1
        const clusterId = `lives-${made}`
        await registerCluster(store, { id: clusterId, region: null, accountId: null, now: day(0) })
        const life = (): Life => ({ status: 'passing', events: [], waivedUntil: 0, isThere: false })
        const lives = { core: life(), batch: life(), gpu: life() }
        for (const [n, step] of script.entries()) {
          await take(clusterId, step, day(n), lives)
          for (const name of names) await check(clusterId, name, lives[name], day(n))
        }
      }),
      { seed, numRuns: 40 },
    )
  })
})
