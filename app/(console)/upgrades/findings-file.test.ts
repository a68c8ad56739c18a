// Files of findings and of the matrix: a row for each that was read, none left out, with what it was narrowed by.
import { expect, it } from 'vitest'
import { fileText } from '../../../components/format/table-file.ts'
import { findingsFile, matrixFile } from './findings-file.ts'
import type { Finding, Findings, Matrix, MatrixRow } from './upgrades-view.ts'

const now = new Date('2026-11-26T10:00:00Z')
const owner = { id: 'pay', name: 'Payments', contact: null }
const finding = {
  ...{ status: 'error', checkId: 'kubelet-skew', clusterName: 'pay', clusterId: 'pay.eu', owner },
  subject: { kind: 'NodeGroup', namespace: null, name: 'core' },
  ...{ summary: '=cmd', recommendation: 'Mend it.', openedAt: now, lastSeenAt: null, deadline: null },
  waiver: { author: 'ann', reason: 'moves', expiresAt: new Date('2026-12-24T00:00:00Z') },
} as unknown as Finding
const asked = { link: 'here', filters: { waived: 'only' } }

it('holds every finding that was read, whole, and no formula', () => {
  const page = { total: 3, now, seenSince: now, freshness: {} } as unknown as Findings
  const file = findingsFile([finding, { ...finding, waiver: null }], page, asked)
  const [head, ...rows] = fileText(file, 'csv').trimEnd().split('\r\n')
  expect(head?.split(',')).toHaveLength(17)
  expect(rows).toEqual([
    "error,kubelet-skew,pay,pay.eu,NodeGroup,,core,'=cmd,Mend it.,Payments,,2026-11-26T10:00:00.000Z,,,2026-12-24T00:00:00.000Z,ann,moves",
    "error,kubelet-skew,pay,pay.eu,NodeGroup,,core,'=cmd,Mend it.,Payments,,2026-11-26T10:00:00.000Z,,,,,",
  ])
  expect(JSON.parse(fileText(file, 'json'))).toMatchObject({
    ...{ what: 'Findings', link: 'here', filters: { waived: 'only' }, rowsListed: 2, rowsInAll: 3 },
  })
})

it('has a column for every check of the matrix, and says why one could not look', () => {
  const none = { error: 0, warning: 0, unknown: 0, passing: 0 }
  const cell = { status: 'passing', findings: none, waived: 0, unreadBecause: null }
  const row = {
    ...{
      name: 'pay',
      clusterId: 'pay.eu',
      owner,
      version: '1.33',
      target: '1.34',
      deadline: now,
      verdict: 'blocked',
    },
    cells: {
      apis: cell,
      skew: { ...cell, status: 'unknown', unreadBecause: 'nodes: 403' },
    },
  } as unknown as MatrixRow
  const checks = ['apis', 'skew', 'new'].map((checkId) => ({ checkId, title: checkId.toUpperCase() }))
  const page = { total: 1, now, seenSince: now, freshness: {}, checks } as unknown as Matrix
  expect(fileText(matrixFile([row], page, asked), 'csv').split('\r\n')).toEqual([
    'Cluster,Cluster id,Owner,Version,Next,Deadline,Verdict,APIS,SKEW,NEW',
    'pay,pay.eu,Payments,1.33,1.34,2026-11-26,Blocked,Pass,Not known: nodes: 403,',
    '',
  ])
})
