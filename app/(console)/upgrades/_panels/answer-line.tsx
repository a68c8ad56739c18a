'use client'
// The page's answer in one sentence.
import { upgradeAnswer } from '../answer.ts'
import { useMatrix, useUpgradesView } from '../upgrades-view.ts'

export function AnswerLine() {
  const { query } = useMatrix(useUpgradesView())
  const answer = query.data === undefined ? undefined : upgradeAnswer(query.data)
  return (
    <p className="answer" aria-live="polite">
      {answer !== undefined && (
        <>
          <strong>{answer.strong}</strong> {answer.rest}
        </>
      )}
    </p>
  )
}
