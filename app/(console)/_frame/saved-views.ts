'use client'
// The saved views, read once and shared by the palette and the page head; and which of them an address is.
import { useQuery } from '@tanstack/react-query'
import { navigation } from '../../../components/shell/navigation.ts'
import type { SavedView } from '../../../domain/model/saved-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'

export function useSavedViews() {
  const trpc = useTRPC()
  return useQuery(trpc.views.list.queryOptions(undefined, { staleTime: 60_000, refetchOnWindowFocus: false }))
}

/** What the navigation calls a screen; a screen it does not know says so. */
export function screenLabel(screen: string): string {
  const entries = navigation.flatMap((group) => group.entries)
  return entries.find(({ href }) => href === `/${screen}`)?.label ?? `${screen}, not in this release`
}

/** The screen and state of an address, each parameter once, as a view holds them. */
export function stateOf(pathname: string, search: URLSearchParams): Pick<SavedView, 'screen' | 'query'> {
  const names = [...new Set(search.keys())]
  const once = names.map((name) => [name, search.get(name) ?? ''])
  return { screen: pathname.split('/')[1] ?? '', query: new URLSearchParams(once).toString() }
}

const canonical = (query: string) =>
  JSON.stringify([...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : 1)))

type Addressed = Pick<SavedView, 'screen' | 'query'>

/** The view that is this address, whatever the order of its parameters. */
export function viewAt<View extends Addressed>(views: readonly View[], here: Addressed): View | undefined {
  return views.find((view) => view.screen === here.screen && canonical(view.query) === canonical(here.query))
}
