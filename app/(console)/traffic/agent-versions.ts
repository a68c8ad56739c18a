'use client'
// The versions of the agents that the table is about, side by side.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { TopTalkers } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { versionsText } from './agent-words.ts'
import type { TrafficView } from './traffic-view.ts'

/** "3.8.0 in 2 clusters, 3.7.4 in 212"; null while it is not known, or nothing to say. */
export type VersionsOf = (agent: string | undefined) => string | null

export function useVersions({ question, groupBy }: TrafficView, answer: TopTalkers | undefined): VersionsOf {
  const trpc = useTRPC()
  // Where rows are split by client, version or cluster, the row itself says which.
  const isMerged = !groupBy.some(
    (each) => each === 'userAgent' || each === 'agentVersion' || each === 'cluster',
  )
  const agents = useMemo(() => {
    const named = answer?.rows.flatMap(({ key }) => key.agent || []) ?? []
    return [...new Set(named)].slice(0, 100)
  }, [answer])
  const input = question === null || agents.length === 0 || !isMerged ? skipToken : { ...question, agents }
  const { data } = useQuery(trpc.traffic.agentVersions.queryOptions(input, untilRefresh))
  const found = useMemo(() => new Map(data?.rows.map((row) => [row.agent, versionsText(row)])), [data])
  return useCallback((agent) => (agent === undefined ? null : (found.get(agent) ?? null)), [found])
}
