'use client'
// Questions that are asked of a fleet every week, each one press away, with how many clusters answer to it.
import { count } from '../../../../components/format/number.ts'
import {
  type FleetFacet,
  type FleetSelection,
  fleetFacetNames,
} from '../../../../domain/model/fleet-facets.ts'
import { type FleetPage, type FleetView, useFleetPage, useFleetView } from '../fleet-view.ts'

interface Preset {
  readonly label: string
  readonly facet: FleetFacet
  readonly value: string
}

const presets: readonly Preset[] = [
  { label: 'Leaves standard in 14 d', facet: 'support', value: 'leaving' },
  { label: 'Upgraded by force in 14 d', facet: 'support', value: 'forced' },
  { label: 'Extended support', facet: 'support', value: 'extended' },
  { label: 'No deletion protection', facet: 'protection', value: 'off' },
  { label: 'Add-ons behind', facet: 'addOns', value: 'behind' },
  { label: 'Stale', facet: 'health', value: 'stale' },
]

function isChosen({ params }: FleetView, selection: FleetSelection): boolean {
  return fleetFacetNames.every((facet) => {
    const wanted = selection[facet] ?? []
    return params[facet].length === wanted.length && wanted.every((value) => params[facet].includes(value))
  })
}

/** How many clusters a preset shows; known only while nothing else narrows. */
function countOf({ facets, inScope }: FleetPage, preset: Preset | null): number {
  if (preset === null) return inScope
  return facets[preset.facet].find(({ value }) => value === preset.value)?.count ?? 0
}

export function PresetTabs() {
  const view = useFleetView()
  const { query } = useFleetPage(view)
  const page = query.data
  if (page === undefined) return <div className="tabs" aria-hidden="true" />
  return (
    <nav className="tabs no-print" aria-label="Views of the inventory">
      <Tab label="All" view={view} selection={{}} clusters={countOf(page, null)} />
      {presets
        .filter((preset) => countOf(page, preset) > 0 || isChosen(view, { [preset.facet]: [preset.value] }))
        .map((preset) => (
          <Tab
            key={preset.label}
            label={preset.label}
            view={view}
            selection={{ [preset.facet]: [preset.value] }}
            clusters={countOf(page, preset)}
          />
        ))}
    </nav>
  )
}

interface TabProps {
  readonly label: string
  readonly view: FleetView
  readonly selection: Partial<Record<FleetFacet, string[]>>
  readonly clusters: number
}

function Tab({ label, view, selection, clusters }: TabProps) {
  const isCurrent = isChosen(view, selection) && view.params.find === ''
  return (
    <button
      type="button"
      className="tab"
      aria-current={isCurrent ? 'true' : undefined}
      onClick={() => view.choose(selection)}
    >
      {label} <span className="num">{count(clusters)}</span>
    </button>
  )
}
