'use client'
// Reasons of rejected lines with their counts: choosing one narrows the list and keeps the others in view.
import { count } from '../../../../components/format/number.ts'
import type { RouterOutputs } from '../../../../server/root.ts'
import type { SourcesView } from '../sources-view.ts'

type Reason = RouterOutputs['sources']['rejects']['byReason'][number]

export function RejectReasons({ reasons, view }: { reasons: readonly Reason[]; view: SourcesView }) {
  const chosen = view.params.reason
  const toggle = (reason: string) => {
    const next = chosen.includes(reason) ? chosen.filter((other) => other !== reason) : [...chosen, reason]
    void view.setParams({ reason: next.length === 0 ? null : next, older: null })
  }
  return (
    <fieldset className="plain-fieldset reject-reasons">
      <legend className="visually-hidden">Narrow by reason</legend>
      {reasons.map(({ reason, lines, clusters }) => (
        <label className="option" key={reason} title={`${count(clusters)} clusters`}>
          <input
            type="checkbox"
            className="checkbox"
            checked={chosen.includes(reason)}
            onChange={() => toggle(reason)}
          />
          <span className="grow">{reason}</span>
          <span className="note">{count(lines)}</span>
        </label>
      ))}
    </fieldset>
  )
}
