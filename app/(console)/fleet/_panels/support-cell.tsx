// How long a cluster's version is still supported, in two words; the calendar's own days in the tooltip.
import { Hourglass } from 'lucide-react'
import { fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { FleetRow } from '../fleet-view.ts'
import { bandTones } from '../words.ts'

const dayMs = 86_400_000
const daysUntil = (at: Date, now: Date): number => Math.ceil((at.getTime() - now.getTime()) / dayMs)

export function Support({ row: { support, supportBand }, now }: { row: FleetRow; now: Date }) {
  const words = supportWords(support, supportBand, now)
  const until = support.endsAt === null ? '' : `${support.status} support ends ${fullInstant(support.endsAt)}`
  const title = [until, support.source && `by ${support.source}`].filter(Boolean).join(', ')
  const tone = bandTones[supportBand]
  if (tone === 'ext') {
    return (
      <span className="status tone-ext" title={title}>
        <Hourglass size={14} strokeWidth={2} aria-hidden="true" />
        {words}
      </span>
    )
  }
  return (
    <span title={title}>
      <Status tone={tone}>{words}</Status>
    </span>
  )
}

function supportWords(support: FleetRow['support'], band: FleetRow['supportBand'], now: Date): string {
  const { endsAt, forcedUpgradeAt } = support
  if (band === 'forced' && forcedUpgradeAt !== null) {
    const days = daysUntil(forcedUpgradeAt, now)
    return days > 0 ? `Forced in ${days} d` : 'Forced, due'
  }
  if (band === 'leaving' && endsAt !== null) return `${daysUntil(endsAt, now)} d left`
  return { standard: 'Standard', extended: 'Extended', unsupported: 'Unsupported', unknown: 'Not known' }[
    support.status
  ]
}
