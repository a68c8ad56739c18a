'use client'
// The head of a column of objects; those the store can sort by are buttons, a second press turns them round.
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ClusterView } from '../cluster-view.ts'
import type { ObjectColumn } from '../object-columns.tsx'

export function ObjectHead({
  column: { label, sort, num, title },
  view,
}: {
  column: ObjectColumn
  view: ClusterView
}) {
  const { params } = view
  const sorted = sort !== undefined && params.sort === sort
  const Arrow = params.descending ? ArrowDown : ArrowUp
  const sortBy = (by: typeof sort) =>
    void view.setParams({
      sort: by ?? null,
      descending: sorted && !params.descending ? true : null,
      page: null,
    })
  return (
    <th
      scope="col"
      className={num ? 'num' : undefined}
      title={title}
      aria-sort={sorted ? (params.descending ? 'descending' : 'ascending') : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Sort by ${label}`}
          onClick={() => sortBy(sort)}
        >
          {label}
          {sorted && <Arrow size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}
