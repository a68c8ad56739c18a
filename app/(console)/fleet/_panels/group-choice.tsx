'use client'
// What the rows are grouped by, and closing or opening all groups at once.
import { Button } from '../../../../components/ui/button.tsx'
import { groupFacets } from '../../../../domain/model/fleet-groups.ts'
import type { FleetView } from '../fleet-view.ts'
import { facetTitles } from '../words.ts'

const offered = groupFacets
  .map((facet) => ({ facet, title: facetTitles[facet] }))
  .sort((one, other) => (one.title < other.title ? -1 : 1))

export function GroupChoice({ view }: { view: FleetView }) {
  const { group, open } = view.params
  return (
    <span className="row row-tight no-print">
      <label className="row row-tight">
        <span className="note">Group by</span>
        <select
          className="input input-small"
          value={group ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void view.setParams({
              group: groupFacets.find((facet) => facet === value) ?? null,
              open: null,
              page: null,
            })
          }
        >
          <option value="">None</option>
          {offered.map(({ facet, title }) => (
            <option key={facet} value={facet}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {group !== null && (
        <Button
          size="tiny"
          onClick={() => void view.setParams({ open: open === null ? [] : null, page: null })}
        >
          {open === null ? 'Close all' : 'Open all'}
        </Button>
      )}
    </span>
  )
}
