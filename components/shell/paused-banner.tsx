// Says that no events are taken in, and why; what was taken can be asked as ever.
import { Banner } from '../ui/banner.tsx'

export function PausedBanner({ reason }: { reason: string }) {
  return (
    <Banner tone="crit" title="No events are taken in.">
      {reason.charAt(0).toUpperCase()}
      {reason.slice(1)}. Senders are told to come again; what is stored can be asked as ever.
    </Banner>
  )
}
