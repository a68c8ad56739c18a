// The Job of a gang: a pod for each index, none of which ends by itself.
import { isoOf } from '../../../world/clock.ts'
import type { GangPods } from '../../../world/gang-pods.ts'
import type { PodSet } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import { ageText, type Item } from '../item.ts'
import { objectItem } from './object.ts'
import { templateSpecOf, uidOfWorkload, workloadLabels } from './pod-text.ts'

export function gangItem(given: PodSet, ms: number): Item {
  const set = given as GangPods
  const { workload } = set
  const { name, namespace, replicas, startMs, image } = workload
  const { ready, changedMs } = set.status(ms)
  const uid = uidOfWorkload(workload, 0)
  const own = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name }
  const labels = { ...workloadLabels(workload), ...own }
  const failed = set.restarts(startMs, ms) * replicas
  return objectItem({
    name,
    namespace: namespace.name,
    uid,
    version: changeVersion(changedMs, workload.id),
    createdMs: startMs,
    labels,
    generation: 1,
    apiVersion: 'batch/v1',
    manager: 'kubectl-create',
    body: {
      spec: {
        parallelism: replicas,
        completions: replicas,
        backoffLimit: 2_147_483_647,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
        template: { metadata: { creationTimestamp: null, labels }, spec: templateSpecOf(workload) },
        completionMode: 'Indexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
      status: {
        startTime: isoOf(startMs),
        active: replicas,
        ready,
        ...(failed === 0 ? {} : { failed }),
        terminating: 0,
        uncountedTerminatedPods: {},
      },
    },
    cells: (nowMs) => [
      name,
      'Running',
      `0/${replicas}`,
      ageText(nowMs - startMs),
      ageText(nowMs - startMs),
      'main',
      image,
      `batch.kubernetes.io/controller-uid=${uid}`,
    ],
    fields: { 'status.successful': '0' },
  })
}
