'use client'
// Every facet of the fleet with its counts. Choosing narrows the table; siblings stay in sight.
import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { FacetGroup, type FacetOption } from '../../../../components/ui/facet-group.tsx'
import type { FleetFacet } from '../../../../domain/model/fleet-facets.ts'
import { type FleetPage, useFleetPage, useFleetView } from '../fleet-view.ts'
import { facetOrder, facetTitles, facetTone, facetWord } from '../words.ts'

/** A choice is in the address at once; its counts follow. */
function optionsOf(
  { facets, names }: FleetPage,
  facet: FleetFacet,
  chosen: readonly string[],
  find: string,
): FacetOption[] {
  const known = facet === 'account' ? names.account : facet === 'owner' ? names.owner : {}
  const isTitle = facetTitles[facet].toLowerCase().includes(find)
  return facets[facet]
    .map((one) => {
      const tone = facetTone(facet, one.value)
      const isChosen = chosen.includes(one.value)
      return { ...one, isChosen, label: facetWord(facet, one.value, known), ...(tone && { tone }) }
    })
    .filter(({ label, value }) => isTitle || `${label} ${value}`.toLowerCase().includes(find))
}

/** A facet that says the same of every cluster narrows nothing. */
const tellsApart = (options: readonly FacetOption[]): boolean =>
  options.length > 1 || options.some(({ isChosen }) => isChosen)

export function FacetCard() {
  const view = useFleetView()
  const { query } = useFleetPage(view)
  const [find, setFind] = useState('')
  const page = query.data
  const words = find.trim().toLowerCase()
  return (
    <aside className="card facets no-print" aria-label="Facets">
      <label className="input-search facet-find">
        <ListFilter size={14} aria-hidden="true" />
        <input
          aria-label="Find a facet or value"
          placeholder="Find a facet or value"
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      </label>
      {page === undefined ? (
        <div className="card-body">
          <SkeletonRows rows={6} />
        </div>
      ) : (
        facetOrder
          .map((facet) => ({ facet, options: optionsOf(page, facet, view.params[facet], words) }))
          .filter(({ options }) => (find === '' ? tellsApart(options) : options.length > 0))
          .map(({ facet, options }) => (
            <FacetGroup
              key={facet}
              title={facetTitles[facet]}
              options={options}
              total={page.inScope}
              further={page.facetRest[facet]?.values ?? 0}
              furtherHint="The query finds them."
              onToggle={(value) => view.toggle(facet, value)}
            />
          ))
      )}
    </aside>
  )
}
