// Which priority level of API Priority and Fairness serves a request: flow schemas in the order of their
// precedence, the first that matches decides. Those that Kubernetes sets up itself, and those that a scenario adds.

type PriorityLevelName = string

/** As an API server has them at its start, of 245 shares in all. */
interface PriorityLevel {
  readonly name: PriorityLevelName
  readonly shares: number
  /** Percent of its seats that others may have while it needs them not. */
  readonly lendable: number
  /** Undefined: it rejects at once what it cannot serve at once. */
  readonly queues?: { readonly count: number; readonly hand: number; readonly length: number }
}

const level = (name: string, shares: number, lendable: number, queues?: number, hand = 6): PriorityLevel => ({
  name,
  shares,
  lendable,
  ...(queues === undefined ? {} : { queues: { count: queues, hand, length: 50 } }),
})

/** All but `exempt`, which has no seats of its own. */
export const priorityLevels: readonly PriorityLevel[] = [
  level('leader-election', 10, 0, 16, 4),
  level('node-high', 40, 25, 64),
  level('system', 30, 33, 64),
  level('workload-high', 40, 50, 128),
  level('workload-low', 100, 90, 128),
  level('global-default', 20, 50, 128),
  level('catch-all', 5, 0),
]

/** What decides where a request belongs. */
interface Asked {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly group: string
  /** '': a path that is no resource's. */
  readonly resource: string
  readonly namespace: string | undefined
}

interface FlowSchema {
  readonly name: string
  readonly precedence: number
  readonly priorityLevel: PriorityLevelName
  matches(asked: Asked): boolean
}

const kubeSystem = 'system:serviceaccount:kube-system:'
const controllerManager = 'system:kube-controller-manager'
const scheduler = 'system:kube-scheduler'

const isOf =
  (group: string) =>
  ({ groups }: Asked): boolean =>
    groups.includes(group)

/** Gets, makes or renews a lease. */
const isElection = ({ group, resource, verb }: Asked): boolean =>
  group === 'coordination.k8s.io' && resource === 'leases' && ['get', 'create', 'update'].includes(verb)

/** What kubelets of nodes say of their node, the lease among it. */
const isOfNode = ({ groups, group, resource }: Asked): boolean =>
  groups.includes('system:nodes') &&
  ((group === '' && resource === 'nodes') || (group === 'coordination.k8s.io' && resource === 'leases'))

const schema = (
  name: string,
  precedence: number,
  priorityLevel: PriorityLevelName,
  matches: FlowSchema['matches'],
): FlowSchema => ({ name, precedence, priorityLevel, matches })

/** Those of Kubernetes, in the order of their precedence. */
const flowSchemas: readonly FlowSchema[] = [
  schema('exempt', 1, 'exempt', isOf('system:masters')),
  schema(
    'probes',
    2,
    'exempt',
    ({ resource, groups }) => resource === '' && groups.includes('system:unauthenticated'),
  ),
  schema(
    'system-leader-election',
    100,
    'leader-election',
    (asked) =>
      (asked.user === controllerManager || asked.user === scheduler) &&
      asked.namespace === 'kube-system' &&
      isElection(asked),
  ),
  schema(
    'workload-leader-election',
    200,
    'leader-election',
    (asked) => asked.user.startsWith(kubeSystem) && isElection(asked),
  ),
  schema('system-node-high', 400, 'node-high', isOfNode),
  schema('system-nodes', 500, 'system', isOf('system:nodes')),
  schema('kube-controller-manager', 800, 'workload-high', ({ user }) => user === controllerManager),
  schema('kube-scheduler', 800, 'workload-high', ({ user }) => user === scheduler),
  schema('kube-system-service-accounts', 900, 'workload-high', ({ user }) => user.startsWith(kubeSystem)),
  schema('service-accounts', 9_000, 'workload-low', isOf('system:serviceaccounts')),
  schema('global-default', 9_900, 'global-default', ({ groups }) =>
    groups.some((group) => group === 'system:authenticated' || group === 'system:unauthenticated'),
  ),
  schema('catch-all', 10_000, 'catch-all', () => true),
]

/** A schema of a scenario's comes before Kubernetes' own of the same precedence. */
export const schemaOf = (asked: Asked, added: readonly FlowSchema[] = []): FlowSchema =>
  [...added, ...flowSchemas]
    .sort((a, b) => a.precedence - b.precedence)
    .find(({ matches }) => matches(asked)) as FlowSchema
