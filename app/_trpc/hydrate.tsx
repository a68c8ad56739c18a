'use client'
// Takes over what the server prefetched. Questions still pending there are held pending for the first
// render here too: their promises may already be settled when the browser hydrates, and showing data
// where the server drew a loading state would be a hydration mismatch.
import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'

/** A promise that never settles within the current render, as streamed ones may. */
function later<T>(promise: Promise<T>): Promise<T> {
  const held = new Promise<T>((resolve, reject) => {
    promise.then(resolve, reject)
  })
  // The query reports a failure; a query that is already known ignores this promise.
  held.catch(() => undefined)
  return held
}

export function Hydrate({
  state,
  children,
}: {
  readonly state: DehydratedState
  readonly children: ReactNode
}) {
  const held = useMemo(
    () => ({
      ...state,
      queries: state.queries.map((query) =>
        query.promise === undefined ? query : { ...query, promise: later(query.promise) },
      ),
    }),
    [state],
  )
  return <HydrationBoundary state={held}>{children}</HydrationBoundary>
}
