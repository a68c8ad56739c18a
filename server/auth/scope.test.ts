import { describe, expect, it } from 'vitest'
import { grantScope } from './scope.ts'
import { openViewer, type Viewer } from './viewer.ts'

const registry = [
  {
    clusterId: 'a.eu-west-1.111111111111',
    accountId: '111111111111',
    region: 'eu-west-1',
    tags: { team: 'shop', env: 'prod' },
    ownerId: 'shop',
  },
  {
    clusterId: 'b.us-east-1.111111111111',
    accountId: '111111111111',
    region: 'us-east-1',
    tags: { team: 'shop', env: 'test' },
    ownerId: 'shop',
  },
  {
    clusterId: 'c.eu-west-1.222222222222',
    accountId: '222222222222',
    region: 'eu-west-1',
    tags: { team: 'pay', env: 'prod' },
    ownerId: 'pay',
  },
  { clusterId: 'bare', accountId: null, region: null, tags: {}, ownerId: 'unowned' },
]

const narrow: Viewer = {
  name: 'team',
  role: 'viewer',
  clusters: ['a.eu-west-1.111111111111', 'bare'],
  namespaces: ['shop'],
}

describe('grantScope', () => {
  it('gives the open viewer everything when nothing is asked', () => {
    expect(grantScope(openViewer, undefined, registry)).toEqual({ clusters: 'all', namespaces: 'all' })
    expect(grantScope(openViewer, { clusters: [], accounts: [] }, registry)).toEqual({
      clusters: 'all',
      namespaces: 'all',
    })
  })

  it('resolves accounts and regions through the registry, all of them at once', () => {
    expect(grantScope(openViewer, { accounts: ['111111111111'] }, registry).clusters).toEqual([
      'a.eu-west-1.111111111111',
      'b.us-east-1.111111111111',
    ])
    expect(
      grantScope(openViewer, { accounts: ['111111111111'], regions: ['eu-west-1'] }, registry).clusters,
    ).toEqual(['a.eu-west-1.111111111111'])
    expect(grantScope(openViewer, { clusters: ['bare'], regions: ['eu-west-1'] }, registry).clusters).toEqual(
      [],
    )
  })

  it('never gives a viewer more than the grant', () => {
    expect(grantScope(narrow, undefined, registry)).toEqual({
      clusters: ['a.eu-west-1.111111111111', 'bare'],
      namespaces: ['shop'],
    })
    expect(grantScope(narrow, { clusters: ['c.eu-west-1.222222222222'] }, registry).clusters).toEqual([])
    expect(grantScope(narrow, { namespaces: ['kube-system'] }, registry).namespaces).toEqual([])
    expect(grantScope(narrow, { regions: ['eu-west-1'] }, registry).clusters).toEqual([
      'a.eu-west-1.111111111111',
    ])
  })

  it.each<[object, string[]]>([
    [{ labels: { team: ['shop'] } }, ['a', 'b']],
    [{ labels: { team: ['shop', 'pay'], env: ['prod'] } }, ['a', 'c']],
    [{ labels: { team: [] } }, ['a', 'b', 'c']],
    [{ labels: { nothing: [] } }, []],
    [{ labels: { toString: [] } }, []],
    [{ owners: ['pay', 'unowned'] }, ['c', 'bare']],
    [{ owners: ['shop'], labels: { env: ['test'] }, regions: ['us-east-1'] }, ['b']],
    [{ owners: ['nobody'] }, []],
  ])('resolves labels and owners: %j', (input, names) => {
    const { clusters } = grantScope(openViewer, input, registry)
    expect(clusters).toEqual(
      registry
        .map(({ clusterId }) => clusterId)
        .filter((id) => names.some((name) => id.split('.')[0] === name)),
    )
  })

  it('narrows nobody to more by label or owner', () => {
    expect(grantScope(narrow, { owners: ['shop'] }, registry).clusters).toEqual(['a.eu-west-1.111111111111'])
    expect(grantScope(narrow, { labels: { team: ['pay'] } }, registry).clusters).toEqual([])
  })
})
