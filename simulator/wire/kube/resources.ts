// Every resource that the API servers of the world have; what is not here is not found.

import type { Resource } from './item.ts'
import { cronJobs, jobs } from './kinds/batch.ts'
import { flowSchemaKind, priorityLevelKind, singles } from './kinds/configuration.ts'
import { events } from './kinds/events.ts'
import { leases } from './kinds/leases.ts'
import { budgets, namespaces, services } from './kinds/namespaced.ts'
import { nodes } from './kinds/nodes.ts'
import { pods } from './kinds/pods.ts'
import { nodeMetrics, podMetrics } from './kinds/usage.ts'
import { daemonSets, deployments, replicaSets, statefulSets } from './kinds/workloads.ts'

export const resources: readonly Resource[] = [
  events,
  namespaces,
  nodes,
  pods,
  services,
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  cronJobs,
  jobs,
  leases,
  nodeMetrics,
  podMetrics,
  budgets,
  flowSchemaKind,
  priorityLevelKind,
  ...singles,
]

export const resourceOf = (group: string, version: string, plural: string): Resource | undefined =>
  resources.find((known) => known.group === group && known.version === version && known.plural === plural)

const subjectOf = ({ group, plural }: Resource): string => (group === '' ? plural : `${plural}.${group}`)

/** Whether this is something that is asked, as calls are counted: "list pods", "get /metrics"; "*" is all of it. */
export function isQuestion(what: string): boolean {
  if (what === '*' || /^get \/\S+$/.test(what)) return true
  const [, verb, subject] = /^(get|list|watch) (\S+)$/.exec(what) ?? []
  const found = resources.find((known) => subjectOf(known) === subject)
  return found !== undefined && (verb !== 'watch' || found.changes !== undefined)
}
