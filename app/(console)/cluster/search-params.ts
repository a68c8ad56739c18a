// Everything a view of one cluster is, as it stands in the address beside its scope, which names the cluster.
import {
  createParser,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'

export const clusterTabs = [
  'overview',
  'insights',
  'nodes',
  'workloads',
  'pods',
  'add-ons',
  'node-groups',
  'control-plane',
  'changes',
  'sources',
] as const
export type ClusterTab = (typeof clusterTabs)[number]

export const workloadKinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'PodDisruptionBudget',
] as const

export const objectSorts = [
  'name',
  'namespace',
  'phase',
  'cpu',
  'memory',
  'createdAt',
  'nodeName',
  'owner',
] as const
export type ObjectSort = (typeof objectSorts)[number]

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 20_000 ? page : null
  },
  serialize: String,
})

export const clusterParams = {
  /** Of workloads. */
  kind: parseAsStringLiteral(workloadKinds).withDefault('Deployment'),
  find: parseAsString.withDefault(''),
  phase: parseAsString,
  sort: parseAsStringLiteral(objectSorts).withDefault('name'),
  descending: parseAsBoolean.withDefault(false),
  page: parseAsPage.withDefault(1),
  tab: parseAsStringLiteral(clusterTabs).withDefault('overview'),
  /** How the series of its control plane are shown. */
  draw: parseAsStringLiteral(['charts', 'tables'] as const).withDefault('charts'),
  /** The insight that is open. */
  insight: parseAsString,
}
