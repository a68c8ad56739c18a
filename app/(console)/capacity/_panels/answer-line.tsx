'use client'
// The page's answer; its names open their evidence.
import { type AnswerPart, capacityAnswer } from '../answer.ts'
import { type CapacityView, useCapacityView, useControlPlanes } from '../capacity-view.ts'

export function AnswerLine() {
  const view = useCapacityView()
  const { data } = useControlPlanes(view).query
  const parts = data === undefined ? [] : capacityAnswer(data)
  return (
    <p className="answer" aria-live="polite">
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
        <Part key={place} part={part} view={view} />
      ))}
    </p>
  )
}

function Part({ part, view }: { part: AnswerPart; view: CapacityView }) {
  const { text, strong, opens, lists } = part
  const follow = () => {
    if (lists !== undefined) void view.setParams({ of: lists, page: null })
    else if (opens !== undefined) void view.setParams({ on: opens, with: null })
  }
  const words =
    opens === undefined && lists === undefined ? (
      text
    ) : (
      <button type="button" className="evidence" onClick={follow}>
        {text}
      </button>
    )
  return strong ? <strong>{words}</strong> : words
}
