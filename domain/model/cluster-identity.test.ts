import { describe, expect, it } from 'vitest'
import type { ClusterAlias } from './cluster.ts'
import { identityOf, type KnownAlias } from './cluster-identity.ts'

const arn = (value: string): ClusterAlias => ({ kind: 'arn', value })
const endpoint = (value: string): ClusterAlias => ({ kind: 'endpoint', value })
const uid = (value: string): ClusterAlias => ({ kind: 'kube-system', value })
const of = (clusterId: string, alias: ClusterAlias, over: Partial<KnownAlias> = {}): KnownAlias => ({
  ...alias,
  clusterId,
  sourceId: 'kube-api:first',
  isTold: true,
  ...over,
})
const ask = (
  aliases: readonly ClusterAlias[],
  known: readonly KnownAlias[],
  over: { suggestedId?: string; isIdKnown?: boolean; sourceId?: string } = {},
) =>
  identityOf({ suggestedId: 'prod', sourceId: 'kube-api:second', isIdKnown: false, ...over, aliases, known })

describe('identityOf', () => {
  it('takes the suggested id for what nobody knows', () => {
    expect(ask([arn('a'), uid('u')], [])).toEqual({
      ok: true,
      clusterId: 'prod',
      fresh: [arn('a'), uid('u')],
      replaced: [],
    })
  })

  it('takes the known cluster that one name belongs to, and learns the others', () => {
    const known = [of('east', endpoint('e1')), of('east', arn('a'))]
    expect(ask([endpoint('e1'), uid('u')], known)).toEqual({
      ok: true,
      clusterId: 'east',
      fresh: [uid('u')],
      replaced: [],
    })
  })

  it('lets a cluster have several endpoints, but one ARN', () => {
    const known = [of('prod', uid('u')), of('prod', endpoint('e1')), of('prod', arn('a'))]
    expect(ask([uid('u'), endpoint('e2')], known, { isIdKnown: true })).toMatchObject({
      ok: true,
      clusterId: 'prod',
    })
    expect(ask([uid('u'), arn('b')], known, { isIdKnown: true })).toMatchObject({
      ok: false,
      says: expect.stringContaining('prod has the ARN a, told by kube-api:first, and this cluster has b'),
    })
  })

  it('refuses names of two clusters, and says which are whose', () => {
    expect(ask([endpoint('e'), uid('u')], [of('east', endpoint('e')), of('west', uid('u'))])).toEqual({
      ok: false,
      says: expect.stringMatching(/endpoint e is east, UID of kube-system u is west.*Nothing was merged\.$/),
    })
  })

  it('takes up a cluster of that id of which no contrary name is known', () => {
    expect(ask([uid('u')], [], { isIdKnown: true })).toMatchObject({
      ok: true,
      clusterId: 'prod',
      fresh: [uid('u')],
    })
    expect(ask([uid('u')], [of('prod', arn('a'))], { isIdKnown: true })).toMatchObject({
      ok: true,
      clusterId: 'prod',
    })
  })

  it('refuses the id of a cluster that has another name of the same kind', () => {
    for (const [told, known] of [
      [uid('u2'), uid('u1')],
      [endpoint('e2'), endpoint('e1')],
    ] as const)
      expect(ask([told], [of('prod', known)], { isIdKnown: true })).toMatchObject({
        ok: false,
        says: expect.stringContaining('the id prod is that of another cluster'),
      })
  })

  it('refuses to choose between a cluster known by a name and one known by the id', () => {
    expect(ask([arn('a')], [of('east', arn('a'))], { isIdKnown: true })).toMatchObject({
      ok: false,
      says: expect.stringContaining('known as east by its ARN a, and there is another one called prod'),
    })
  })

  it('follows a cluster that was made anew only where its own source says so, or nobody contradicts', () => {
    const known = (over: Partial<KnownAlias>) => [of('prod', endpoint('e')), of('prod', uid('u1'), over)]
    const told = [endpoint('e'), uid('u2')]
    const same = ask(told, known({ sourceId: 'kube-api:second' }), { isIdKnown: true })
    expect(same).toMatchObject({
      ok: true,
      clusterId: 'prod',
      fresh: [uid('u2')],
      replaced: [{ value: 'u1' }],
    })
    expect(ask(told, known({ isTold: false }), { isIdKnown: true })).toMatchObject({
      ok: true,
      replaced: [{ value: 'u1' }],
    })
    expect(ask(told, known({}), { isIdKnown: true })).toMatchObject({
      ok: false,
      says: expect.stringContaining('two clusters behind one name'),
    })
  })
})
