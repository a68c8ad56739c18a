import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupLines, rowsByGroup, toggledGroup } from './group-lines.ts'

const fleet = (sizes: readonly number[]) => {
  const groups = sizes.map((clusters, at) => ({ value: `g${at}`, clusters }))
  const rows = groups.flatMap(({ value, clusters }) =>
    Array.from({ length: clusters }, (_, at) => `${value}/${at}`),
  )
  return { groups, rows }
}

describe('lines of a grouped table', () => {
  it('put every row of every page below its own group, once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 130 }), { maxLength: 8 }), (sizes) => {
        const { groups, rows } = fleet(sizes)
        const seen: string[] = []
        for (let page = 1; (page - 1) * 100 < rows.length; page += 1) {
          const shown = { rows: rows.slice((page - 1) * 100, page * 100), groups, page }
          let group = ''
          for (const line of groupLines(groups, null, shown)) {
            if (line.kind === 'group') group = line.group.value
            else {
              expect(line.row.startsWith(`${group}/`)).toBe(true)
              seen.push(line.row)
            }
          }
        }
        expect(seen).toEqual(rows)
      }),
    )
  })

  it('name every group once one is closed, and say whose rows are on another page', () => {
    const { groups } = fleet([150, 3, 2])
    const open = fleet([150])
    const first = { rows: open.rows.slice(0, 100), groups: open.groups, page: 1 }
    const lines = groupLines(groups, ['g0'], first)
    expect(lines.filter(({ kind }) => kind === 'group')).toEqual([
      { kind: 'group', group: groups[0], isOpen: true, isElsewhere: false },
      { kind: 'group', group: groups[1], isOpen: false, isElsewhere: false },
      { kind: 'group', group: groups[2], isOpen: false, isElsewhere: false },
    ])
    expect(lines).toHaveLength(103)
    expect(groupLines(groups, ['g0', 'g1'], { rows: [], groups: [], page: 3 })[1]).toMatchObject({
      isOpen: true,
      isElsewhere: true,
    })
  })

  it('leave out groups that have no row on this page', () => {
    const { groups, rows } = fleet([100, 5])
    expect([...rowsByGroup({ rows: rows.slice(100), groups, page: 2 }).keys()]).toEqual(['g1'])
  })
})

describe('opening and closing groups', () => {
  const { groups } = fleet([1, 1, 1])
  it('goes from all to all but one, and back to all', () => {
    const closed = toggledGroup(groups, null, 'g1')
    expect(closed).toEqual(['g0', 'g2'])
    expect(toggledGroup(groups, closed, 'g1')).toBeNull()
    expect(toggledGroup(groups, [], 'g2')).toEqual(['g2'])
  })
})
