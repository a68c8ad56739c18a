'use client'
// What the list of findings is narrowed by: open or accepted, how bad, which check, a part of its words.
import { Search } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import type { Findings, UpgradesView } from '../upgrades-view.ts'
import { statusWords } from '../words.ts'
import { CallsWindow } from './calls-window.tsx'

const statuses = ['error', 'warning', 'unknown'] as const

function countsOf(page: Findings | undefined) {
  const sum = (of: (check: Findings['byCheck'][number]) => number) =>
    page?.byCheck.reduce((all, check) => all + of(check), 0) ?? 0
  return {
    ...{ accepted: sum(({ waived }) => waived), error: sum(({ byStatus }) => byStatus.error) },
    ...{ warning: sum(({ byStatus }) => byStatus.warning), unknown: sum(({ byStatus }) => byStatus.unknown) },
  }
}

export function FindingFilters({ view, page }: { view: UpgradesView; page: Findings | undefined }) {
  const { params, setParams } = view
  const counts = countsOf(page)
  const choose = (status: (typeof statuses)[number]) =>
    void setParams({ accepted: null, status: params.status.includes(status) ? null : [status], page: null })
  return (
    <div className="finding-filters no-print">
      <FindField
        value={params.find}
        onFind={(find) => void setParams({ find, page: null }, { history: 'replace' })}
      />
      {statuses.map((status) => (
        <button
          key={status}
          type="button"
          className={params.status.includes(status) ? 'chip chip-on' : 'chip'}
          aria-pressed={params.status.includes(status)}
          onClick={() => choose(status)}
        >
          {statusWords[status]} <span className="num">{count(counts[status])}</span>
        </button>
      ))}
      <button
        type="button"
        className={params.accepted ? 'chip chip-on' : 'chip'}
        aria-pressed={params.accepted}
        onClick={() => void setParams({ accepted: params.accepted ? null : true, status: null, page: null })}
      >
        Accepted <span className="num">{count(counts.accepted)}</span>
      </button>
      <label>
        <span className="visually-hidden">Check</span>
        <select
          className="input"
          value={params.of[0] ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void setParams({ of: value === '' ? null : [value], page: null })
          }
        >
          <option value="">All checks</option>
          {page?.byCheck.map(({ checkId, title }) => (
            <option key={checkId} value={checkId}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <CallsWindow view={view} />
    </div>
  )
}

function FindField({ value, onFind }: { value: string; onFind: (find: string | null) => void }) {
  return (
    <label className="input-search">
      <Search size={14} strokeWidth={1.8} aria-hidden="true" />
      <input
        aria-label="Find in findings"
        placeholder="Words or name"
        maxLength={200}
        value={value}
        onChange={(event) => onFind(event.currentTarget.value || null)}
      />
    </label>
  )
}
