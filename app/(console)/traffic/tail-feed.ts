'use client'
// Listens to the live tail of what the page asks about, as long as the panel stands there.
import { startTransition, useEffect, useMemo, useReducer } from 'react'
import { subscriptionClient } from '../../_trpc/subscriptions.ts'
import { reasonOf } from '../_frame/query-faces.tsx'
import type { Question } from './question-inputs.ts'
import { noTail, tailState } from './tail-state.ts'

export function useTail({ scope, where }: Pick<Question, 'scope' | 'where'>) {
  const [state, dispatch] = useReducer(tailState, noTail)
  const asked = JSON.stringify({ ...(scope && { scope }), ...(where && { where }) })
  const client = useMemo(subscriptionClient, [])
  useEffect(() => {
    const { unsubscribe } = client.traffic.tail.subscribe(JSON.parse(asked), {
      // What a reader does goes before what comes in.
      onData: ({ data }) =>
        startTransition(() => dispatch({ kind: 'step', step: data, atMs: performance.now() })),
      onConnectionStateChange: ({ state: line, error }) => {
        if (line === 'connecting' && error) dispatch({ kind: 'line', line, problem: reasonOf(error) })
      },
      onError: (error) => dispatch({ kind: 'line', line: 'failed', problem: reasonOf(error) }),
    })
    return unsubscribe
  }, [client, asked])
  return { state, pause: () => dispatch({ kind: 'pause' }), resume: () => dispatch({ kind: 'resume' }) }
}
