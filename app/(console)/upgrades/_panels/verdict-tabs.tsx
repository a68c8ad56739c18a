'use client'
// Which clusters are listed: all of them, or those of one verdict.
import { count } from '../../../../components/format/number.ts'
import { upgradeVerdicts } from '../../../../domain/support/upgrade-verdict.ts'
import { useMatrix, useUpgradesView } from '../upgrades-view.ts'
import { verdictWords } from '../words.ts'

export function VerdictTabs() {
  const view = useUpgradesView()
  const { query } = useMatrix(view)
  const page = query.data
  if (page === undefined) return <div className="tabs" aria-hidden="true" />
  const chosen = view.params.verdict
  const all = Object.values(page.byVerdict).reduce((sum, one) => sum + one, 0)
  return (
    <nav className="tabs no-print" aria-label="Clusters by verdict">
      <button
        type="button"
        className="tab"
        aria-current={chosen.length === 0 ? 'true' : undefined}
        onClick={() => void view.setParams({ verdict: null, page: null })}
      >
        All <span className="num">{count(all)}</span>
      </button>
      {upgradeVerdicts.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className="tab"
          aria-current={chosen.includes(verdict) ? 'true' : undefined}
          onClick={() => view.list(verdict)}
        >
          {verdictWords[verdict]} <span className="num">{count(page.byVerdict[verdict])}</span>
        </button>
      ))}
    </nav>
  )
}
