'use client'
// How far checking anew is, asked while it goes on; and what the page shows is read again as clusters are checked.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { RouterOutputs } from '../../../server/root.ts'
import { useTRPC } from '../../_trpc/client.tsx'

export type Progress = NonNullable<RouterOutputs['upgrades']['refreshProgress']>

const askEveryMs = 1_500
const readEveryMs = 10_000

export function useProgress() {
  return useQuery(
    useTRPC().upgrades.refreshProgress.queryOptions(undefined, {
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => (state.data?.endedAt === null ? askEveryMs : false),
    }),
  )
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
