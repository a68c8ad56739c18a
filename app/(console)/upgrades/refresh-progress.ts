'use client'
// How far checking anew is, listened to while it goes on; and what the page shows is read again as clusters are checked.
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useToast } from '../../../components/ui/toast.tsx'
import type { RouterOutputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { subscriptionClient } from '../../_trpc/subscriptions.ts'
import { reasonOf } from '../_frame/query-faces.tsx'

type Told = RouterOutputs['upgrades']['refreshProgress'] extends AsyncIterable<infer Answer> ? Answer : never
export type Progress = NonNullable<Told>
type Started = RouterOutputs['upgrades']['refresh']

const readEveryMs = 10_000

/** Kept where the button and the bar both find them: what was told last, and what was begun here. */
const toldKey = ['refresh progress']
const startedKey = ['refresh started']

/** Null: nobody had asked. */
export function useProgress() {
  return useQuery<Progress | null>({ queryKey: toldKey, queryFn: skipToken })
}

/** What is known of one that just began, until more is told of it; whoever listens listens anew. */
export function useStarted(): (started: Started) => void {
  const client = useQueryClient()
  return ({ id, clusters, startedAt }) => {
    const nothing = { done: 0, endedAt: null, isStopped: false, underWay: [], failures: [], failed: 0 }
    client.setQueryData<Progress>(toldKey, { ...nothing, id, total: clusters, startedAt })
    client.setQueryData<string>(startedKey, id)
  }
}

/** Listens until nothing is under way. A line that is cut is taken up again by itself. */
export function useProgressFeed(): void {
  const cache = useQueryClient()
  const toast = useToast()
  const client = useMemo(subscriptionClient, [])
  const { data: started } = useQuery<string>({ queryKey: startedKey, queryFn: skipToken })
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that began here is listened to anew
  useEffect(() => {
    const { unsubscribe } = client.upgrades.refreshProgress.subscribe(undefined, {
      onData: (told) => cache.setQueryData<Progress | null>(toldKey, told),
      onError: (error) => toast.fail(`How far checking anew is cannot be told. ${reasonOf(error)}`),
    })
    return unsubscribe
  }, [client, cache, toast, started])
}

export interface Seen {
  /** Null: nobody had asked. */
  readonly id: string | null
  readonly done: number
  readonly isOver: boolean
  readonly atMs: number
}

/** Whether what was read when `known` was seen is older than what was checked since; what ended before counts as read. */
export function isReadAgain(known: Seen, now: Seen): boolean {
  if (known.id !== now.id) return now.isOver
  if (known.isOver || now.isOver) return !known.isOver
  return now.done > known.done && now.atMs - known.atMs >= readEveryMs
}

/** What was read before clusters were checked is read again: now and then while it goes on, and once it ended. */
export function useReadAgain({ data: progress, dataUpdatedAt: atMs }: ReturnType<typeof useProgress>) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const seen = useRef<Seen | null>(null)
  useEffect(() => {
    if (progress === undefined) return
    const known = seen.current
    const { id = null, done = 0, endedAt = null } = progress ?? {}
    const now = { id, done, isOver: endedAt !== null, atMs }
    const isAgain = known !== null && isReadAgain(known, now)
    if (isAgain || known?.id !== id) seen.current = now
    if (!isAgain) return
    for (const name of ['matrix', 'findings', 'finding', 'plan'] as const) {
      void client.invalidateQueries({ queryKey: trpc.upgrades[name].pathKey() })
    }
  }, [progress, atMs, client, trpc])
}
