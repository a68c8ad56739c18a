// How much of a limit is used, with the limit as a mark: what is beyond it is drawn beyond it, as far as there is
// room. The numbers beside it carry the meaning.
import type { Tone } from '../../../../components/ui/status.tsx'

/** Where the limit stands, as a part of the bar. */
const limitAt = 0.77

const fillOf = (tone: Tone): string => `limit-fill${tone === 'warn' || tone === 'crit' ? `-${tone}` : ''}`

export function LimitBar({ share, tone }: { share: number | null; tone: Tone }) {
  return (
    <span className="limit-bar" aria-hidden="true">
      {share !== null && (
        <span className={fillOf(tone)} style={{ width: `${Math.min(1, share * limitAt) * 100}%` }} />
      )}
      <i style={{ left: `${limitAt * 100}%` }} />
    </span>
  )
}
