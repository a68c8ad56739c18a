'use client'
// How the fleet spreads over two facets: a cross table whose numbers narrow the table to what they count. It says what
// is counted, and where one thing stands in several rows or columns.
import { useQuery } from '@tanstack/react-query'
import { count, plural } from '../../../../components/format/number.ts'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { type FleetFacet, fleetFacetNames } from '../../../../domain/model/fleet-facets.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { type Distribution, spreads } from '../distribution.ts'
import type { FleetView } from '../fleet-view.ts'
import { distributionInput } from '../search-params.ts'
import { facetTitles } from '../words.ts'
import { CrossTable } from './cross-table.tsx'
import { QueryBox, QueryProblem } from './query-box.tsx'

function useDistribution({ scope, params }: FleetView) {
  const isAsked = params.down !== params.across
  const input = distributionInput(params, scope)
  const options = useTRPC().fleet.distribution.queryOptions(input, {
    ...untilRefresh,
    enabled: isAsked,
    // Numbers of other facets would stand under the heads of these.
    placeholderData: (previous, query) => {
      const asked = query?.queryKey[1]?.input as Partial<typeof input> | undefined
      return asked?.rows === input.rows && asked?.columns === input.columns ? previous : undefined
    },
  })
  return { query: useQuery(options), queryKey: options.queryKey, isAsked }
}

export function DistributionCard({ view }: { view: FleetView }) {
  const { query, queryKey, isAsked } = useDistribution(view)
  const answer = isAsked ? query.data : undefined
  return (
    <section className="card fleet-table distribution" aria-label="Distribution" aria-busy={query.isFetching}>
      <div className="card-head">
        <QueryBox view={view} page={answer} />
        <Spreads view={view} />
        <span className="grow" />
        <AxisChoice
          label="Down"
          value={view.params.down}
          onChoose={(down) => void view.setParams({ down })}
        />
        <AxisChoice
          label="Across"
          value={view.params.across}
          onChoose={(across) => void view.setParams({ across })}
        />
        {answer !== undefined && query.isFetching && <BusyLine />}
      </div>
      <QueryProblem view={view} page={answer} />
      {isAsked ? (
        <QueryFaces
          query={query}
          queryKey={queryKey}
          what="how the fleet spreads"
          name="Distribution"
          shape={<SkeletonRows rows={8} />}
          empty={({ clusters }) =>
            clusters === 0 ? (
              <EmptyFace title="No cluster matches">
                Other clusters are hidden by the query or facets.
              </EmptyFace>
            ) : null
          }
        >
          {(found) => <CrossTable answer={found} view={view} />}
        </QueryFaces>
      ) : (
        <EmptyFace title="Down and across are the same">Choose two different facets.</EmptyFace>
      )}
      {answer !== undefined && (
        <div className="card-foot">
          <span>{countedText(answer)}</span>
        </div>
      )}
    </section>
  )
}

function countedText({ counted, total, clusters, isSeveral }: Distribution): string {
  const what = counted === 'clusters' ? plural(total, 'cluster') : `${count(total)} ${counted}`
  const of = counted === 'clusters' ? '' : ` of ${plural(clusters, 'cluster')}`
  const twice = isSeveral.rows || isSeveral.columns
  const rule = twice
    ? `One may stand in several ${isSeveral.rows ? 'rows' : 'columns'}${isSeveral.rows && isSeveral.columns ? ' and columns' : ''}, so they add up to more.`
    : 'Every one stands in one row and one column.'
  return `Counted: ${what}${of}. ${rule}`
}

function Spreads({ view }: { view: FleetView }) {
  const { down, across } = view.params
  return (
    <fieldset className="segmented" aria-label="Distributions">
      {spreads.map((spread) => (
        <button
          key={spread.label}
          type="button"
          aria-pressed={spread.down === down && spread.across === across}
          onClick={() => void view.setParams({ down: spread.down, across: spread.across })}
        >
          {spread.label}
        </button>
      ))}
    </fieldset>
  )
}

interface AxisChoiceProps {
  readonly label: string
  readonly value: FleetFacet
  readonly onChoose: (facet: FleetFacet) => void
}

function AxisChoice({ label, value, onChoose }: AxisChoiceProps) {
  return (
    <label className="row row-tight">
      <span className="note">{label}</span>
      <select
        className="input input-small"
        value={value}
        onChange={({ currentTarget }) => {
          const facet = fleetFacetNames.find((name) => name === currentTarget.value)
          if (facet !== undefined) onChoose(facet)
        }}
      >
        {fleetFacetNames.map((facet) => (
          <option key={facet} value={facet}>
            {facetTitles[facet]}
          </option>
        ))}
      </select>
    </label>
  )
}
