'use client'
// Takes over what the server prefetched. What it knew is drawn on both sides; what was pending there stays
// pending here until the browser has taken over the server's drawing: an answer that arrived between the two
// would not match what stands there.
import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo } from 'react'

let takeOver: () => void = () => undefined
/** One for the life of a page: a drawing that is begun anew must not wait for one that was given up. */
const takenOver = new Promise<void>((resolve) => {
  takeOver = resolve
})

/** The server draws once and must keep nothing of it, so there the answer never comes. */
function later<T>(promise: Promise<T>): Promise<T> {
  if (typeof window === 'undefined') return new Promise(() => undefined)
  // The query reports a failure; a query that is already known ignores this promise.
  promise.catch(() => undefined)
  return takenOver.then(() => promise)
}

export function Hydrate({
  state,
  children,
}: {
  readonly state: DehydratedState
  readonly children: ReactNode
}) {
  useEffect(takeOver, [])
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
