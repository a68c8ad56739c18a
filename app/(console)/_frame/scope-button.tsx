'use client'
// The scope in the bar: its button, its chips with their way out, and everything again in one press. Names and
// the count of what is left come from the server; until then the address speaks for itself.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from '../../../components/shell/commands.tsx'
import { FilterChips } from '../../../components/shell/filter-chips.tsx'
import { ScopePicker } from '../../../components/shell/scope-picker.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { Deferred, deferred, useIdleRead } from '../../../components/ui/deferred.tsx'
import { WaitingLayer } from '../../../components/ui/faces.tsx'
import type { View } from '../../_hooks/use-view.ts'
import { type ScopeParam, scopeParamNames } from '../../_hooks/view-params.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import type { ScopeLayerProps } from './scope-layer.tsx'
import { type FleetSize, isCounted, isWholeScope, scopeButtonWords, scopeTitles } from './scope-words.ts'

const layer = deferred(() => import('./scope-layer.tsx'))

interface ScopeButtonProps extends Omit<ScopeLayerProps, 'total'> {
  readonly fleet: FleetSize
}

/** Asked only when the address does not say by itself how many clusters are left. */
function useScopeCount({ chosen, clusterScope }: View) {
  const trpc = useTRPC()
  const isAsked = isCounted(chosen)
  const { data } = useQuery(
    trpc.fleet.scopeChoices.queryOptions(
      { ...(clusterScope && { scope: clusterScope }), limit: 0 },
      { enabled: isAsked, staleTime: 60_000, placeholderData: keepPreviousData },
    ),
  )
  return isAsked ? data : undefined
}

function useChips({ chosen }: View, hasNamespaces: boolean, data: ReturnType<typeof useScopeCount>) {
  return (
    scopeParamNames
      .filter((param) => chosen[param].length > 0)
      // Of one cluster the button has the name; what does not narrow this page is none of its business.
      .filter((param) => !(param === 'cluster' && chosen.cluster.length === 1))
      .filter((param) => hasNamespaces || param !== 'namespaces')
      .map((param) => {
        const names = param === 'accounts' || param === 'owners' ? (data?.facets[param].choices ?? []) : []
        const nameOf = (value: string) => names.find((choice) => choice.value === value)?.name ?? value
        return { id: param, label: scopeTitles[param], values: chosen[param].map(nameOf) }
      })
  )
}

export function ScopeButton({ view, fleet, hasNamespaces, stale }: ScopeButtonProps) {
  useIdleRead(layer)
  const [open, setOpen] = useState(false)
  useCommands([
    {
      id: 'view.scope',
      group: 'Do',
      label: 'Change the scope',
      words: 'account region cluster namespace label owner',
      icon: ListFilter,
      run: () => setOpen(true),
    },
  ])
  const data = useScopeCount(view)
  const { name, note } = scopeButtonWords(view.chosen, fleet, data?.inScope ?? null)
  const chips = useChips(view, hasNamespaces, data)
  return (
    <>
      <ScopePicker
        name={name}
        note={note}
        isWhole={isWholeScope(view.chosen)}
        title={view.clusters.join('\n')}
        open={open}
        onOpenChange={setOpen}
      >
        <Deferred from={layer} waiting={<WaitingLayer />}>
          {({ ScopeLayer }) => (
            <ScopeLayer view={view} total={fleet.clusters} hasNamespaces={hasNamespaces} stale={stale} />
          )}
        </Deferred>
      </ScopePicker>
      <FilterChips chips={chips} onRemove={(param) => view.chooseScope(param as ScopeParam, [])} />
      {chips.some(({ id }) => id !== 'namespaces') && (
        <Button size="small" kind="ghost" onClick={() => view.chooseOnly([])}>
          All clusters
        </Button>
      )}
    </>
  )
}
