// The address of a view of node groups or add-ons, and the question it makes.
import { expect, it } from 'vitest'
import { partInput, selectionOf, wordOf } from './part-params.ts'

const facets = ['image', 'version'] as const

it('reads chosen values by facet, colons and what is not known among them, and leaves out the rest', () => {
  const where = [wordOf('image', 'a:b'), wordOf('image', 'c'), wordOf('version', ''), 'nothing:x', 'image']
  expect(selectionOf(where, facets)).toEqual({ image: ['a:b', 'c', ''], version: [''] })
  expect(selectionOf([], facets)).toEqual({})
})

it('takes no more values of a facet than the question allows', () => {
  const where = Array.from({ length: 300 }, (_, n) => wordOf('image', String(n)))
  expect(selectionOf(where, facets).image).toHaveLength(200)
})

it('asks for the page that the address says', () => {
  const params = { where: ['version:1.33'], find: ' pay ', page: 3 }
  expect(partInput(params, undefined, facets)).toEqual({
    where: { version: ['1.33'] },
    find: 'pay',
    limit: 100,
    cursor: '200',
  })
  const scope = { regions: ['eu-west-1'] }
  expect(partInput({ where: [], find: '', page: 1 }, scope, facets)).toEqual({
    scope,
    where: {},
    find: '',
    limit: 100,
  })
})
