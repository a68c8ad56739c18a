'use client'
// How long after its last call a finding of calls still stands, as the reader chose.
import { type CallSpan, callSpans } from '../search-params.ts'
import type { UpgradesView } from '../upgrades-view.ts'

const labels: Record<CallSpan, string> = {
  '15m': '15 minutes',
  '1h': '1 hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
}

export function CallsWindow({ view }: { view: UpgradesView }) {
  return (
    <label className="row row-tight note no-print">
      <span className="nowrap">Calls count for</span>
      <select
        className="input"
        value={view.params.calls}
        onChange={(event) => void view.setParams({ calls: event.target.value as CallSpan, page: null })}
      >
        {(Object.keys(callSpans) as CallSpan[]).map((span) => (
          <option key={span} value={span}>
            {labels[span]}
          </option>
        ))}
      </select>
    </label>
  )
}
