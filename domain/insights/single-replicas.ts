// Workloads that run one pod: each node that is replaced takes them down for as long as a pod needs to start.
// Told by namespace, which is what teams own; it cannot know which of them may rest.
import { type Check, counted, evidence, findingOf } from './check.ts'

const id = 'single-replicas'

export const singleReplicas: Check<'workloads'> = {
  id,
  title: 'Single replicas',
  about: 'A workload of one pod is away while its node is replaced. In an upgrade every node is.',
  severityRule: 'Warning, one a namespace.',
  needs: ['workloads'],
  params: {},
  remedy: 'Run two replicas on different nodes, with a budget that lets one go; or know that it may rest.',
  sources: ['Amazon EKS best practices: Run multiple replicas'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice) =>
    slice.workloads
      .filter(({ single }) => single.count > 0)
      .map(({ namespace, namespaceLabels, workloads, single }) =>
        findingOf(id, slice, {
          subject: { kind: 'Namespace', namespace: null, name: namespace },
          status: 'warning',
          summary: `${single.count} of ${counted(workloads, 'workload')} run a single pod.`,
          evidence: [
            evidence({
              signal: 'cluster-object',
              says: 'spec.replicas is 1',
              at: slice.at.workloads,
              count: single.count,
              names: single.names,
            }),
          ],
          recommendation: 'Raise replicas to two where an interruption would be noticed.',
          ownerHint: { namespaceLabels },
        }),
      ),
}
