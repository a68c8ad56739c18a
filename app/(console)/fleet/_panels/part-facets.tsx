'use client'
// Facets of node groups or add-ons with their counts. Choosing narrows the table; siblings stay in sight.
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { FacetGroup, type FacetOption } from '../../../../components/ui/facet-group.tsx'
import { wordOf } from '../parts/part-params.ts'
import type { PartView } from '../parts/part-view.ts'
import { partFacetTitle, partFacetTone, partFacetWord } from '../parts/part-words.ts'

interface Counted {
  readonly value: string
  readonly count: number
}

export interface PartFacetsProps {
  readonly view: PartView
  /** In the order of the column. */
  readonly order: readonly string[]
  /** Undefined while they are read. */
  readonly facets: Readonly<Record<string, readonly Counted[]>> | undefined
  readonly total: number
  /** Names of ids, by facet. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A facet that says the same of every row narrows nothing. */
const tellsApart = (options: readonly FacetOption[]): boolean =>
  options.length > 1 || options.some(({ isChosen }) => isChosen)

export function PartFacets({ view, order, facets, total, names }: PartFacetsProps) {
  const optionsOf = (facet: string): FacetOption[] =>
    (facets?.[facet] ?? []).map(({ value, count }) => {
      const tone = partFacetTone(facet, value)
      const label = partFacetWord(facet, value, names[facet])
      const isChosen = view.params.where.includes(wordOf(facet, value))
      return { value, count, label, isChosen, ...(tone && { tone }) }
    })
  return (
    <aside className="card facets no-print" aria-label="Facets">
      {facets === undefined ? (
        <div className="card-body">
          <SkeletonRows rows={6} />
        </div>
      ) : (
        order
          .map((facet) => ({ facet, options: optionsOf(facet) }))
          .filter(({ options }) => tellsApart(options))
          .map(({ facet, options }) => (
            <FacetGroup
              key={facet}
              title={partFacetTitle(facet)}
              options={options}
              total={total}
              onToggle={(value) => view.toggle(facet, value)}
            />
          ))
      )}
    </aside>
  )
}
