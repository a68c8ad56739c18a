'use client'
// Every node of the fleet that matches: what is not Ready first, then what has a bad condition, then the oldest kubelet.
import { missing, plural } from '../../../../components/format/number.ts'
import { cores, memory } from '../../../../components/format/quantity.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { fleetNodeFacets } from '../../../../domain/model/fleet-node.ts'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { nodeAnswer } from '../parts/part-answer.ts'
import { usePartFile } from '../parts/part-file.ts'
import { partInput } from '../parts/part-params.ts'
import { type NodePage, type PartView, useNodes, usePartView } from '../parts/part-view.ts'
import { partFacetWord } from '../parts/part-words.ts'
import { ClusterCell, OwnerCell } from './part-cells.tsx'
import { type PartKindWords, PartList } from './part-list.tsx'

const nodes: PartKindWords = {
  what: 'node',
  plural: 'Nodes',
  sortedBy: 'condition, then the oldest kubelet',
  toldBy: 'Nodes come from the Kubernetes API of each cluster',
  facets: fleetNodeFacets,
  heads: [
    'Node',
    ...['Cluster', 'Kubelet', 'Instance type', 'Zone', 'Image', 'Taints', 'CPU', 'Memory', 'Owner'],
  ],
}

export function NodeList() {
  const view = usePartView()
  const asked = useNodes(view)
  const page = asked.query.data
  return (
    <PartList
      kind={nodes}
      view={view}
      asked={asked}
      answer={nodeAnswer}
      files={<Files view={view} page={page} />}
      {...(page && { sums: sumsOf(page) })}
    >
      {(row, index) => <Row key={`${row.clusterId}/${row.name}`} row={row} index={index} />}
    </PartList>
  )
}

function sumsOf({ cpuMillicores, memoryBytes, gpus, clusters }: NodePage): string {
  const unread = clusters.inScope - clusters.read
  const left = unread === 0 ? '' : ` · not counting ${plural(unread, 'cluster')} whose nodes are not read`
  const accelerated = gpus === 0 ? '' : ` · ${plural(gpus, 'GPU')}`
  return `${cores(cpuMillicores)} CPUs · ${memory(memoryBytes)} allocatable${accelerated}${left}`
}

function Files({ view, page }: { view: PartView; page: NodePage | undefined }) {
  const client = useTRPCClient()
  const asked = partInput({ ...view.params, page: 1 }, view.scope, fleetNodeFacets)
  const file = usePartFile({
    what: nodes.plural,
    view,
    total: page?.total,
    columns: () => import('../parts/part-columns.ts').then(({ nodeColumns }) => nodeColumns),
    read: (cursor, signal) => client.fleet.nodes.query({ ...asked, limit: 500, cursor }, { signal }),
  })
  return <ExportButtons what="nodes" progress={file.progress} onExport={file.start} onStop={file.stop} />
}

function Row({ row, index }: { row: NodePage['rows'][number]; index: number }) {
  const { facts } = row
  const taints = facts.taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className="pin pin-first ellipsis" title={row.name}>
        {row.name}
      </th>
      <ClusterCell row={row} index={index} tab="nodes" />
      <td>{facts.kubeletVersion ?? missing}</td>
      <td className="secondary">{facts.instanceType ?? missing}</td>
      <td className="secondary">{facts.zone ?? missing}</td>
      <td className="secondary ellipsis fleet-text" title={facts.osImage ?? undefined}>
        {facts.osImage ?? missing}
      </td>
      <td className="secondary ellipsis fleet-text" title={taints.join('\n') || undefined}>
        {taints.join(', ') || <span className="muted">none</span>}
      </td>
      <td className="num">{cores(row.cpuMillicores)}</td>
      <td className="num">{memory(row.memoryBytes)}</td>
      <OwnerCell owner={row.owner} />
      <Conditions row={row} />
    </tr>
  )
}

/** What is wrong comes before what is wanted: cordoned is somebody's choice. */
function Conditions({ row: { phase, facts } }: { row: NodePage['rows'][number] }) {
  const bad = facts.problems.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`))
  const [problem] = facts.problems
  const tone = phase === 'Unknown' ? 'unk' : phase !== 'Ready' ? 'crit' : problem ? 'warn' : 'ok'
  const word = phase === 'Ready' && problem !== undefined ? problem.type : partFacetWord('condition', phase)
  return (
    <td className="pin-last part-state" title={bad.join('\n') || undefined}>
      <Status tone={tone}>
        {word}
        {facts.isUnschedulable && ', cordoned'}
      </Status>
    </td>
  )
}
