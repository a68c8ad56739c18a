'use client'
// The page's answer in one paragraph; its numbers narrow the table to exactly those clusters.
import { type AnswerPart, sourcesAnswer } from '../answer.ts'
import { type SourcesView, useSourceRows, useSourcesView } from '../sources-view.ts'

export function AnswerLine() {
  const view = useSourcesView()
  const { page } = useSourceRows(view)
  const parts =
    page === undefined
      ? []
      : sourcesAnswer({
          byHealth: page.byHealth,
          eventsPerSecond: page.sums.eventsPerSecond,
          rejects: page.sums.rejects,
          unreadFiles: (page.intake?.followedFiles ?? []).filter(
            ({ state }) => state === 'missing' || state === 'failing',
          ).length,
        })
  return (
    <p className="answer" aria-live="polite">
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
        <Part key={place} part={part} view={view} />
      ))}
    </p>
  )
}

function Part({ part: { text, strong, health }, view }: { part: AnswerPart; view: SourcesView }) {
  if (strong) return <strong>{text}</strong>
  if (health === undefined) return text
  return (
    <button type="button" className="evidence" onClick={() => void view.setParams({ health, page: null })}>
      {text}
    </button>
  )
}
