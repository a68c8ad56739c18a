// The columns of the tables of objects: what a node, a pod, a workload and a disruption budget show of
// themselves. Drawing of cells only; sorting and paging are the table's.
import type { ReactNode } from 'react'
import { count, duration, missing } from '../../../components/format/number.ts'
import { cores, memory } from '../../../components/format/quantity.ts'
import { fullInstant } from '../../../components/format/time.ts'
import { Status, type Tone } from '../../../components/ui/status.tsx'
import type {
  DisruptionBudgetFacts,
  NodeFacts,
  PodFacts,
  WorkloadFacts,
} from '../../../domain/model/kube-object.ts'
import type { ClusterObject } from './cluster-view.ts'
import type { ObjectSort } from './search-params.ts'

export interface ObjectColumn {
  readonly label: string
  readonly sort?: ObjectSort
  readonly num?: boolean
  readonly title?: string
  readonly cell: (object: ClusterObject, now: Date) => ReactNode
}

const age: ObjectColumn = {
  label: 'Age',
  sort: 'createdAt',
  num: true,
  cell: ({ createdAt }, now) => (
    <span title={fullInstant(createdAt)}>{duration(Math.max(0, now.getTime() - createdAt.getTime()))}</span>
  ),
}
const namespace: ObjectColumn = {
  label: 'Namespace',
  sort: 'namespace',
  cell: (object) => <span className="secondary">{object.namespace}</span>,
}
const cpu = (label: string): ObjectColumn => ({
  label,
  sort: 'cpu',
  num: true,
  cell: ({ cpuMillicores }) => cores(cpuMillicores),
})
const memoryColumn = (label: string): ObjectColumn => ({
  label,
  sort: 'memory',
  num: true,
  cell: ({ memoryBytes }) => memory(memoryBytes),
})

const phaseTones: Readonly<Record<string, Tone>> = {
  Ready: 'ok',
  NotReady: 'crit',
  Unknown: 'unk',
  Running: 'ok',
  Succeeded: 'info',
  Pending: 'warn',
  Failed: 'crit',
}

const asNode = ({ facts }: ClusterObject): NodeFacts => facts as NodeFacts
const asPod = ({ facts }: ClusterObject): PodFacts => facts as PodFacts
const asWorkload = ({ facts }: ClusterObject): WorkloadFacts => facts as WorkloadFacts
const asBudget = ({ facts }: ClusterObject): DisruptionBudgetFacts => facts as DisruptionBudgetFacts

const nodeColumns: readonly ObjectColumn[] = [
  { label: 'Version', title: 'Kubelet version', cell: (node) => asNode(node).kubeletVersion ?? missing },
  {
    label: 'Instance',
    cell: (node) => <span className="secondary">{asNode(node).instanceType ?? missing}</span>,
  },
  { label: 'Zone', cell: (node) => <span className="secondary">{asNode(node).zone ?? missing}</span> },
  { label: 'Group', cell: (node) => <span className="secondary">{asNode(node).nodeGroup ?? missing}</span> },
  { label: 'Image', cell: (node) => <span className="secondary">{asNode(node).osImage ?? missing}</span> },
  cpu('CPU'),
  memoryColumn('Memory'),
  { label: 'Pods', num: true, title: 'Pods it can hold', cell: (node) => count(asNode(node).podCapacity) },
  age,
  { label: 'State', sort: 'phase', cell: (node) => <NodeState node={node} /> },
]

function NodeState({ node }: { node: ClusterObject }) {
  const { problems, isUnschedulable } = asNode(node)
  const words = problems.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`))
  const isBad = node.phase !== 'Ready' || problems.length > 0
  return (
    <span title={words.join('\n') || undefined}>
      <Status
        tone={node.phase === 'Ready' && problems.length > 0 ? 'warn' : (phaseTones[node.phase] ?? 'unk')}
      >
        {isBad && problems[0] !== undefined && node.phase === 'Ready' ? problems[0].type : node.phase}
        {isUnschedulable && ', cordoned'}
      </Status>
    </span>
  )
}

const podColumns: readonly ObjectColumn[] = [
  namespace,
  { label: 'Owner', sort: 'owner', cell: ({ ownerKind, ownerName }) => ownerText(ownerKind, ownerName) },
  {
    label: 'Node',
    sort: 'nodeName',
    cell: ({ nodeName }) => <span className="secondary">{nodeName || missing}</span>,
  },
  cpu('CPU asked'),
  memoryColumn('Memory asked'),
  { label: 'Restarts', num: true, cell: (pod) => count(asPod(pod).restarts) },
  age,
  { label: 'State', sort: 'phase', cell: (pod) => <PodState pod={pod} /> },
]

const ownerText = (kind: string, name: string): ReactNode =>
  name === '' ? missing : <span className="secondary">{`${kind} ${name}`}</span>

function PodState({ pod }: { pod: ClusterObject }) {
  const { reason, isReady, containers } = asPod(pod)
  const waiting = containers.find((container) => container.waiting !== null)?.waiting
  const isUnready = pod.phase === 'Running' && !isReady
  return (
    <Status tone={isUnready ? 'warn' : (phaseTones[pod.phase] ?? 'unk')}>
      {waiting ?? reason ?? (isUnready ? 'Not ready' : pod.phase)}
    </Status>
  )
}

const workloadColumns: readonly ObjectColumn[] = [
  namespace,
  {
    label: 'Images',
    cell: (workload) => {
      const { images } = asWorkload(workload)
      return (
        <span className="secondary" title={images.join('\n')}>
          {images[0] === undefined ? missing : images[0].split('/').at(-1)}
          {images.length > 1 && ` and ${images.length - 1} more`}
        </span>
      )
    },
  },
  { label: 'Probes', cell: (workload) => (asWorkload(workload).hasProbes ? 'yes' : 'none') },
  age,
  { label: 'Ready', cell: (workload) => <WorkloadState workload={workload} /> },
]

function WorkloadState({ workload }: { workload: ClusterObject }) {
  const { desired, ready, isPaused, schedule } = asWorkload(workload)
  if (isPaused) return <Status tone="info">Paused</Status>
  if (schedule !== null) return <span className="mono">{schedule}</span>
  if (desired === null) return missing
  const tone = (ready ?? 0) >= desired ? 'ok' : (ready ?? 0) === 0 ? 'crit' : 'warn'
  return (
    <Status tone={tone}>
      {count(ready ?? 0)} of {count(desired)}
    </Status>
  )
}

const budgetColumns: readonly ObjectColumn[] = [
  namespace,
  { label: 'Min available', num: true, cell: (budget) => asBudget(budget).minAvailable ?? missing },
  { label: 'Max unavailable', num: true, cell: (budget) => asBudget(budget).maxUnavailable ?? missing },
  {
    label: 'Healthy',
    num: true,
    cell: (budget) => `${asBudget(budget).currentHealthy} of ${asBudget(budget).expectedPods}`,
  },
  age,
  {
    label: 'Disruptions allowed',
    cell: (budget) => {
      const { disruptionsAllowed, expectedPods } = asBudget(budget)
      const isBlocking = disruptionsAllowed === 0 && expectedPods > 0
      return <Status tone={isBlocking ? 'warn' : 'ok'}>{count(disruptionsAllowed)}</Status>
    },
  },
]

export function columnsOf(kind: ClusterObject['kind']): readonly ObjectColumn[] {
  if (kind === 'Node') return nodeColumns
  if (kind === 'Pod') return podColumns
  return kind === 'PodDisruptionBudget' ? budgetColumns : workloadColumns
}
