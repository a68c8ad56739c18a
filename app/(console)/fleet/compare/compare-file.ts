// A comparison as a file: a line a fact, a column a cluster, and whether it differs. Values in full.
import type { CsvValue } from '../../../../components/format/csv.ts'
import type { TableFile } from '../../../../components/format/table-file.ts'
import type { ComparedValue } from '../../../../domain/model/cluster-comparison.ts'
import { type Comparison, shownSections } from './compare-view.ts'
import { fieldTitle, sectionTitles } from './compare-words.ts'

function fileValue(value: ComparedValue): CsvValue {
  if (value === null) return null
  if (value === '') return 'none'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? value.join(' ') : value
}

export function compareFile(answer: Comparison, onlyDifferences: boolean, link: string): TableFile {
  const { clusters, now, freshness } = answer
  return {
    what: 'Comparison',
    head: {
      link,
      clusters: clusters.map(({ clusterId, name, state, asOf }) => ({ clusterId, name, state, asOf })),
      onlyDifferences,
      freshness,
      readAt: now,
    },
    columns: [
      { id: 'section', label: 'Section' },
      { id: 'fact', label: 'Fact' },
      ...clusters.map(({ clusterId }) => ({ id: clusterId, label: clusterId })),
      { id: 'differs', label: 'Differs' },
    ],
    rows: shownSections(answer, onlyDifferences).flatMap(({ section, fields }) =>
      fields.map(({ field, values, differs }) => [
        sectionTitles[section],
        fieldTitle(section, field),
        ...values.map(fileValue),
        differs ? 'differs' : '',
      ]),
    ),
    sums: [],
  }
}
