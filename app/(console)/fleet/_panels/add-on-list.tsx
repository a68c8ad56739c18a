'use client'
// Every add-on of the fleet that matches: what is in trouble first, then what is most versions behind.
import { missing, plural } from '../../../../components/format/number.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useServerNow } from '../../_frame/sources.tsx'
import { addOnAnswer } from '../parts/part-answer.ts'
import { namesOf } from '../parts/part-names.ts'
import { partInput } from '../parts/part-params.ts'
import { type AddOnPage, addOnFacetNames, type PartView, useAddOns, usePartView } from '../parts/part-view.ts'
import { NoParts } from './no-parts.tsx'
import { ClusterCell, OwnerCell, StateCell } from './part-cells.tsx'
import { PartFacets } from './part-facets.tsx'
import { PartRows } from './part-rows.tsx'
import { PartTableFrame } from './part-table-frame.tsx'

const order = ['issue', 'drift', 'addOn', 'version', 'publisher', 'status', 'owner', 'account', 'region']
const heads = [
  'Add-on',
  'Cluster',
  'Region',
  'Version',
  'Behind',
  'Newest listed',
  'Publisher',
  'Owner',
] as const

export function AddOnList() {
  const view = usePartView()
  const { query, queryKey } = useAddOns(view)
  const page = query.data
  return (
    <>
      <p className="answer" aria-live="polite">
        {page !== undefined && addOnAnswer(page)}
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
          label="Add-ons"
          sortedBy="health issues, lag, name"
          page={page}
          isFetching={query.isFetching}
          files={<Files view={view} page={page} />}
        >
          <QueryFaces
            query={query}
            queryKey={queryKey}
            what="the add-ons of the fleet"
            name="Add-ons"
            shape={<SkeletonRows rows={12} />}
            empty={(data) =>
              data.rows.length === 0 ? (
                <NoParts what="add-on" plural="Add-ons" isTold={data.clusters.read > 0} />
              ) : null
            }
          >
            {({ rows }) => (
              <PartRows label="Add-ons by cluster" heads={heads} count={rows.length}>
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

function Files({ view, page }: { view: PartView; page: AddOnPage | undefined }) {
  const client = useTRPCClient()
  const readAt = useServerNow()
  const file = useFileExport(async (making) => {
    const [{ exportParts }, { addOnColumns: columns }] = await Promise.all([
      import('../parts/made-part-file.ts'),
      import('../parts/part-columns.ts'),
    ])
    const asked = partInput({ ...view.params, page: 1 }, view.scope, addOnFacetNames)
    const read = (cursor: string | undefined) =>
      client.fleet.addOns.query({ ...asked, limit: 500, cursor }, { signal: making.signal })
    return exportParts({ ...making, what: 'Add-ons', view, readAt: readAt ?? new Date(0), columns, read })
  })
  useExportCommands('add-ons', page === undefined || page.total === 0 ? undefined : file.start)
  return <ExportButtons what="add-ons" progress={file.progress} onExport={file.start} onStop={file.stop} />
}

function Row({ row, index }: { row: AddOnPage['rows'][number]; index: number }) {
  const { facts } = row
  const isBehind = (facts.versionsBehind ?? 0) > 0
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className="pin pin-first">
        {row.name}
      </th>
      <ClusterCell row={row} index={index} tab="add-ons" />
      <td className="secondary">{row.region ?? missing}</td>
      <td>{facts.version ?? missing}</td>
      <td className={isBehind ? 'tone-warn' : 'secondary'}>
        {facts.versionsBehind === null ? missing : isBehind ? plural(facts.versionsBehind, 'version') : '0'}
      </td>
      <td className="secondary">{facts.latestVersion ?? missing}</td>
      <td className="secondary">{facts.publisher ?? missing}</td>
      <OwnerCell owner={row.owner} />
      <StateCell status={facts.status} health={facts.health} />
    </tr>
  )
}
