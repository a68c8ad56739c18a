// Workloads with a container that nobody asks whether it is well: traffic reaches it before it is ready, and a
// rollout counts it as done. Told by namespace, which is what teams own.
import { type Check, counted, evidence, findingOf } from './check.ts'

const id = 'missing-probes'

export const missingProbes: Check<'workloads'> = {
  id,
  title: 'Missing probes',
  about:
    'Without a probe Kubernetes takes a process that runs for one that works, so an upgrade goes on over workloads that do not.',
  severityRule: 'Warning, one a namespace.',
  needs: ['workloads'],
  params: {},
  remedy: 'Give each container a readinessProbe, and a livenessProbe where a restart helps.',
  sources: ['Kubernetes: Configure Liveness, Readiness and Startup Probes'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice) =>
    slice.workloads
      .filter(({ unprobed }) => unprobed.count > 0)
      .map(({ namespace, namespaceLabels, workloads, unprobed }) =>
        findingOf(id, slice, {
          subject: { kind: 'Namespace', namespace: null, name: namespace },
          status: 'warning',
          summary: `${unprobed.count} of ${counted(workloads, 'workload')} have a container without a probe.`,
          evidence: [
            evidence({
              signal: 'cluster-object',
              says: 'a container of the pod template has neither readinessProbe nor livenessProbe',
              at: slice.at.workloads,
              count: unprobed.count,
              names: unprobed.names,
            }),
          ],
          recommendation: 'Add a readinessProbe to the containers that serve.',
          ownerHint: { namespaceLabels },
        }),
      ),
}
