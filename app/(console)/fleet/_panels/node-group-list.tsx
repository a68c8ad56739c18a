'use client'
// Every node group of the fleet that matches: what is in trouble first, then what lags behind its cluster.
import { count, missing, plural } from '../../../../components/format/number.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { nodeGroupAnswer } from '../parts/part-answer.ts'
import { usePartFile } from '../parts/part-file.ts'
import { partInput } from '../parts/part-params.ts'
import {
  type NodeGroupPage,
  nodeGroupFacetNames,
  type PartView,
  useNodeGroups,
  usePartView,
} from '../parts/part-view.ts'
import { imageWord, partFacetWord, skewWord } from '../parts/part-words.ts'
import { ClusterCell, OwnerCell, StateCell } from './part-cells.tsx'
import { type PartKindWords, PartList } from './part-list.tsx'

const nodeGroups: PartKindWords = {
  what: 'node group',
  plural: 'Node groups',
  toldBy: 'Node groups come from the EKS API',
  sortedBy: 'health issues, lag, size',
  facets: [
    ...['issue', 'skew', 'image', 'version', 'instanceType', 'capacity', 'repair', 'taint', 'status'],
    ...['owner', 'account', 'region'],
  ],
  heads: [
    'Node group',
    ...['Cluster', 'Region', 'Version', 'Behind', 'Image', 'Instance types', 'Capacity', 'Size', 'Owner'],
  ],
}

export function NodeGroupList() {
  const view = usePartView()
  const asked = useNodeGroups(view)
  const page = asked.query.data
  return (
    <PartList
      kind={nodeGroups}
      view={view}
      asked={asked}
      answer={nodeGroupAnswer}
      files={<Files view={view} page={page} />}
      {...(page?.nodes != null && { sums: `${plural(page.nodes, 'node')} wanted` })}
    >
      {(row, index) => <Row key={`${row.clusterId}/${row.name}`} row={row} index={index} />}
    </PartList>
  )
}

function Files({ view, page }: { view: PartView; page: NodeGroupPage | undefined }) {
  const client = useTRPCClient()
  const asked = partInput({ ...view.params, page: 1 }, view.scope, nodeGroupFacetNames)
  const file = usePartFile({
    what: nodeGroups.plural,
    view,
    total: page?.total,
    columns: () => import('../parts/part-columns.ts').then(({ nodeGroupColumns }) => nodeGroupColumns),
    read: (cursor, signal) => client.fleet.nodeGroups.query({ ...asked, limit: 500, cursor }, { signal }),
  })
  return (
    <ExportButtons what="node groups" progress={file.progress} onExport={file.start} onStop={file.stop} />
  )
}

function Row({ row, index }: { row: NodeGroupPage['rows'][number]; index: number }) {
  const { facts, skew } = row
  const isOld = facts.amiType?.startsWith('AL2_') === true
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className="pin pin-first">
        {row.name}
      </th>
      <ClusterCell row={row} index={index} tab="node-groups" />
      <td className="secondary">{row.region ?? missing}</td>
      <td title={facts.releaseVersion ?? undefined}>{facts.version ?? missing}</td>
      <td className={(skew.minorsBehind ?? 0) > 1 ? 'tone-warn' : 'secondary'}>
        {skew.minorsBehind === null ? missing : skew.minorsBehind === 0 ? '0' : skewWord(skew.minorsBehind)}
      </td>
      <td className={isOld ? 'tone-warn' : 'secondary'}>
        {facts.amiType === null ? missing : imageWord(facts.amiType)}
      </td>
      <td className="secondary ellipsis" title={facts.instanceTypes.join(', ')}>
        {facts.instanceTypes.slice(0, 2).join(', ') || missing}
        {facts.instanceTypes.length > 2 && ` +${facts.instanceTypes.length - 2}`}
      </td>
      <td className="secondary">
        {facts.capacityType === null ? missing : partFacetWord('capacity', facts.capacityType)}
      </td>
      <td className="num">{count(facts.desiredSize)}</td>
      <OwnerCell owner={row.owner} />
      <StateCell status={facts.status} health={facts.health} />
    </tr>
  )
}
