// What the scheduler counts a pod to request: containers, sidecars, init containers one after another,
// pod-level resources and overhead, as `PodRequests` of k8s.io/component-helpers does. A pure function.
import { millicoresOf, wholeOf } from './quantity.ts'
import type { WireContainer, WireContainerStatus, WirePod } from './wire.ts'

export interface Resources {
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly gpus: number
}

type Quantities = Readonly<Record<string, string>> | null | undefined

export const noResources: Resources = { cpuMillicores: 0, memoryBytes: 0, gpus: 0 }

/** Whole devices under their makers' names; shares of one and other accelerators are none. */
const isGpu = (name: string): boolean => name.endsWith('.com/gpu') || name.startsWith('gpu.intel.com/')

/** What a list of quantities says; names it does not have are 0. Throws NoQuantity. */
export function resourcesOf(quantities: Quantities): Resources {
  if (quantities === null || quantities === undefined) return noResources
  let gpus = 0
  for (const name in quantities) if (isGpu(name)) gpus += wholeOf(quantities[name] as string)
  const { cpu, memory } = quantities
  return {
    cpuMillicores: cpu === undefined ? 0 : millicoresOf(cpu),
    memoryBytes: memory === undefined ? 0 : wholeOf(memory),
    gpus,
  }
}

const combine = (left: Resources, right: Resources, how: (a: number, b: number) => number): Resources => ({
  cpuMillicores: how(left.cpuMillicores, right.cpuMillicores),
  memoryBytes: how(left.memoryBytes, right.memoryBytes),
  gpus: how(left.gpus, right.gpus),
})
const sum = (left: Resources, right: Resources): Resources => combine(left, right, (a, b) => a + b)
const most = (left: Resources, right: Resources): Resources => combine(left, right, Math.max)

type Side = 'requests' | 'limits'
type OfContainer = (container: WireContainer) => Resources

/**
 * Init containers run one after another before the others, sidecars (init containers that restart) go on
 * beside all that starts after them: the most that runs at any time.
 */
function peakOf({ containers, initContainers }: WirePod['spec'], of: OfContainer): Resources {
  let steady = containers.reduce((total, container) => sum(total, of(container)), noResources)
  let sidecars = noResources
  let starting = noResources
  for (const container of initContainers ?? []) {
    const own = of(container)
    if (container.restartPolicy === 'Always') {
      steady = sum(steady, own)
      sidecars = sum(sidecars, own)
      starting = most(starting, sidecars)
    } else starting = most(starting, sum(own, sidecars))
  }
  return most(steady, starting)
}

/** While a container is resized in place it counts as the larger of what it asks for and what it has. */
function ofContainer(pod: WirePod, side: Side): OfContainer {
  const specified: OfContainer = ({ resources }) => resourcesOf(resources?.[side])
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  const resized = statuses.filter(({ resources, allocatedResources }) => resources ?? allocatedResources)
  if (side === 'limits' || resized.length === 0) return specified
  const isInfeasible = (pod.status?.conditions ?? []).some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  )
  const byName = new Map(resized.map((status) => [status.name, heldBy(status)]))
  return (container) => {
    const held = byName.get(container.name)
    if (held === undefined) return specified(container)
    return isInfeasible ? held : most(specified(container), held)
  }
}

const heldBy = ({ resources, allocatedResources }: WireContainerStatus): Resources =>
  most(resourcesOf(resources?.requests), resourcesOf(allocatedResources))

function totalOf(pod: WirePod, side: Side): Resources {
  const { resources, overhead } = pod.spec
  const peak = peakOf(pod.spec, ofContainer(pod, side))
  const whole = resources?.[side]
  const said = resourcesOf(whole)
  // Resources of the whole pod, where they are given, stand for those of its containers.
  const total: Resources = {
    cpuMillicores: whole?.cpu === undefined ? peak.cpuMillicores : said.cpuMillicores,
    memoryBytes: whole?.memory === undefined ? peak.memoryBytes : said.memoryBytes,
    gpus: peak.gpus,
  }
  const extra = resourcesOf(overhead)
  // Overhead is added to a limit only where there is one.
  const added = (own: number, more: number) => (side === 'requests' || own > 0 ? own + more : own)
  return combine(total, extra, added)
}

/** 0 where nothing is requested; a pod that has ended holds nothing. Throws NoQuantity. */
export function podRequests(pod: WirePod): Resources {
  const phase = pod.status?.phase
  return phase === 'Succeeded' || phase === 'Failed' ? noResources : totalOf(pod, 'requests')
}

/** 0 where nothing limits. */
export const podLimits = (pod: WirePod): Resources => totalOf(pod, 'limits')
