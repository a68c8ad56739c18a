'use client'
// Asks capacity.series; equal questions of several panels are asked once.
import { skipToken, useQuery } from '@tanstack/react-query'
import type { RouterInputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from './until-refresh.ts'

/** Null while there is nothing to ask yet. */
export function useControlPlaneSeries(input: RouterInputs['capacity']['series'] | null) {
  const trpc = useTRPC()
  const options = trpc.capacity.series.queryOptions(input ?? skipToken, untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}
