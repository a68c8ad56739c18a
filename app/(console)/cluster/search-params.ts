// Everything a view of one cluster is, as it stands in the address beside its scope, which names the cluster.
import { parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const clusterTabs = ['overview', 'insights', 'add-ons', 'node-groups', 'changes', 'sources'] as const
export type ClusterTab = (typeof clusterTabs)[number]

export const clusterParams = {
  tab: parseAsStringLiteral(clusterTabs).withDefault('overview'),
  /** The insight that is open. */
  insight: parseAsString,
}
