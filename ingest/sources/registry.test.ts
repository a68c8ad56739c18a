import { expect, it } from 'vitest'
import { collectionKinds } from '../../domain/model/collection.ts'
import { collectors, grants } from './registry.ts'

it('names each collector once, sorted, by a kind there is and an interval of seconds to hours', () => {
  const made = collectors({
    credentialOf: () => undefined,
    environment: {},
    rule: () => ({ refusalOf: () => undefined, refusalOfUrl: () => undefined }),
    version: 'test',
  })
  const kinds = made.map(({ kind }) => kind)
  expect(kinds).toEqual([...new Set(kinds)].sort())
  for (const { kind, intervalMs } of made) {
    expect(collectionKinds).toContain(kind)
    expect(intervalMs).toBeGreaterThanOrEqual(1_000)
    expect(intervalMs).toBeLessThanOrEqual(3_600_000)
  }
})

it('grants nothing that changes anything', () => {
  const { rbac, iamReader, iamCaller } = grants()
  const verbs = [...rbac.matchAll(/verbs: \[([^\]]*)\]/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  )
  expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']))
  const actions = [iamReader, iamCaller].flatMap((text) =>
    (JSON.parse(text) as { Statement: { Action: string | string[] }[] }).Statement.flatMap(
      ({ Action }) => Action,
    ),
  )
  for (const action of actions) {
    expect(action).toMatch(/^(eks:(List|Describe)|organizations:List|sts:(AssumeRole|GetCallerIdentity)$)\w*/)
  }
})
