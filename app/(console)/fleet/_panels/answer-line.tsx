'use client'
// The page's answer in one sentence; its numbers narrow the table to exactly those clusters.
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../../_trpc/client.tsx'
import { type AnswerPart, fleetAnswer } from '../answer.ts'
import { type FleetView, useFleetView, useGrowth } from '../fleet-view.ts'
import { summaryInput } from '../search-params.ts'

export function AnswerLine() {
  const view = useFleetView()
  const trpc = useTRPC()
  const growth = useGrowth(view)
  const { data } = useQuery(
    trpc.fleet.summary.queryOptions(summaryInput(view.scope), {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => growth(state.data?.clusters),
    }),
  )
  const parts = data === undefined || data.clusters === 0 ? [] : fleetAnswer(data)
  return (
    <p className="answer" aria-live="polite">
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
        <Part key={place} part={part} view={view} />
      ))}
    </p>
  )
}

function Part({ part: { text, strong, health }, view }: { part: AnswerPart; view: FleetView }) {
  if (strong) return <strong>{text}</strong>
  if (health === undefined) return text
  return (
    <button type="button" className="evidence" onClick={() => view.choose({ health: [health] })}>
      {text}
    </button>
  )
}
