// PodDisruptionBudgets that let no pod be evicted: a node under one of them never drains, and an upgrade of nodes
// waits until somebody forces it. Tells those that never can from those that cannot just now.
import type { TightBudget } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { type Check, counted, evidence, findingOf, type Slice } from './check.ts'

const id = 'drain-safety'

/** All its pods may be well and still none may go. */
const neverLetsGo = ({ expectedPods, desiredHealthy }: TightBudget): boolean => desiredHealthy >= expectedPods

function judge(slice: Slice<'budgets'>, budget: TightBudget): Finding[] {
  const { namespace, name, expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = budget
  const never = neverLetsGo(budget)
  if (expectedPods === 0 || (!never && disruptionsAllowed > 0)) return []
  const rule =
    budget.maxUnavailable === null
      ? `minAvailable ${budget.minAvailable ?? 'unset'}`
      : `maxUnavailable ${budget.maxUnavailable}`
  return [
    findingOf(id, slice, {
      subject: { kind: 'PodDisruptionBudget', namespace, name },
      status: 'warning',
      summary: never
        ? `It never lets a pod go: ${desiredHealthy} of ${counted(expectedPods, 'pod')} must stay.`
        : `It lets no pod go now: ${currentHealthy} of ${counted(expectedPods, 'pod')} are healthy and ${desiredHealthy} must be.`,
      evidence: [
        evidence({
          signal: 'cluster-object',
          says: `${rule}; disruptionsAllowed ${disruptionsAllowed}, currentHealthy ${currentHealthy}, desiredHealthy ${desiredHealthy}, expectedPods ${expectedPods}`,
          at: slice.at.budgets,
          count: expectedPods,
        }),
      ],
      recommendation: never
        ? 'Let one pod go (maxUnavailable: 1), or run one replica more than must stay.'
        : 'Find out why its pods are not healthy; until then its nodes do not drain.',
      ownerHint: { workloadLabels: budget.labels, namespaceLabels: budget.namespaceLabels },
    }),
  ]
}

export const drainSafety: Check<'budgets'> = {
  id,
  title: 'Budgets that block drains',
  about:
    'Nodes are replaced by draining them. A budget that lets no pod go stops that, often in the middle of the night.',
  severityRule: 'Warning, whether it never lets a pod go or only not now.',
  needs: ['budgets'],
  params: {},
  remedy: 'Give every budget room for one pod.',
  sources: ['Kubernetes: Specifying a Disruption Budget for your Application'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice) => slice.budgets.flatMap((budget) => judge(slice, budget)),
}
