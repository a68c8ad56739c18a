'use client'
// What each talker mostly does: its most frequent call, for the rows of the table and of its file.
import { useCallback, useMemo } from 'react'
import type { TalkerKey } from '../../../domain/model/talker.ts'
import { useCalls } from './questions.ts'
import { callName, keyId, project } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

/** "LIST pods"; null while it is not known, or too rare to be read. */
export type Mostly = (key: TalkerKey) => string | null

export function useMostly(view: TrafficView): Mostly {
  const calls = useCalls(view)
  const { groupBy } = view
  const found = useMemo(() => {
    const names = new Map<string, string>()
    for (const { key } of calls?.rows ?? []) {
      const part = project(key, groupBy)
      if (part === null) continue
      const id = keyId(part)
      if (!names.has(id)) names.set(id, callName(key))
    }
    return names
  }, [calls, groupBy])
  return useCallback((key: TalkerKey) => found.get(keyId(key)) ?? null, [found])
}
