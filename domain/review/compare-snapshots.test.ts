import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSnapshots, type Difference } from './compare-snapshots.ts'
import { at, drawFleet, fakeCluster, fakeFinding, fakeFleet } from './fake-fleet.ts'
import type { ClusterSnapshot } from './snapshot.ts'

const before = '2026-11-19T10:00:00.000Z'

/** Of one cluster: kind, subject, before, after. */
function changes(then: Partial<ClusterSnapshot> | null, now: Partial<ClusterSnapshot> | null) {
  const fleet = (over: Partial<ClusterSnapshot> | null, takenAt: string) =>
    fakeFleet(over === null ? [] : [fakeCluster({ clusterId: 'a', ...over })], takenAt)
  return compareSnapshots(fleet(then, before), fleet(now, at)).map((one) => [
    ...[one.kind, one.subject, one.before, one.after],
  ])
}

describe('what changed', () => {
  it.each<[string, Partial<ClusterSnapshot> | null, Partial<ClusterSnapshot> | null, unknown[]]>([
    ['nothing', {}, {}, []],
    ['a new cluster', null, { createdAt: '2026-11-20T00:00:00Z' }, [['created', null, null, '1.33']]],
    ['one of no known age', null, { createdAt: null }, [['created', null, null, '1.33']]],
    ['one that was only found', null, { createdAt: '2020-01-01T00:00:00Z' }, [['found', null, null, '1.33']]],
    ['one that is gone', {}, null, [['gone', null, '1.33', null]]],
    ['a version', { version: '1.32' }, { version: '1.33' }, [['upgraded', null, '1.32', '1.33']]],
    ['a version that was learned', { version: null }, { version: '1.33' }, []],
    ['a version nobody tells any more', { version: '1.33' }, { version: null }, []],
    ['a tier', { tier: 'standard' }, { tier: 'tier-xl' }, [['tier', null, 'standard', 'tier-xl']]],
    ['an add-on', { addOns: { dns: 'v1' } }, { addOns: { dns: 'v2' } }, [['add-on', 'dns', 'v1', 'v2']]],
    ['an add-on added', { addOns: {} }, { addOns: { dns: 'v2' } }, [['add-on', 'dns', null, 'v2']]],
    ['an add-on removed', { addOns: { dns: 'v2' } }, { addOns: {} }, [['add-on', 'dns', 'v2', null]]],
    ['an add-on of which a version was learned', { addOns: { dns: '' } }, { addOns: { dns: 'v2' } }, []],
    ['add-ons that were not read', { addOns: null }, { addOns: { dns: 'v2' } }, []],
    ['a node group', { nodeGroups: { a: '1' } }, { nodeGroups: { a: '2' } }, [['node-group', 'a', '1', '2']]],
    ['protection', { protection: false }, { protection: true }, [['protection', null, 'off', 'on']]],
    ['an owner', { owner: 'ads' }, { owner: 'search' }, [['owner', null, 'ads', 'search']]],
    [
      'findings',
      { findings: [fakeFinding({ id: '1' }), fakeFinding({ id: '2', subject: 'x' })] },
      { findings: [fakeFinding({ id: '1' }), fakeFinding({ id: '3', status: 'warning' })] },
      [
        ['findings-opened', 'NodeGroup core', null, 'warning'],
        ['findings-closed', 'x', 'error', null],
      ],
    ],
    [
      'what could not be determined',
      { findings: [] },
      { findings: [fakeFinding({ id: '1', status: 'unknown' })] },
      [],
    ],
    [
      'findings of which some are left out',
      { findingsLeftOut: 1 },
      { findings: [fakeFinding({ id: '1' })] },
      [],
    ],
    [
      'a finding that was waived',
      { findings: [fakeFinding({ id: '1' })] },
      { findings: [fakeFinding({ id: '1', waived: true })] },
      [],
    ],
  ])('%s', (_what, then, now, wanted) => {
    expect(changes(then, now)).toEqual(wanted)
  })
})

const mirrored: Partial<Record<Difference['kind'], Difference['kind']>> = {
  created: 'gone',
  found: 'gone',
  'findings-opened': 'findings-closed',
  'findings-closed': 'findings-opened',
}

/** As it looks from the other side: whose it is and how old it is are told of the later one. */
const mirror = ({ kind, clusterId, subject, before: old, after, about }: Difference) =>
  JSON.stringify([mirrored[kind] ?? kind, clusterId, subject, after, old, about])
const plain = ({ kind, clusterId, subject, before: old, after, about }: Difference) =>
  JSON.stringify([
    kind === 'created' || kind === 'found' ? 'new' : kind,
    clusterId,
    subject,
    old,
    after,
    about,
  ])

describe('two snapshots', () => {
  it('differ the other way round in the same things', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const [then, now] = [drawFleet(one, before), drawFleet(other)]
        const forth = compareSnapshots(then, now).filter(({ kind }) => kind !== 'gone')
        const back = compareSnapshots(now, then).filter(({ kind }) => kind !== 'created' && kind !== 'found')
        const there = forth.map((one) => mirror(one)).sort()
        expect(there).toEqual(back.map(plain).sort())
      }),
    )
  })

  it('have no difference from themselves', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const fleet = drawFleet(seed)
        expect(compareSnapshots(fleet, fleet)).toEqual([])
      }),
    )
  })
})
