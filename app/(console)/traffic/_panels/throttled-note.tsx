'use client'
// 429s by reason below the ranking of who got them.
import { useControlPlaneSeries } from '../../_frame/control-plane-question.ts'
import { useTopTalkers } from '../questions.ts'
import { throttledText } from '../throttled-words.ts'
import { useTrafficView } from '../traffic-view.ts'

const mostReasons = 6

export function ThrottledNote() {
  const view = useTrafficView()
  const { question } = view
  const total = useTopTalkers(view).query.data?.total
  const { data } = useControlPlaneSeries(
    question && {
      ...(question.scope && { scope: question.scope }),
      ...{ window: question.window, measures: ['rejected'], splitBy: 'label', top: mostReasons },
    },
  ).query
  if (total === undefined || data === undefined) return null
  const text = throttledText(total, data.lines[0], data.window)
  return text === null ? null : (
    <section aria-label="429 by reason">
      <p className="note">{text}</p>
    </section>
  )
}
