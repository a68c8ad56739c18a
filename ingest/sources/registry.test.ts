import { expect, it } from 'vitest'
import { collectionKinds } from '../../domain/model/collection.ts'
import { collectors } from './registry.ts'

it('names each collector once, sorted, by a kind there is', () => {
  const kinds = collectors({ readSecret: () => Promise.reject(new Error('none')) }).map(({ kind }) => kind)
  expect(kinds).toEqual([...new Set(kinds)].sort())
  for (const kind of kinds) expect(collectionKinds).toContain(kind)
})
