// One limit of one control plane: how much of it is used, as words and as a bar, when, and who says the limit.
import { count, rate } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { AxisState } from '../capacity-view.ts'
import { saidOf, shareText, usedText } from '../words.ts'
import { LimitBar } from './limit-bar.tsx'

/** What was held beside the peak, where it differs: a burst is seen by it. */
function momentsOf({ used, held, latest, peak, axis }: AxisState): string {
  const parts = [
    used?.at && peak !== null ? `peak ${dayTime(used.at)}` : null,
    peak !== null && held !== null
      ? `ten minutes at ${axis === 'scheduling' ? rate(held) : count(Math.round(held))}`
      : null,
    peak !== null && latest !== null
      ? `now ${axis === 'scheduling' ? rate(latest.value) : count(Math.round(latest.value))}`
      : null,
  ]
  return parts.filter(Boolean).join(', ')
}

export function Limit({ state }: { state: AxisState | undefined }) {
  if (state === undefined) return null
  const said = saidOf(state)
  const moments = momentsOf(state)
  return (
    <div className="limit">
      <span className="row row-between">
        <span>{usedText(state)}</span>
        <Status tone={said.tone}>
          {said.text}
          {state.share !== null && ` ${shareText(state.share)}`}
        </Status>
      </span>
      <LimitBar share={state.share} tone={said.tone} />
      <span className="note">
        {[moments, state.limit === null ? 'no limit is known' : `limit: ${state.limit.source}`]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  )
}
