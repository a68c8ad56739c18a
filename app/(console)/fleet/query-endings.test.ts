import { describe, expect, it } from 'vitest'
import { queryEndings } from './query-endings.ts'

const facets = {
  version: [{ value: '1.33' }, { value: '1.34' }, { value: '' }],
  ou: [{ value: 'Prod / EU' }],
  tag: [{ value: 'team=ads' }, { value: 'team=pay' }],
}

describe('endings of a query', () => {
  it('are names of facets while a word is begun', () => {
    expect(queryEndings('ver', facets)).toEqual(['version='])
    expect(queryEndings('version=1.33 ow', facets)).toEqual(['version=1.33 owner='])
    expect(queryEndings('', facets)).toEqual([])
    expect(queryEndings('-te', facets)).toEqual(['-team='])
  })

  it('are known values once a facet is named', () => {
    expect(queryEndings('version=', facets)).toEqual(['version=1.33', 'version=1.34'])
    expect(queryEndings('a version!=1.34', facets)).toEqual(['a version!=1.34'])
    expect(queryEndings('ou=pr', facets)).toEqual(['ou="Prod / EU"'])
    expect(queryEndings('banana=', facets)).toEqual([])
    expect(queryEndings('version=1.33 team=p', facets)).toEqual(['version=1.33 team=pay'])
    expect(queryEndings('team="ad', facets)).toEqual(['team=ads'])
    expect(queryEndings('version=', undefined)).toEqual([])
  })
})
