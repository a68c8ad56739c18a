'use client'
// Filters of the page, drawn into the scope bar: chips with their way out, and a chooser that shows
// what values there are in this window with their counts.
import { FilterX, ListFilter, Plus } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { FilterChips } from '../../../../components/shell/filter-chips.tsx'
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { WaitingLayer } from '../../../../components/ui/faces.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { Popover } from '../../../../components/ui/popover.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { InFilterSlot } from '../../_frame/filter-slot.tsx'
import { type FilterDimension, filterDimensions, filterParamOf } from '../search-params.ts'
import { dimensionLabels, valueName } from '../talker-name.ts'
import { useTrafficView } from '../traffic-view.ts'

const values = deferred(() => import('./filter-values.tsx'))

export function Filters() {
  useIdleRead(values)
  const view = useTrafficView()
  const [open, setOpen] = useState(false)
  const [dimension, setDimension] = useState<FilterDimension>('userAgent')
  const show = () => setOpen(true)
  useCommands([
    { id: 'view.filter', group: 'Do', label: 'Add filter', keys: 'f', icon: ListFilter, run: show },
    { id: 'view.unfilter', group: 'Do', label: 'Clear filters', icon: FilterX, run: view.clearFilters },
  ])
  const chips = filterDimensions
    .map((id) => ({
      id,
      label: dimensionLabels[id],
      values: view.params[filterParamOf[id]].map((value) => valueName(id, value).name),
    }))
    .filter((chip) => chip.values.length > 0)
  const trigger = (
    <button type="button" className="chip chip-dash" aria-label="Add filter">
      <Plus size={14} strokeWidth={1.8} aria-hidden="true" />
      Filter <Kbd>F</Kbd>
    </button>
  )
  return (
    <InFilterSlot>
      <FilterChips chips={chips} onRemove={(id) => view.filterTo(id as FilterDimension, [])} />
      {view.question !== null && (
        <Popover label="Add filter" trigger={trigger} width={476} open={open} onOpenChange={setOpen}>
          <div className="popover-section">
            <Segmented
              label="Filter by"
              value={dimension}
              options={filterDimensions.map((value) => ({ value, label: dimensionLabels[value] }))}
              onChange={setDimension}
            />
          </div>
          <Deferred from={values} waiting={<WaitingLayer />}>
            {({ FilterValues }) => <FilterValues key={dimension} dimension={dimension} view={view} />}
          </Deferred>
        </Popover>
      )}
    </InFilterSlot>
  )
}
