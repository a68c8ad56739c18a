// Waves on a time axis: when each runs, how many clusters it moves, what it waits for, and the day that presses. Its
// rows are a list that can be read without the drawing.
import { plural } from '../../../../components/format/number.ts'
import { day } from '../../../../components/format/time.ts'
import { waveName, waveTime } from '../plan-words.ts'
import type { PlanWave, UpgradePlan } from '../upgrades-view.ts'
import { placeOn, type WaveAxis, waveAxis } from '../wave-axis.ts'

export function WaveChart({ plan }: { plan: UpgradePlan }) {
  const { now, endsAt, deadline, waves } = plan
  const axis = waveAxis(
    now,
    deadline !== null && endsAt !== null && deadline > endsAt ? deadline : (endsAt ?? now),
  )
  return (
    <div className="waves">
      <div className="wave-axis" aria-hidden="true">
        {axis.ticks.map(({ at, label }) => (
          <span key={label} style={{ left: `${placeOn(axis, at)}%` }}>
            {label}
          </span>
        ))}
      </div>
      <ol className="wave-rows" aria-label="Waves">
        {waves.map((wave) => (
          <WaveRow key={wave.number} wave={wave} axis={axis} plan={plan} />
        ))}
      </ol>
      <div className="wave-marks" aria-hidden="true">
        {axis.ticks.map(({ at, label }) => (
          <i key={label} className="wave-tick" style={{ left: `${placeOn(axis, at)}%` }} />
        ))}
        <i className="wave-now" style={{ left: `${placeOn(axis, now)}%` }} />
        {deadline !== null && deadline >= axis.from && deadline <= axis.to && (
          <i className="wave-deadline" style={{ left: `${placeOn(axis, deadline)}%` }} />
        )}
      </div>
      {deadline !== null && (
        <p className="note wave-legend">
          <span className="tone-crit">│ {day(deadline, now.getUTCFullYear())}</span>: the first day on which
          support of a cluster in this plan changes. Dashed waves wait until what blocks them is mended.
        </p>
      )}
    </div>
  )
}

interface WaveRowProps {
  readonly wave: PlanWave
  readonly axis: WaveAxis
  readonly plan: UpgradePlan
}

function WaveRow({ wave, axis, plan }: WaveRowProps) {
  const from = placeOn(axis, wave.startsAt)
  const to = placeOn(axis, wave.endsAt)
  // What stands beside the bar goes where there is room for it.
  const isLate = from > 55
  const words = waveTime(wave, plan.now.getUTCFullYear())
  return (
    <li className="wave">
      <span className="wave-number">{wave.number}</span>
      <span className="wave-name">
        {waveName(wave)}
        <span className="note">
          {plural(wave.clusters, 'cluster')} of {plural(wave.familyIds.length, 'family', 'families')}
        </span>
      </span>
      <span className="wave-lane">
        <i
          className={wave.track === 'held' ? 'wave-bar wave-held' : 'wave-bar'}
          style={{ left: `${from}%`, width: `max(6px, ${to - from}%)` }}
        />
        <span
          className={wave.track === 'held' ? 'wave-when tone-warn' : 'wave-when'}
          style={
            isLate
              ? { right: `calc(${100 - from}% + 8px)` }
              : { left: `calc(max(${to}%, ${from}% + 6px) + 8px)` }
          }
        >
          {words}
        </span>
      </span>
    </li>
  )
}
