import { describe, expect, it } from 'vitest'
import { fileName, fileText, type TableFile } from './table-file.ts'

const file: TableFile = {
  what: 'Top talkers',
  head: { window: { from: new Date('2026-03-09T01:45:00Z') }, freshness: { clustersCovered: 1 } },
  columns: [
    { id: 'place', label: '#' },
    { id: 'client', label: 'Client' },
    { id: 'p50', label: 'p50', unit: 'ms' },
  ],
  rows: [
    [1, '=evil', 1.25],
    [2, 'b', null],
  ],
  sums: [[null, 'Total', null]],
}

describe('a table as a file', () => {
  it('is CSV with units in the header and the sums below', () => {
    expect(fileText(file, 'csv')).toBe("#,Client,p50 (ms)\r\n1,'=evil,1.25\r\n2,b,\r\n,Total,\r\n")
  })

  it('is JSON with head, columns and rows by name, nothing disarmed', () => {
    expect(JSON.parse(fileText(file, 'json'))).toEqual({
      what: 'Top talkers',
      by: 'Periplus',
      window: { from: '2026-03-09T01:45:00.000Z' },
      freshness: { clustersCovered: 1 },
      columns: file.columns,
      rows: [
        { place: 1, client: '=evil', p50: 1.25 },
        { place: 2, client: 'b', p50: null },
      ],
      sums: [{ place: null, client: 'Total', p50: null }],
    })
  })

  it.each([
    [[], 'all-clusters'],
    [['stream-prod-use1'], 'stream-prod-use1'],
    [['a', 'b'], '2-clusters'],
    [['../../etc/passwd'], '-..-etc-passwd'],
    [['a"b\n<c>'], 'a-b-c-'],
  ])('is named for clusters %j and its window', (clusters, scope) => {
    const window = { from: new Date('2026-03-09T01:45:00Z'), to: new Date('2026-03-09T03:15:00Z') }
    expect(fileName('Top talkers', clusters, window, 'json')).toBe(
      `periplus-top-talkers_${scope}_2026-03-09T0145Z_2026-03-09T0315Z.json`,
    )
  })
})
