import { describe, expect, it } from 'vitest'
import {
  choosableColumns,
  chosenOrUsual,
  columnsOf,
  defaultColumnIds,
  fileColumns,
  moveColumn,
} from './columns.ts'

describe('columns of the fleet', () => {
  it('have ids and headings of their own, on screen and in a file', () => {
    const all = columnsOf(choosableColumns.map(({ id }) => id))
    for (const listed of [all, fileColumns(all)]) {
      expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
      expect(new Set(listed.map(({ label }) => label)).size).toBe(listed.length)
    }
  })

  it('come as they were chosen, after what a row is; what is not known is left out', () => {
    expect(columnsOf(['owner', 'banana', 'nodes']).map(({ id }) => id)).toEqual(['name', 'owner', 'nodes'])
    expect(columnsOf(null).map(({ id }) => id)).toEqual(['name', ...defaultColumnIds])
  })

  it('are not named in the address while they are the usual ones', () => {
    expect(chosenOrUsual(defaultColumnIds)).toBeNull()
    expect(chosenOrUsual([...defaultColumnIds].reverse())).toEqual([...defaultColumnIds].reverse())
  })

  it('move by one place and stay at the ends', () => {
    expect(moveColumn(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moveColumn(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
    expect(moveColumn(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c'])
  })
})
