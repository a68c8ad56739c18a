'use client'
// Whose each row is, however rows are grouped: the service accounts behind it lead to workloads, those to owners.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { TalkerKey } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { accountPrefix, callersQuestion } from './behind.ts'
import { ownersByRow } from './owner-words.ts'
import { useIdentities } from './questions.ts'
import { keyId } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

/** "Policy"; null while it is not known, or cannot be told. */
export type OwnerOf = (key: TalkerKey) => string | null

export function useOwners(view: TrafficView): OwnerOf {
  const { question, groupBy } = view
  const trpc = useTRPC()
  const rows = useIdentities(view)?.rows
  const users = useMemo(() => {
    const named = rows?.flatMap(({ key }) => key.user ?? []) ?? []
    return [...new Set(named)].filter((user) => user.startsWith(accountPrefix)).slice(0, 100)
  }, [rows])
  const input = question === null || users.length === 0 ? skipToken : callersQuestion(question, users)
  const callers = useQuery(trpc.traffic.callers.queryOptions(input, untilRefresh)).data?.rows
  const found = useMemo(() => ownersByRow(rows ?? [], callers ?? [], groupBy), [rows, callers, groupBy])
  return useCallback((key) => found.get(keyId(key)) ?? null, [found])
}
