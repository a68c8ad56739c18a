'use client'
// The coast: regions west to east with their worst status; it is the region filter.
import { Coast } from '../../../../components/charts/coast.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { useFleetPage, useFleetView } from '../fleet-view.ts'

export function CoastCard() {
  const view = useFleetView()
  const { query } = useFleetPage(view)
  const regions = query.data?.regions
  // A shape of its height while it is read, so that nothing below moves.
  if (regions === undefined)
    return <section className="card coast-card" aria-busy="true" aria-label="Regions" />
  if (regions.length === 0) {
    return (
      <section className="card coast-card" aria-label="Regions" aria-busy={query.isFetching}>
        <EmptyFace title="No region">Nothing is listed below, so nothing stands on the coast.</EmptyFace>
      </section>
    )
  }
  return (
    <section className="card coast-card" aria-label="Regions" aria-busy={query.isFetching}>
      <Coast
        regions={regions}
        chosen={view.params.region}
        onToggle={(region) => view.toggle('region', region)}
      />
    </section>
  )
}
