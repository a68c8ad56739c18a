'use client'
// Which other window the rows are compared with, and what that says of all of them.
import { ChevronDown } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { Popover } from '../../../../components/ui/popover.tsx'
import { comparisons } from '../../../../domain/model/talker-comparison.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useComparison } from '../comparison.ts'
import { comparisonLabels, comparisonText } from '../comparison-words.ts'
import type { TrafficView } from '../traffic-view.ts'

export function CompareWith({ view }: { view: TrafficView }) {
  const { compare } = view.params
  const chosen = compare === null ? 'Nothing' : comparisonLabels[compare]
  return (
    <Popover
      label="Compare with"
      align="end"
      width={200}
      trigger={
        <Button size="tiny" aria-label={`Compare with: ${chosen}`}>
          <span className="muted">Compare</span>
          {compare !== null && <span className="ellipsis control-value">{chosen}</span>}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    >
      <div className="option-list">
        {([null, ...comparisons] as const).map((how) => (
          <button
            type="button"
            className="option"
            key={how ?? 'nothing'}
            aria-pressed={compare === how}
            onClick={() => void view.setParams({ compare: how })}
          >
            {how === null ? 'Nothing' : comparisonLabels[how]}
          </button>
        ))}
      </div>
    </Popover>
  )
}

export function ComparisonNote({ view }: { view: TrafficView }) {
  const comparison = useComparison(view)
  if (view.params.compare === null) return null
  return (
    <div className="comparison-note">
      <QueryFaces {...comparison} what="the comparison" name="The comparison">
        {(data) => <p className="note">{comparisonText(data)}</p>}
      </QueryFaces>
    </div>
  )
}
