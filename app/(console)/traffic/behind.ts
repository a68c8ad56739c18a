'use client'
// What stands behind the identities of the table: workload and owner of each service account on its page.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { TopTalkers } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { behindText } from './caller-words.ts'
import type { Question } from './question-inputs.ts'
import type { TrafficView } from './traffic-view.ts'

export const accountPrefix = 'system:serviceaccount:'

/** Users stand at the cluster and in the window asked about; filters do not change who they are. */
export const callersQuestion = ({ scope, window }: Question, users: readonly string[]) => ({
  ...(scope && { scope }),
  window,
  users: [...users],
})

/** "DaemonSet policy-agent · Policy"; null while it is not known, or is nothing. */
export type Behind = (user: string | undefined) => string | null

export function useBehind({ question }: TrafficView, answer: TopTalkers | undefined): Behind {
  const trpc = useTRPC()
  const users = useMemo(() => {
    const named = answer?.rows.flatMap(({ key }) => key.user ?? []) ?? []
    return [...new Set(named)].filter((user) => user.startsWith(accountPrefix)).slice(0, 100)
  }, [answer])
  const input = question === null || users.length === 0 ? skipToken : callersQuestion(question, users)
  const { data } = useQuery(trpc.traffic.callers.queryOptions(input, untilRefresh))
  const found = useMemo(() => new Map(data?.rows.map((row) => [row.user, behindText(row)])), [data])
  return useCallback((user) => (user === undefined ? null : (found.get(user) ?? null)), [found])
}
