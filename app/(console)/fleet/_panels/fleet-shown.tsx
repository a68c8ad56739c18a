'use client'
// What stands beside the facets: the table, or how the fleet spreads; the script of the latter comes when it is wanted.
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { useFleetView } from '../fleet-view.ts'
import type { fleetShows } from '../search-params.ts'
import { FleetTable } from './fleet-table.tsx'

const distribution = deferred(() => import('./distribution-card.tsx'))

type Show = (typeof fleetShows)[number]
const options = [
  { value: 'table', label: 'Table' },
  { value: 'distribution', label: 'Distribution' },
] as const satisfies readonly { value: Show; label: string }[]

export function FleetShown() {
  const view = useFleetView()
  if (view.params.show === 'table') return <FleetTable />
  return (
    <Deferred from={distribution} waiting={<Waiting />}>
      {({ DistributionCard }) => <DistributionCard view={view} />}
    </Deferred>
  )
}

function Waiting() {
  return (
    <section className="card fleet-table" aria-label="Distribution" aria-busy="true">
      <div className="card-body">
        <SkeletonRows rows={8} />
      </div>
    </section>
  )
}

export function ShowChoice() {
  const { params, setParams } = useFleetView()
  return (
    <Segmented<Show>
      label="Shown as"
      value={params.show}
      options={options}
      onChange={(show) => void setParams({ show })}
    />
  )
}
