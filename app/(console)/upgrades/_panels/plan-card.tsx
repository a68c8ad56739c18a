'use client'
// The plan: which families may go to a version, in which waves, by when, and what staying costs. Its parameters are in
// the address; it becomes a document on demand.
import { Route } from 'lucide-react'
import { useState } from 'react'
import { plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { paramWords, spareWords } from '../plan-words.ts'
import { type UpgradePlan, usePlan } from '../upgrades-view.ts'
import { FamiliesTable } from './families-table.tsx'
import { PlanExport } from './plan-export.tsx'
import { PlanForm } from './plan-form.tsx'
import { PlanSide } from './plan-side.tsx'
import { WaveChart } from './wave-chart.tsx'

export function PlanCard() {
  const { query, queryKey, params, setParams, input } = usePlan()
  const [isEditing, setEditing] = useState(false)
  const plan = query.data
  return (
    <section className="card plan" id="waves" aria-label="Upgrade waves" aria-busy={query.isFetching}>
      <div className="card-head">
        <h2>Upgrade waves</h2>
        <span className="card-sub grow">{plan !== undefined && headline(plan)}</span>
        <PlanExport input={input} disabled={plan === undefined || plan.clusters === 0} />
        <Button size="tiny" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
          <Route size={12} aria-hidden="true" />
          Edit plan
        </Button>
        {plan !== undefined && query.isFetching && <BusyLine />}
      </div>
      {isEditing && plan !== undefined && (
        <PlanForm
          key={JSON.stringify(params)}
          plan={plan}
          onPlan={(chosen) => {
            void setParams(chosen)
            setEditing(false)
          }}
        />
      )}
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="versions, checks and calendars of the fleet"
        name="The plan"
        shape={<SkeletonRows rows={8} />}
        empty={(one) => (one.waves.length === 0 ? <NothingToMove plan={one} /> : null)}
      >
        {(one) => (
          <>
            <div className="plan-body">
              <WaveChart plan={one} />
              <PlanSide plan={one} />
            </div>
            <FamiliesTable plan={one} />
            <div className="card-foot">
              <span>{paramWords(one.params)}</span>
            </div>
          </>
        )}
      </QueryFaces>
    </section>
  )
}

/** "26 clusters to 1.33, 3 days to spare" */
function headline(plan: UpgradePlan): string {
  const spare = spareWords(plan)
  const to = plan.params.target === null ? '' : ` to ${plan.params.target}`
  return `${plural(plan.clusters, 'cluster')}${to}${spare === null ? '' : `, ${spare}`}`
}

function NothingToMove({ plan }: { plan: UpgradePlan }) {
  const { params, done, unplanned, unplannedInAll } = plan
  if (params.target === null) {
    return <EmptyFace title="No version to go to">No calendar knows a version in standard support.</EmptyFace>
  }
  const [first] = unplanned
  return (
    <EmptyFace title={`Nothing to move to ${params.target}`}>
      {plural(done, 'cluster')} {done === 1 ? 'is' : 'are'} there or further.
      {first !== undefined &&
        ` ${plural(unplannedInAll, 'cluster')} cannot be planned, as ${first.name}: ${first.because}.`}{' '}
      Choose another version under “Edit plan”.
    </EmptyFace>
  )
}
