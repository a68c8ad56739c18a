'use client'
// When one talker started or jumped. What the page asked for its flags holds the largest ones already, so only another
// talker's is asked for by itself.
import { skipToken, useQuery } from '@tanstack/react-query'
import type { TalkerKey } from '../../../domain/model/talker.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { untilRefresh } from '../_frame/until-refresh.ts'
import { isOnsetOf } from './onset-words.ts'
import type { Question } from './question-inputs.ts'
import { useOnsets } from './questions.ts'
import type { TrafficView } from './traffic-view.ts'

const mostListed = 3

export interface TalkerOnsetsQuestion {
  readonly talker: TalkerKey
  /** Narrowed to the talker. */
  readonly question: Question
  readonly view: TrafficView
}

export function useTalkerOnsets({ talker, question, view }: TalkerOnsetsQuestion) {
  const trpc = useTRPC()
  const flagged = useOnsets(view)
  const known = flagged.data?.onsets.filter((onset) => isOnsetOf(talker, onset)) ?? []
  const isAsked = !flagged.isPending && known.length === 0
  const input = isAsked ? { ...question, limit: mostListed } : skipToken
  const own = useQuery(trpc.traffic.onsets.queryOptions(input, untilRefresh))
  const query = isAsked ? own : flagged
  const onsets = isAsked ? own.data?.onsets : known.slice(0, mostListed)
  return { query, onsets, queryKey: trpc.traffic.onsets.pathKey() }
}
