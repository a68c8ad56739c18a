'use client'
// The header of the talker table. A column that is a ranking is a button: the server sorts, one column
// at a time, largest first.
import { ArrowDown } from 'lucide-react'
import { leadingColumns, type MeasureColumn, trailingColumns } from '../talker-columns.ts'
import { dimensionLabels } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

export function TalkerHead({ view }: { view: TrafficView }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="num pin">
          #
        </th>
        {view.groupBy.map((dimension, index) => (
          <th scope="col" key={dimension} className={index === 0 ? 'pin pin-name' : undefined}>
            {dimensionLabels[dimension]}
          </th>
        ))}
        <th scope="col">Share</th>
        {leadingColumns.map((column) => (
          <MeasureHead key={column.id} column={column} view={view} />
        ))}
        {view.params.compare !== null && (
          <th
            scope="col"
            className="num"
            title="Of the ranked measure, and of the place, against the other window"
          >
            Change
          </th>
        )}
        <th scope="col">Mostly</th>
        <th scope="col" title="Of the workloads whose service accounts send these requests">
          Owner
        </th>
        {trailingColumns.map((column) => (
          <MeasureHead key={column.id} column={column} view={view} />
        ))}
      </tr>
    </thead>
  )
}

function MeasureHead({ column, view }: { column: MeasureColumn; view: TrafficView }) {
  const { rank, label, title } = column
  const sorted = rank !== undefined && rank === view.params.rank
  return (
    <th scope="col" className="num" title={title} aria-sort={sorted ? 'descending' : undefined}>
      {rank === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Rank by ${label}`}
          onClick={() => void view.setParams({ rank, page: null })}
        >
          {label}
          {sorted && <ArrowDown size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}
