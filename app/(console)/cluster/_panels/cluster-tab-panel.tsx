'use client'
// The panels of whichever tab is open; the others ask nothing meanwhile.
import { useClusterView, useWholeCluster } from '../cluster-view.ts'
import { AddOnCard } from './add-on-card.tsx'
import { ChangesCard } from './changes-card.tsx'
import { ControlPlane, Headroom } from './control-plane.tsx'
import { InsightCard } from './insight-card.tsx'
import { NodeGroupCard } from './node-group-card.tsx'
import { ObjectChangesCard } from './object-changes-card.tsx'
import { NodesTab, PodsTab, WorkloadsTab } from './object-tabs.tsx'
import { TalkersCard } from './talkers-card.tsx'
import { ToldCard } from './told-card.tsx'

export function ClusterTabPanel() {
  const view = useClusterView()
  const { data } = useWholeCluster(view).query
  if (data === undefined) return null
  const { tab } = view.params
  return (
    <div id="cluster-tab" role="tabpanel" aria-labelledby={`tab-${tab}`} className="cluster-panel">
      {tab === 'overview' && (
        <div className="cluster-overview">
          <div className="cluster-wide">
            <Headroom cluster={data} view={view} />
          </div>
          <InsightCard cluster={data} view={view} most={6} />
          <TalkersCard view={view} />
          <AddOnCard cluster={data} most={7} />
          <div className="cluster-wide">
            <ChangesCard view={view} most={8} />
          </div>
        </div>
      )}
      {tab === 'insights' && <InsightCard cluster={data} view={view} />}
      {tab === 'control-plane' && <ControlPlane cluster={data} view={view} />}
      {tab === 'nodes' && <NodesTab view={view} now={data.now} />}
      {tab === 'workloads' && <WorkloadsTab view={view} now={data.now} />}
      {tab === 'pods' && <PodsTab view={view} now={data.now} />}
      {tab === 'add-ons' && <AddOnCard cluster={data} />}
      {tab === 'node-groups' && <NodeGroupCard cluster={data} />}
      {tab === 'changes' && (
        <div className="cluster-stack">
          <ChangesCard view={view} />
          <ObjectChangesCard view={view} />
        </div>
      )}
      {tab === 'sources' && <ToldCard cluster={data} />}
    </div>
  )
}
