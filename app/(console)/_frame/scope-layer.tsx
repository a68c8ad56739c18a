'use client'
// What the scope's button opens: the choices there are, counted and found by the server. A choice is in the
// address at once; the counts follow.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ScopeFacets } from '../../../components/shell/scope-facets.tsx'
import { EmptyFace, SkeletonRows } from '../../../components/ui/faces.tsx'
import type { FacetOption } from '../../../components/ui/facet-group.tsx'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { placeOfRegion } from '../../../domain/model/region.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import type { View } from '../../_hooks/use-view.ts'
import { type ScopeParam, scopeParamNames } from '../../_hooks/view-params.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { QueryFaces } from './query-faces.tsx'
import { isWholeScope, scopeTitles } from './scope-words.ts'
import { useSettled } from './use-settled.ts'

type Choices = RouterOutputs['fleet']['scopeChoices']
type Choice = NonNullable<Choices['namespaces']>['choices'][number]

/** Values a facet in one answer; the rest is counted. */
const listedMost = 60

export interface ScopeLayerProps {
  readonly view: View
  readonly total: number
  /** Also namespaces: on pages of requests and of what a cluster holds. */
  readonly hasNamespaces: boolean
  readonly stale: Freshness['stale']
}

const facetOf = (data: Choices, param: ScopeParam) =>
  param === 'namespaces' ? data.namespaces : data.facets[param === 'cluster' ? 'clusters' : param]

function noteOf(param: ScopeParam, { value, name }: Choice, stale: ReadonlySet<string>): string | undefined {
  if (param === 'regions') return placeOfRegion(value)?.place
  if (param === 'cluster' && stale.has(value)) return 'stale'
  // The rest of a cluster's id says which of those of one name it is.
  if (param === 'cluster' && name !== null && value.startsWith(`${name}.`))
    return value.slice(name.length + 1)
  return param === 'accounts' && name !== null ? value : undefined
}

function optionOf(
  param: ScopeParam,
  choice: Choice,
  chosen: readonly string[],
  stale: ReadonlySet<string>,
): FacetOption {
  const { value, name, clusters } = choice
  // A name that is no part of the id could be anybody's.
  const isNamed = name !== null && (param !== 'cluster' || value.startsWith(`${name}.`))
  const nobody = param === 'owners' && value === 'unowned' ? 'Unowned' : value
  const note = noteOf(param, choice, stale)
  return {
    value,
    label: isNamed ? name : nobody,
    ...(note !== undefined && { note }),
    count: clusters,
    isChosen: chosen.includes(value),
  }
}

export function ScopeLayer({ view, total, hasNamespaces, stale }: ScopeLayerProps) {
  const [text, setText] = useState('')
  const trpc = useTRPC()
  const { chosen, scope, clusterScope } = view
  const asked = hasNamespaces ? scope : clusterScope
  const options = trpc.fleet.scopeChoices.queryOptions(
    {
      ...(asked && { scope: asked }),
      find: useSettled(text.trim()).slice(0, 200),
      limit: listedMost,
      namespaces: hasNamespaces,
    },
    { placeholderData: keepPreviousData, trpc: { abortOnUnmount: true } },
  )
  const query = useQuery(options)
  const isStale = new Set(stale.map(({ clusterId }) => clusterId))
  const toggle = (param: ScopeParam, value: string) => {
    const before = chosen[param]
    view.chooseScope(
      param,
      before.includes(value) ? before.filter((one) => one !== value) : [...before, value],
    )
  }
  const groups = scopeParamNames.flatMap((param) => {
    const facet = query.data && facetOf(query.data, param)
    if (!facet || facet.choices.length === 0) return []
    const listed = facet.choices.map((choice) => optionOf(param, choice, chosen[param], isStale))
    return [{ id: param, title: `${scopeTitles[param]}s`, options: listed, more: facet.more }]
  })
  return (
    <ScopeFacets
      text={text}
      onText={setText}
      hint="Find an account, region, cluster, label"
      total={query.data?.total.clusters ?? total}
      isWhole={isWholeScope(chosen)}
      onClear={() => view.chooseOnly([])}
      groups={groups}
      onToggle={(param, value) => toggle(param as ScopeParam, value)}
      isBusy={query.isFetching}
      face={
        <QueryFaces
          query={query}
          queryKey={options.queryKey}
          what="what the scope can be"
          name="The choices"
          shape={<SkeletonRows rows={8} />}
        >
          {(data) => (groups.length === 0 ? <NothingThere text={text} data={data} /> : null)}
        </QueryFaces>
      }
    />
  )
}

function NothingThere({ text, data }: { text: string; data: Choices }) {
  if (data.total.clusters === 0) {
    return (
      <EmptyFace title="No cluster is known yet">
        The first one can be chosen as soon as a source has told of it.
      </EmptyFace>
    )
  }
  return <EmptyFace title={`Nothing is called “${text.trim()}”`}>Another word, or fewer, may be.</EmptyFace>
}
