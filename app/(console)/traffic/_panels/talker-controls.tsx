'use client'
// How the table is cut: find, group by (several at once), rank by, the query behind it.
import { ChevronDown, SquareTerminal } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import { Popover } from '../../../../components/ui/popover.tsx'
import { type TalkerDimension, talkerDimensions, talkerRankings } from '../../../../domain/model/talker.ts'
import { withBase } from '../../../_base.ts'
import { talkersInput } from '../question-inputs.ts'
import { rankLabels } from '../talker-columns.ts'
import { dimensionLabels } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'
import { CompareWith } from './comparison-control.tsx'
import { FindField } from './find-field.tsx'

export function TalkerControls({ view }: { view: TrafficView }) {
  return (
    <span className="row row-wrap row-tight table-controls">
      <FindField view={view} />
      <GroupBy view={view} />
      <RankBy view={view} />
      <CompareWith view={view} />
      <QueryBehind view={view} />
    </span>
  )
}

function GroupBy({ view }: { view: TrafficView }) {
  const { groupBy } = view
  const names = groupBy.map((dimension) => dimensionLabels[dimension]).join(', ')
  const toggle = (dimension: TalkerDimension) => {
    const next = groupBy.includes(dimension)
      ? groupBy.filter((other) => other !== dimension)
      : [...groupBy, dimension]
    if (next.length > 0) void view.setParams({ by: next, page: null })
  }
  return (
    <Popover
      label="Group by"
      align="end"
      width={200}
      trigger={
        <Button size="tiny" aria-label={`Group by: ${names}`}>
          <span className="muted">Group by</span>
          <span className="ellipsis control-value">{names}</span>
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    >
      <fieldset className="option-list plain-fieldset">
        <legend className="visually-hidden">Group rows by</legend>
        {talkerDimensions.map((dimension) => (
          <label className="option" key={dimension}>
            <input
              type="checkbox"
              className="checkbox"
              checked={groupBy.includes(dimension)}
              disabled={groupBy.length === 1 && groupBy[0] === dimension}
              onChange={() => toggle(dimension)}
            />
            {dimensionLabels[dimension]}
          </label>
        ))}
      </fieldset>
    </Popover>
  )
}

function RankBy({ view }: { view: TrafficView }) {
  const { rank } = view.params
  return (
    <Popover
      label="Rank by"
      align="end"
      width={180}
      trigger={
        <Button size="tiny" aria-label={`Rank by: ${rankLabels[rank]}`}>
          <span className="muted">Rank by</span>
          {rankLabels[rank]}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    >
      <div className="option-list">
        {talkerRankings.map((ranking) => (
          <button
            type="button"
            className="option"
            key={ranking}
            aria-pressed={rank === ranking}
            onClick={() => void view.setParams({ rank: ranking, page: null })}
          >
            {rankLabels[ranking]}
          </button>
        ))}
      </div>
    </Popover>
  )
}

/** The question as anybody may ask it over HTTP. */
function QueryBehind({ view }: { view: TrafficView }) {
  if (view.question === null) return null
  return (
    <Popover
      label="Query behind this"
      align="end"
      width={460}
      trigger={
        <Button size="tiny">
          <SquareTerminal size={12} aria-hidden="true" />
          Query behind this
        </Button>
      }
    >
      <div className="popover-section">
        <h3>The same rows over HTTP</h3>
        <CodeBox
          what="Query"
          code={`curl -G ${typeof window === 'undefined' ? '' : window.location.origin}${withBase('/api/trpc/traffic.topTalkers')} \\\n  --data-urlencode 'input=${JSON.stringify({ json: talkersInput(view.params, view.question) }).replaceAll("'", "'\\''")}'`}
        />
      </div>
    </Popover>
  )
}
