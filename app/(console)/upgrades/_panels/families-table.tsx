'use client'
// Families of the plan: whose, which clusters, go or no go and what decides it. What blocks is named with the cluster
// it is on and opens there.
import { count, missing, plural } from '../../../../components/format/number.ts'
import { day } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import { environmentWords, gateReasons, gateTones, gateWords } from '../plan-words.ts'
import { type PlanFamily, type UpgradePlan, useUpgradesView } from '../upgrades-view.ts'

const shownBlockers = 3

export function FamiliesTable({ plan }: { plan: UpgradePlan }) {
  const all = Object.values(plan.byVerdict).reduce((sum, { families }) => sum + families, 0)
  return (
    <>
      <div className="table-scroll plan-families">
        <table className="table">
          <caption className="visually-hidden">Families of clusters, no go first</caption>
          <thead>
            <tr>
              <th scope="col" className="pin pin-first">
                Family
              </th>
              <th scope="col">Environment</th>
              <th scope="col">Owner</th>
              <th scope="col" className="num">
                Clusters
              </th>
              <th scope="col">From</th>
              <th scope="col">What decides</th>
              <th scope="col">There on</th>
              <th scope="col" className="pin-last">
                Gate
              </th>
            </tr>
          </thead>
          <tbody>
            {plan.families.map((family) => (
              <FamilyRow key={family.id} family={family} plan={plan} />
            ))}
          </tbody>
        </table>
      </div>
      {plan.families.length < all && (
        <p className="note plan-more">
          and {plural(all - plan.families.length, 'more family', 'more families')}, whole in the files
        </p>
      )}
    </>
  )
}

function FamilyRow({ family, plan }: { family: PlanFamily; plan: UpgradePlan }) {
  const { id, pattern, environment, owner, clusters, names, versions, gate, endsAt, heldBy } = family
  const blockers = plan.blockers.filter(({ familyId }) => familyId === id)
  const view = useUpgradesView()
  const reasons = gateReasons(family, plan.titles)
  return (
    <tr>
      <th scope="row" className="pin pin-first" title={names.join(', ')}>
        {pattern}
      </th>
      <td>{environmentWords[environment]}</td>
      <td title={owner.contact ?? undefined}>{owner.name}</td>
      <td className="num">{count(clusters)}</td>
      <td>{versions.join(', ')}</td>
      <td className="plan-why">
        {reasons.length === 0 ? missing : reasons.map((reason) => <span key={reason}>{reason}</span>)}
        {blockers.slice(0, shownBlockers).map(({ id: finding, clusterId, clusterName, checkId, summary }) => (
          <button
            key={finding}
            type="button"
            className="row-open note"
            title={summary}
            data-row={`plan ${clusterId} ${checkId}`}
            onClick={() => view.open(clusterId, checkId)}
          >
            {clusterName}: {summary}
          </button>
        ))}
      </td>
      <td>{day(endsAt, plan.now.getUTCFullYear())}</td>
      <td className="pin-last">
        <Status tone={heldBy === 'before' ? 'unk' : gateTones[gate.verdict]}>
          {heldBy === 'before' ? 'Waits' : gateWords[gate.verdict]}
        </Status>
      </td>
    </tr>
  )
}
