'use client'
// The page's answer in one paragraph; its numbers open their evidence. Says nothing of its own: the
// words are built by answer.ts from what the panels draw.
import { hasData, useSources } from '../../_frame/sources.tsx'
import { type AnswerPart, type Evidence, trafficAnswer } from '../answer.ts'
import { useCalls, useOnsets, useSeries, useTopTalkers } from '../questions.ts'
import { dimensionsOf } from '../table-rows.ts'
import { callName, keyId, project } from '../talker-name.ts'
import { type TrafficView, useTrafficView } from '../traffic-view.ts'
import { nounOf } from './noun.ts'

function follow(view: TrafficView, evidence: Evidence): void {
  if (evidence.kind === 'talker') view.select(evidence.key)
  else if (evidence.kind === 'rank') void view.setParams({ rank: evidence.by, page: null })
  else view.view.chooseWindow(evidence.from, evidence.to)
}

/** The parts of the answer; empty until the talkers are known. */
export function useAnswer(view: TrafficView): readonly AnswerPart[] {
  const talkers = useTopTalkers(view, 1).query.data
  const series = useSeries(view).query.data ?? null
  const calls = useCalls(view)
  const onset = useOnsets(view).data?.onsets[0] ?? null
  const { list } = useSources()
  if (talkers === undefined || list === undefined || !hasData(list)) return []
  const groupBy = dimensionsOf(talkers, view.groupBy)
  const first = talkers.rows[0]
  const id = first === undefined ? null : keyId(first.key)
  const call = calls?.rows.find(({ key }) => {
    const part = project(key, groupBy)
    return part !== null && keyId(part) === id
  })
  return trafficAnswer({
    talkers,
    series,
    rankBy: view.params.rank,
    noun: nounOf({ groupBy }),
    narrowed: view.where !== undefined || view.view.scope !== undefined,
    mostly: call === undefined ? null : callName(call.key),
    onset,
  })
}

export function AnswerLine() {
  const view = useTrafficView()
  const parts = useAnswer(view)
  return (
    <p className="answer" aria-live="polite">
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
        <Part key={place} part={part} view={view} />
      ))}
    </p>
  )
}

function Part({ part, view }: { part: AnswerPart; view: TrafficView }) {
  const { text, strong, evidence } = part
  const words = evidence ? (
    <button type="button" className="evidence" onClick={() => follow(view, evidence)}>
      {text}
    </button>
  ) : (
    text
  )
  return strong ? <strong>{words}</strong> : words
}
