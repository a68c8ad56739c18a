// A whole review, made of drawn fleets: what its sentences and sums say against the snapshots themselves, counted here
// anew with nothing of the room's but the shape of its rows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, drawFleet, fakeCluster, fakeFinding, fakeFleet } from './fake-fleet.ts'
import { digestText, renderMarkdown } from './render-markdown.ts'
import type { DigestPart, Review, RowsOf } from './review.ts'
import { type CheckWords, reviewOf } from './review-of.ts'
import type { ClusterSnapshot, FleetSnapshot } from './snapshot.ts'
import { weekAt } from './week.ts'
import { tellWeek } from './week-snapshots.ts'

const before = '2026-11-22T23:50:00.000Z'
const words: CheckWords = {
  titleOf: (id) => `title of ${id}`,
  actionOf: (id) => `mend ${id}`,
  blocking: new Set(['kubelet-skew', 'amazon-linux-2']),
}

function review(
  then: FleetSnapshot | null,
  now: FleetSnapshot | null,
  over: Partial<Review['week']> = {},
): Review {
  const taken = then === null ? [] : [{ day: then.takenAt.slice(0, 10), takenAt: new Date(then.takenAt) }]
  const week = tellWeek(weekAt(Date.parse(at)), taken, { now: new Date(at), weeks: [] })
  return reviewOf({
    ...{ before: then, after: now, words, scope: undefined, isWholeFleet: true, series: [], preparedAt: at },
    week: { ...week, ...over },
    talkers: { connected: false, why: 'none' },
  })
}

const live = ({ findings }: ClusterSnapshot) =>
  findings.filter((finding) => finding.status !== 'unknown' && !finding.waived)
const isDue = (finding: ClusterSnapshot['findings'][number]) =>
  finding.status === 'error' ||
  // 90 days from 26 November.
  (finding.deadline !== undefined && finding.deadline <= '2027-02-24')
const blockers = (cluster: ClusterSnapshot) =>
  live(cluster).filter(({ status, check }) => status === 'error' && words.blocking.has(check))

/** How many rows a number leads to, counted in the snapshot or in the rows of the review. */
function rowsBehind(made: Review, now: FleetSnapshot, rows: RowsOf): number {
  switch (rows.list) {
    case 'changes':
      return made.changes.groups
        .filter(({ kind }) => kind === rows.kind)
        .reduce((sum, group) => sum + group.rows.length, 0)
    case 'other-changes':
      return made.changes.groups
        .filter(({ kind }) => ['tier', 'add-on', 'node-group', 'protection', 'owner'].includes(kind))
        .reduce((sum, group) => sum + group.rows.length, 0)
    case 'calendar':
      return now.clusters.filter(
        ({ version, provider }) => version === rows.version && provider === rows.provider,
      ).length
    case 'chase':
      return made.chase.rows.length
    case 'headline':
      return now.clusters.flatMap(blockers).length
    case 'blocked':
      return now.clusters.filter((cluster) => blockers(cluster).length > 0).length
    default:
      throw new Error(`no sentence tells of ${rows.list}`)
  }
}

const numbers = ({ digest }: Review) =>
  digest.flatMap(({ parts }) =>
    parts.filter((part): part is Extract<DigestPart, { kind: 'number' }> => part.kind === 'number'),
  )

const drawn = (test: (made: Review, then: FleetSnapshot, now: FleetSnapshot) => void) =>
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (one, other) => {
      const [then, now] = [drawFleet(one, before), drawFleet(other)]
      test(review(then, now), then, now)
    }),
    { numRuns: 150 },
  )

