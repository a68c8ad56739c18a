// What a workload is to the product: how many pods it wants and has, which images its pods run and as whom.
// The template's environments and commands are never read. Pure.
import type { WorkloadFacts } from '../../../domain/model/kube-object.ts'
import { boundedLabels, short, textOr } from './bounds.ts'
import type { WireCronJob, WireDaemonSet, WireJob, WireReplicated, WireTemplate } from './wire.ts'

const mostImages = 200

type FromTemplate = Pick<WorkloadFacts, 'images' | 'serviceAccount' | 'hasProbes' | 'podLabels'>

function templateFacts(template: WireTemplate): FromTemplate {
  const containers = template?.spec?.containers ?? []
  const images = [...containers, ...(template?.spec?.initContainers ?? [])].flatMap(({ image }) =>
    image === undefined || image === null ? [] : [short(image)],
  )
  return {
    images: [...new Set(images)].sort().slice(0, mostImages),
    serviceAccount: textOr(template?.spec?.serviceAccountName),
    // One container that nobody asks is enough for a pod to look alive when it is not.
    hasProbes: containers.length > 0 && containers.every((one) => one.livenessProbe ?? one.readinessProbe),
    podLabels: boundedLabels(template?.metadata?.labels),
  }
}

const generationOf = ({ metadata }: { metadata: { generation?: number | null | undefined } }) =>
  metadata.generation ?? null

/** A Deployment, StatefulSet or ReplicaSet; counts that the status leaves out are 0. */
export function replicatedFacts(workload: WireReplicated, saysUpdated: boolean): WorkloadFacts {
  const { spec, status } = workload
  return {
    desired: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    updated: saysUpdated ? (status?.updatedReplicas ?? 0) : null,
    available: status?.availableReplicas ?? 0,
    generation: generationOf(workload),
    schedule: null,
    isPaused: spec?.paused ?? false,
    ...templateFacts(spec?.template),
  }
}

export function daemonSetFacts(workload: WireDaemonSet): WorkloadFacts {
  const { spec, status } = workload
  return {
    desired: status?.desiredNumberScheduled ?? null,
    ready: status?.numberReady ?? null,
    updated: status?.updatedNumberScheduled ?? 0,
    available: status?.numberAvailable ?? 0,
    generation: generationOf(workload),
    schedule: null,
    isPaused: false,
    ...templateFacts(spec?.template),
  }
}

export function jobFacts(workload: WireJob): WorkloadFacts {
  const { spec, status } = workload
  return {
    desired: spec?.completions ?? null,
    ready: status?.ready ?? null,
    updated: null,
    available: null,
    generation: generationOf(workload),
    schedule: null,
    isPaused: spec?.suspend ?? false,
    ...templateFacts(spec?.template),
  }
}

export function cronJobFacts(workload: WireCronJob): WorkloadFacts {
  const { spec } = workload
  return {
    desired: null,
    ready: null,
    updated: null,
    available: null,
    generation: generationOf(workload),
    schedule: textOr(spec?.schedule),
    isPaused: spec?.suspend ?? false,
    ...templateFacts(spec?.jobTemplate?.spec?.template),
  }
}
