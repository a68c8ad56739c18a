// What a pod is to the product: where it runs, whether it is ready, what it is made of. No environment,
// command or annotation ever gets here: the wire schema has no name for them. Pure.
import type { PodFacts } from '../../../domain/model/kube-object.ts'
import { short, textOr } from './bounds.ts'
import { podLimits } from './requests.ts'
import type { WireContainer, WireContainerStatus, WirePod } from './wire.ts'

const mostContainers = 200

/** Why it is not what one expects: as `kubectl get pods` says it, without the containers' own reasons. */
function reasonOf({ metadata, status }: WirePod): string | null {
  if (metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null) return 'Terminating'
  const said = textOr(status?.reason)
  if (said !== null) return said
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled')
  return scheduled?.status === 'False' ? textOr(scheduled.reason) : null
}

export function podFactsOf(pod: WirePod): PodFacts {
  const { spec, status } = pod
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const limits = podLimits(pod)
  return {
    reason: reasonOf(pod),
    qosClass: textOr(status?.qosClass),
    priorityClass: textOr(spec.priorityClassName),
    serviceAccount: textOr(spec.serviceAccountName),
    podIp: textOr(status?.podIP),
    startedAt: textOr(status?.startTime),
    isReady: status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True',
    restarts: statuses.reduce((total, { restartCount }) => total + (restartCount ?? 0), 0),
    cpuLimitMillicores: limits.cpuMillicores,
    memoryLimitBytes: limits.memoryBytes,
    containers: [...spec.containers, ...(spec.initContainers ?? [])]
      .slice(0, mostContainers)
      .map((container) => containerOf(container, statuses)),
  }
}

function containerOf({ name, image }: WireContainer, statuses: readonly WireContainerStatus[]) {
  const status = statuses.find((candidate) => candidate.name === name)
  return {
    name: short(name),
    image: short(image ?? ''),
    imageId: textOr(status?.imageID),
    waiting: textOr(status?.state?.waiting?.reason),
  }
}
