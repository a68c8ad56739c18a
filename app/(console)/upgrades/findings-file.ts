// Findings, and the matrix, as files: exactly the rows that match what the address asks for, in full. Makes tables;
// reads and downloads nothing.
import type { TableFile } from '../../../components/format/table-file.ts'
import type { Finding, Findings, Matrix, MatrixRow } from './upgrades-view.ts'
import { cellWord, verdictWords } from './words.ts'

interface Asked {
  readonly link: string
  /** What the rows were narrowed by. */
  readonly filters: Readonly<Record<string, unknown>>
}

const findingColumns: readonly {
  id: string
  label: string
  unit?: string
  value: (row: Finding) => string | Date | null
}[] = [
  { id: 'status', label: 'Status', value: ({ status }) => status },
  { id: 'check', label: 'Check', value: ({ checkId }) => checkId },
  { id: 'cluster', label: 'Cluster', value: ({ clusterName }) => clusterName },
  { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }) => clusterId },
  { id: 'kind', label: 'Kind', value: ({ subject }) => subject.kind },
  { id: 'namespace', label: 'Namespace', value: ({ subject }) => subject.namespace },
  { id: 'name', label: 'Name', value: ({ subject }) => subject.name },
  { id: 'summary', label: 'Finding', value: ({ summary }) => summary },
  { id: 'recommendation', label: 'What to do', value: ({ recommendation }) => recommendation },
  { id: 'owner', label: 'Owner', value: ({ owner }) => owner.name },
  { id: 'contact', label: 'Contact', value: ({ owner }) => owner.contact },
  { id: 'openedAt', label: 'Open since', unit: 'UTC', value: ({ openedAt }) => openedAt },
  { id: 'lastSeenAt', label: 'Last seen', unit: 'UTC', value: ({ lastSeenAt }) => lastSeenAt },
  { id: 'deadline', label: 'Deadline', unit: 'UTC', value: ({ deadline }) => deadline },
  {
    id: 'acceptedUntil',
    label: 'Accepted until',
    unit: 'UTC',
    value: ({ waiver }) => waiver?.expiresAt ?? null,
  },
  { id: 'acceptedBy', label: 'Accepted by', value: ({ waiver }) => waiver?.author ?? null },
  { id: 'acceptedBecause', label: 'Because', value: ({ waiver }) => waiver?.reason ?? null },
]

export function findingsFile(rows: readonly Finding[], page: Findings, { link, filters }: Asked): TableFile {
  return {
    what: 'Findings',
    head: {
      ...{ link, filters, freshness: page.freshness, readAt: page.now, callsSince: page.seenSince },
      ...{ rowsListed: rows.length, rowsInAll: page.total },
    },
    columns: findingColumns.map(({ id, label, unit }) => ({ id, label, ...(unit && { unit }) })),
    rows: rows.map((row) => findingColumns.map(({ value }) => value(row))),
    sums: [],
  }
}

const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null

/** A column a check; what a check said is told in the words of the screen, with why it could not look. */
export function matrixFile(rows: readonly MatrixRow[], page: Matrix, { link, filters }: Asked): TableFile {
  const facts = [
    { id: 'cluster', label: 'Cluster', value: ({ name }: MatrixRow) => name },
    { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }: MatrixRow) => clusterId },
    { id: 'owner', label: 'Owner', value: ({ owner }: MatrixRow) => owner.name },
    { id: 'version', label: 'Version', value: ({ version }: MatrixRow) => version },
    { id: 'target', label: 'Next', value: ({ target }: MatrixRow) => target },
    { id: 'deadline', label: 'Deadline', value: ({ deadline }: MatrixRow) => day(deadline) },
    { id: 'verdict', label: 'Verdict', value: ({ verdict }: MatrixRow) => verdictWords[verdict] },
  ]
  const cellOf = (row: MatrixRow, checkId: string) => {
    const cell = row.cells[checkId]
    if (cell === undefined) return null
    return cell.unreadBecause === null ? cellWord(cell) : `${cellWord(cell)}: ${cell.unreadBecause}`
  }
  return {
    what: 'Clusters by check',
    head: {
      ...{ link, filters, freshness: page.freshness, readAt: page.now, callsSince: page.seenSince },
      ...{ rowsListed: rows.length, rowsInAll: page.total },
    },
    columns: [
      ...facts.map(({ id, label }) => ({ id, label })),
      ...page.checks.map(({ checkId, title }) => ({ id: checkId, label: title })),
    ],
    rows: rows.map((row) => [
      ...facts.map(({ value }) => value(row)),
      ...page.checks.map(({ checkId }) => cellOf(row, checkId)),
    ]),
    sums: [],
  }
}
