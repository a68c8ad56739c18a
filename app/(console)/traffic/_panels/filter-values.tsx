'use client'
// Values of one dimension in this window, most frequent first, with counts and a bar against the total.
// Choosing keeps the siblings visible: the dimension's own filter is left out of its question.
import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { count, plural } from '../../../../components/format/number.ts'
import { ShareBar } from '../../../../components/ui/share-bar.tsx'
import type { TopTalkers } from '../../../../domain/model/talker.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import { type FilterDimension, filterParamOf } from '../search-params.ts'
import { dimensionLabels, dimensionNouns, valueName } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

const valuesMost = 100

function useValues({ question }: TrafficView, dimension: FilterDimension) {
  const trpc = useTRPC()
  const { [dimension]: _own, ...others } = question?.where ?? {}
  const input =
    question === null
      ? skipToken
      : {
          ...(question.scope && { scope: question.scope }),
          window: question.window,
          ...(Object.keys(others).length > 0 && { where: others }),
          groupBy: [dimension],
          limit: valuesMost,
        }
  const options = trpc.traffic.topTalkers.queryOptions(input, untilRefresh)
  return { query: useQuery(options), queryKey: options.queryKey }
}

export function FilterValues({ dimension, view }: { dimension: FilterDimension; view: TrafficView }) {
  const [one, many] = dimensionNouns[dimension]
  return (
    <QueryFaces
      {...useValues(view, dimension)}
      what={many}
      name={`The ${many}`}
      empty={(data) =>
        data.rows.length === 0 ? <p className="popover-section note">No {one} in this window.</p> : null
      }
    >
      {(data) => <ValueList data={data} dimension={dimension} view={view} />}
    </QueryFaces>
  )
}

interface ValueListProps {
  readonly data: TopTalkers
  readonly dimension: FilterDimension
  readonly view: TrafficView
}

function ValueList({ data, dimension, view }: ValueListProps) {
  const [text, setText] = useState('')
  const chosen = view.params[filterParamOf[dimension]]
  const label = `Find a ${dimensionLabels[dimension].toLowerCase()}`
  const rows = data.rows
    .map((row) => ({ ...row, value: row.key[dimension] ?? '' }))
    .filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))
  const toggle = (value: string) =>
    view.filterTo(
      dimension,
      chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value],
    )
  return (
    <>
      <div className="popover-section">
        <input
          className="input"
          aria-label={label}
          placeholder={label}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div className="option-list">
        {rows.map(({ value, requests, share }) => {
          const { name, note } = valueName(dimension, value)
          return (
            <label className="option filter-option" key={value} title={value}>
              <input
                type="checkbox"
                className="checkbox"
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
              />
              <span className="ellipsis">
                {name} <span className="muted">{note}</span>
              </span>
              <ShareBar fraction={share} />
              <span className="num">{count(requests)}</span>
            </label>
          )
        })}
      </div>
      {data.other.keys > 0 && (
        <p className="popover-section note">
          {plural(data.other.keys, ...dimensionNouns[dimension])} with fewer requests are not listed.
        </p>
      )}
    </>
  )
}
