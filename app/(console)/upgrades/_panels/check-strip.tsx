'use client'
// Every check over all clusters in scope: how many it finds nothing on, how many it warns of, how many it blocks.
import { count } from '../../../../components/format/number.ts'
import { type Matrix, type UpgradesView, useMatrix, useUpgradesView } from '../upgrades-view.ts'
import { statusTones } from '../words.ts'

const told = ['error', 'warning', 'unknown'] as const
const words = { error: 'error', warning: 'warning', unknown: 'not known' } as const
const drawn = ['passing', 'unknown', 'warning', 'error'] as const

export function CheckStrip() {
  const view = useUpgradesView()
  const { query } = useMatrix(view)
  const page = query.data
  return (
    <section className="card check-strip" aria-label="Checks over the fleet" aria-busy={query.isFetching}>
      {page?.checks.map((check) => (
        <Check key={check.checkId} check={check} view={view} />
      ))}
    </section>
  )
}

function Check({ check, view }: { check: Matrix['checks'][number]; view: UpgradesView }) {
  const { checkId, title, clusters } = check
  const isChosen = view.params.list === 'findings' && view.params.of.includes(checkId)
  const all = drawn.reduce((sum, status) => sum + clusters[status], 0)
  const found = told.filter((status) => clusters[status] > 0)
  return (
    <button type="button" className="check" aria-pressed={isChosen} onClick={() => view.ofCheck(checkId)}>
      <span className="check-title" title={title}>
        {title}
      </span>
      <span className="check-bar" aria-hidden="true">
        {drawn.map((status) => (
          <span
            key={status}
            className={`fill-${statusTones[status]}`}
            style={{ flexGrow: clusters[status] }}
          />
        ))}
      </span>
      <span className="row row-tight check-counts">
        {all === 0 && <span className="muted">has not looked yet</span>}
        {all > 0 && found.length === 0 && <span className="tone-ok">all pass</span>}
        {found.map((status) => (
          <span key={status} className={`tone-${statusTones[status]}`}>
            {count(clusters[status])} {words[status]}
          </span>
        ))}
      </span>
    </button>
  )
}
