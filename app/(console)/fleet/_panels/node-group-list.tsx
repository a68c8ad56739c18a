'use client'
// Every node group of the fleet that matches: what is in trouble first, then what lags behind its cluster.
import { count, missing, plural } from '../../../../components/format/number.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useServerNow } from '../../_frame/sources.tsx'
import { nodeGroupAnswer } from '../parts/part-answer.ts'
import { namesOf } from '../parts/part-names.ts'
import { partInput } from '../parts/part-params.ts'
import {
  type NodeGroupPage,
  nodeGroupFacetNames,
  type PartView,
  useNodeGroups,
  usePartView,
} from '../parts/part-view.ts'
import { imageWord, partFacetWord, skewWord } from '../parts/part-words.ts'
import { NoParts } from './no-parts.tsx'
import { ClusterCell, OwnerCell, StateCell } from './part-cells.tsx'
import { PartFacets } from './part-facets.tsx'
import { PartRows } from './part-rows.tsx'
import { PartTableFrame } from './part-table-frame.tsx'

const order = [
  ...['issue', 'skew', 'image', 'version', 'instanceType', 'capacity', 'repair', 'taint', 'status'],
  ...['owner', 'account', 'region'],
]
const heads = [
  'Node group',
  'Cluster',
  'Region',
  'Version',
  'Behind',
  'Image',
  'Instance types',
  'Capacity',
  'Size',
  'Owner',
] as const

export function NodeGroupList() {
  const view = usePartView()
  const { query, queryKey } = useNodeGroups(view)
  const page = query.data
  return (
    <>
      <p className="answer" aria-live="polite">
        {page !== undefined && nodeGroupAnswer(page)}
      </p>
      <div className="fleet">
        <PartFacets
          view={view}
          order={order}
          facets={page?.facets}
          total={page?.total ?? 0}
          names={namesOf(page?.rows ?? [])}
        />
        <PartTableFrame
          view={view}
          label="Node groups"
          sortedBy="health issues, lag, size"
          page={page}
          isFetching={query.isFetching}
          files={<Files view={view} page={page} />}
          {...(page?.nodes != null && { sums: `${plural(page.nodes, 'node')} wanted` })}
        >
          <QueryFaces
            query={query}
            queryKey={queryKey}
            what="the node groups of the fleet"
            name="Node groups"
            shape={<SkeletonRows rows={12} />}
            empty={(data) =>
              data.rows.length === 0 ? (
                <NoParts what="node group" plural="Node groups" isTold={data.clusters.read > 0} />
              ) : null
            }
          >
            {({ rows }) => (
              <PartRows label="Node groups by cluster" heads={heads} count={rows.length}>
                {(index) => {
                  const row = rows[index]
                  return row && <Row key={`${row.clusterId}/${row.name}`} row={row} index={index} />
                }}
              </PartRows>
            )}
          </QueryFaces>
        </PartTableFrame>
      </div>
    </>
  )
}

function Files({ view, page }: { view: PartView; page: NodeGroupPage | undefined }) {
  const client = useTRPCClient()
  const readAt = useServerNow()
  const file = useFileExport(async (making) => {
    const [{ exportParts }, { nodeGroupColumns: columns }] = await Promise.all([
      import('../parts/made-part-file.ts'),
      import('../parts/part-columns.ts'),
    ])
    const asked = partInput({ ...view.params, page: 1 }, view.scope, nodeGroupFacetNames)
    const read = (cursor: string | undefined) =>
      client.fleet.nodeGroups.query({ ...asked, limit: 500, cursor }, { signal: making.signal })
    return exportParts({ ...making, what: 'Node groups', view, readAt: readAt ?? new Date(0), columns, read })
  })
  useExportCommands('node groups', page === undefined || page.total === 0 ? undefined : file.start)
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