describe('every review', () => {
  it('tells no number that is not the count of the rows it leads to, and none that is none', () => {
    drawn((made, _then, now) => {
      for (const { value, rows, text } of numbers(made)) {
        expect(value, text).toBeGreaterThan(0)
        if (rows !== null) expect(value, text).toBe(rowsBehind(made, now, rows))
        // The first figure of its words is the number itself.
        expect(Number(/[\d,]+(\.\d+)?/.exec(text)?.[0].replaceAll(',', '')), text).toBe(value)
      }
    })
  })

  it('has changes of which each stands in one group, and a headline that moved by what came and went', () => {
    drawn((made, then, now) => {
      const { total, byKind, groups } = made.changes
      expect(groups.reduce((sum, group) => sum + group.total, 0)).toBe(total)
      expect(Object.values(byKind).reduce((sum, count) => sum + count, 0)).toBe(total)
      const clusters = made.headlines.find(({ id }) => id === 'clusters')
      expect(clusters?.delta).toBe(now.clusters.length - then.clusters.length)
      expect(clusters?.delta).toBe(byKind.created + byKind.found - byKind.gone)
    })
  })

  it('chases for every finding that presses once, and for nothing else', () => {
    drawn(({ chase }, _then, now) => {
      const due = now.clusters.flatMap((cluster) =>
        live(cluster)
          .filter(isDue)
          .map((finding) => ({ owner: finding.owner ?? cluster.owner, clusterId: cluster.clusterId })),
      )
      const byOwner = new Map<string, number>()
      for (const { owner } of due) byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1)
      expect(Object.fromEntries(chase.rows.map((row) => [row.owner.id, row.findings]))).toEqual(
        Object.fromEntries(byOwner),
      )
      expect(chase.findings).toBe(due.length)
      expect(chase.clusters).toBe(new Set(due.map(({ clusterId }) => clusterId)).size)
      for (const row of chase.rows) {
        expect(row.items.reduce((sum, item) => sum + item.findings, 0)).toBe(row.findings)
      }
    })
  })

  it('has sums by version and by owner that make the whole', () => {
    drawn((made, _then, now) => {
      const { rows, unknownVersion } = made.calendar
      expect(rows.reduce((sum, row) => sum + row.clusters, unknownVersion)).toBe(now.clusters.length)
      const extended = now.clusters.filter(({ extendedMicroUsd }) => extendedMicroUsd > 0).length
      expect(made.headlines.find(({ id }) => id === 'extended-support')?.now).toBe(extended * 365)
    })
  })

  it('is spelled out as Markdown without a number that it does not hold', () => {
    drawn((made) => {
      const text = renderMarkdown(made, 'https://periplus.example')
      expect(text).not.toMatch(/undefined|NaN|null|\{\{/)
      expect(text).toContain('# Fleet review, week 48 of 2026')
      for (const { owner } of made.chase.rows) expect(text).toContain(owner.name)
    })
  })
})

/** The digest of a week of some clusters now, and before. */
const said = (now: readonly ClusterSnapshot[] | null, then: readonly ClusterSnapshot[] | null) =>
  digestText(review(then && fakeFleet(then, before), now && fakeFleet(now)).digest)

const leaving = (clusterId: string, over: Partial<ClusterSnapshot> = {}) =>
  fakeCluster({ clusterId, version: '1.32', supportEnds: '2026-12-10', ...over })

describe('the digest', () => {
  it('says that nothing has changed, stands in the way or presses', () => {
    const calm = [fakeCluster({ clusterId: 'a' })]
    expect(said(calm, calm)).toBe(
      'No version in use leaves its support in the next 120 days. Since Sunday 22 November nothing has changed. ' +
        'Nothing stands in the way of the next version, as many as before; nobody has anything due.',
    )
  })

  it('speaks of one as of one, and of several as of several', () => {
    expect(said([leaving('a')], [])).toBe(
      '10 December is fourteen days away. That day 1 cluster on 1.32 leaves standard support and costs $365 a month ' +
        'more if it stays. Since Sunday 22 November 1 older cluster was found. Nothing stands in the way of the next ' +
        'version, as many as before; nobody has anything due.',
    )
    const blocked = (id: string) => [fakeFinding({ id, deadline: '2026-12-10' })]
    const now = [
      leaving('a', { findings: blocked('1') }),
      leaving('b', { findings: blocked('2'), owner: 'search' }),
      fakeCluster({ clusterId: 'c', version: '1.34' }),
    ]
    const then = [
      leaving('a'),
      leaving('b', { version: '1.31', owner: 'search' }),
      leaving('gone'),
      leaving('gone too'),
    ]
    expect(said(now, then)).toBe(
      '10 December is fourteen days away. That day 2 clusters on 1.32 leave standard support and cost $730 a month more ' +
        'if they stay. Since Sunday 22 November 1 cluster was upgraded, 1 older cluster was found, 2 clusters are gone ' +
        'and 2 findings were opened. 2 findings on 2 clusters stand in the way of the next version, 2 more than before; ' +
        '2 of 2 owners have something due.',
    )
  })

  it('tells those that are upgraded from those that only cost more, and names no price that nobody knows', () => {
    const now = [
      leaving('a', { hasFee: false }),
      leaving('b', { forcedUpgrade: '2026-12-10', version: '1.31' }),
      leaving('c', {
        support: 'extended',
        supportEnds: '2026-11-20',
        forcedUpgrade: '2026-11-20',
        version: '1.30',
      }),
    ]
    expect(said(now, now)).toContain(
      'That day 1 cluster on 1.32 leaves standard support; 1 cluster on 1.31 may be upgraded whether or not it is ready; ' +
        '1 cluster on 1.30 may be upgraded by its provider any day.',
    )
  })

  it('says that it is the first, and that nothing is known', () => {
    expect(said([fakeCluster({ clusterId: 'a' })], null)).toContain('This is the first snapshot of the fleet')
    const none = review(null, null, { standsFor: null })
    expect(digestText(none.digest)).toBe('No snapshot of the fleet was taken in this week.')
    expect(none.headlines.every(({ now, unknownBecause }) => now === null && unknownBecause !== null)).toBe(
      true,
    )
    expect(none.changes.total).toBe(null)
  })
})

describe('a message', () => {
  const hostile = 'a|b](http://evil.example) <!channel>\n# x'
  const made = review(null, {
    ...fakeFleet([
      leaving('a', {
        name: hostile,
        findings: [
          fakeFinding({ id: '1', deadline: '2026-12-10', subject: 'NodeGroup core' }),
          fakeFinding({ id: '2', status: 'warning', check: 'support-end', deadline: '2026-12-10' }),
          fakeFinding({ id: '3', status: 'warning', check: 'missing-probes' }),
        ],
      }),
    ]),
  })
  const message = made.chase.rows[0]?.message

  it('names cluster, finding, day, fix and where to look', () => {
    expect(message?.text).toMatch(/^Team ads: 2 findings on 1 cluster need you by Thursday 10 December\./)
    expect(message?.text).toContain('Staying on their versions will cost $365 a month more.')
    expect(message?.text).toContain('title of kubelet-skew (error, by 10 December): 1 finding')
    expect(message?.text).toContain('Fix: mend kubelet-skew')
    expect(message?.text).toContain('{{periplus}}/upgrades?owners=ads')
    expect(message?.text).not.toContain('missing-probes')
  })

  it('is not turned around by what a cluster is called', () => {
    expect(message?.text.split('\n').some((line) => line.startsWith('#'))).toBe(false)
    expect(message?.markdown).not.toMatch(/[^\\]\]\(http:\/\/evil/)
    expect(message?.markdown).not.toMatch(/[^\\]</)
  })
})

describe('risks', () => {
  it('have what is upgraded in spite of a blocker first, then what has no support, then the nearest day', () => {
    const error = (id: string, check: string, deadline?: string) =>
      fakeFinding({ id, check, ...(deadline !== undefined && { deadline }) })
    const made = review(
      null,
      fakeFleet([
        fakeCluster({ clusterId: 'later', findings: [error('1', 'amazon-linux-2', '2027-01-30')] }),
        fakeCluster({ clusterId: 'sooner', findings: [error('2', 'drain-safety', '2026-12-02')] }),
        fakeCluster({ clusterId: 'whenever', findings: [error('3', 'cluster-health')] }),
        fakeCluster({ clusterId: 'old', support: 'unsupported', supportEnds: null, forcedUpgrade: null }),
        leaving('moved', {
          forcedUpgrade: '2026-12-10',
          findings: [error('4', 'kubelet-skew', '2027-01-31')],
        }),
        leaving('dear'),
        fakeCluster({
          clusterId: 'lived with',
          findings: [{ ...error('5', 'ingress-nginx'), waived: true }],
        }),
      ]),
    )
    expect(made.risks.map(({ id, clusters }) => `${id}: ${clusters.map(({ name }) => name)}`)).toEqual([
      'forced-upgrade: moved',
      'unsupported: old',
      'check-drain-safety: sooner',
      'check-amazon-linux-2: later',
      'check-kubelet-skew: moved',
      'check-cluster-health: whenever',
      'leaving-standard: dear',
    ])
  })
})
