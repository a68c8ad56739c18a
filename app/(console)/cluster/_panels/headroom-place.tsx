// What stands in the place of the headroom cards until they are read.
import type { ClusterView, WholeCluster } from '../cluster-view.ts'

export interface ControlPlaneProps {
  readonly cluster: WholeCluster
  readonly view: ClusterView
}

/** As large as the cards. */
export function HeadroomPlace() {
  return (
    <div className="headroom" aria-hidden="true">
      {['seats', 'inflight', 'rejected', 'database', 'pods'].map((name) => (
        <div className="card headroom-card" key={name}>
          <span className="skeleton headroom-shape" />
        </div>
      ))}
    </div>
  )
}
