// Clusters side by side: what differs, what is not known, what one has and another has not.
import { describe, expect, it } from 'vitest'
import { type ComparedCluster, compareFacts } from './cluster-comparison.ts'
import type { FoundCluster } from './fleet-row.ts'

const cluster = (row: Partial<FoundCluster>, over: Partial<ComparedCluster> = {}): ComparedCluster => ({
  row: {
    ...{
      clusterId: 'a',
      version: '1.33',
      tags: {},
      compute: [],
      reasons: [],
      logging: null,
      ownFindings: null,
      backup: { isProtected: null, lastBackupAt: null, knownAt: null, unknownWhy: 'refused' },
    },
    ...{ findings: null, checks: null, health: 'healthy', owner: { id: 'x', name: 'x', contact: null } },
    support: {
      status: 'standard',
      endsAt: new Date('2027-01-01'),
      next: null,
      forcedUpgradeAt: null,
      source: null,
    },
    ...row,
  } as FoundCluster,
  ...{ facts: {}, addOns: null, nodeGroups: null },
  ...over,
})
const fieldOf = (clusters: readonly (ComparedCluster | null)[], section: string, name: string) =>
  compareFacts(clusters)
    .find((part) => part.section === section)
    ?.fields.find(({ field }) => field === name)
const addOn = (name: string, version: string) => ({ name, facts: { version } }) as never

describe('comparing clusters', () => {
  it.each([
    ['the same', '1.33', '1.33', false],
    ['two versions', '1.33', '1.34', true],
    ['one that is not known', '1.33', null, false],
  ])('of %s', (_, one, other, differs) => {
    const field = fieldOf([cluster({ version: one }), cluster({ version: other })], 'version', 'version')
    expect(field).toEqual({ field: 'version', values: [one, other], differs })
  })

  it('takes lists and days for what they say', () => {
    const [one, other] = [cluster({ logging: ['audit', 'api'] }), cluster({ logging: ['api', 'audit'] })]
    expect(fieldOf([one, other], 'controlPlane', 'logging')).toMatchObject({ differs: false })
    expect(fieldOf([one, cluster({ logging: [] })], 'controlPlane', 'logging')).toEqual({
      ...{ field: 'logging', values: [['api', 'audit'], ''], differs: true },
    })
    expect(fieldOf([one, other], 'version', 'supportEndsAt')).toMatchObject({ differs: false })
  })

  it('calls no cluster unprotected of which AWS Backup said nothing', () => {
    const asked = { knownAt: new Date('2026-03-01'), unknownWhy: null }
    const [none, one] = [
      cluster({ backup: { isProtected: false, lastBackupAt: null, ...asked } }),
      cluster({ backup: { isProtected: true, lastBackupAt: new Date('2026-02-28'), ...asked } }),
    ]
    expect(fieldOf([cluster({}), none], 'controlPlane', 'backup')).toMatchObject({
      ...{ values: [null, false], differs: false },
    })
    expect(fieldOf([one, none], 'controlPlane', 'backup')).toMatchObject({ differs: true })
    expect(fieldOf([one, none], 'controlPlane', 'lastBackupAt')?.values).toEqual([
      new Date('2026-02-28'),
      null,
    ])
  })

  it('tells what one has not from what was not read', () => {
    const read = [addOn('coredns', 'v1'), addOn('vpc-cni', 'v2')]
    const some = [cluster({}, { addOns: read }), cluster({}, { addOns: [] }), cluster({}), null]
    expect(fieldOf(some, 'addOns', 'coredns')).toEqual({
      ...{ field: 'coredns', values: ['v1', '', null, null], differs: true },
    })
    const unread = [cluster({}, { addOns: read }), cluster({}), null]
    expect(fieldOf(unread, 'addOns', 'coredns')).toMatchObject({ values: ['v1', null, null], differs: false })
  })

  it('has a field for every check that any of them knows', () => {
    const judged = cluster({ checks: [{ checkId: 'kubelet-skew', status: 'error' }] })
    const field = fieldOf([judged, cluster({ checks: [] })], 'findings', 'check:kubelet-skew')
    expect(field).toMatchObject({ values: ['error', null], differs: false })
  })
})
