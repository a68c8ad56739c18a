'use client'
// Every add-on of the fleet that matches: what is in trouble first, then what is most versions behind.
import { missing, plural } from '../../../../components/format/number.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { addOnAnswer } from '../parts/part-answer.ts'
import { usePartFile } from '../parts/part-file.ts'
import { partInput } from '../parts/part-params.ts'
import { type AddOnPage, addOnFacetNames, type PartView, useAddOns, usePartView } from '../parts/part-view.ts'
import { ClusterCell, OwnerCell, StateCell } from './part-cells.tsx'
import { type PartKindWords, PartList } from './part-list.tsx'

const addOns: PartKindWords = {
  what: 'add-on',
  plural: 'Add-ons',
  toldBy: 'Add-ons come from the EKS API',
  sortedBy: 'health issues, lag, name',
  facets: ['issue', 'drift', 'addOn', 'version', 'publisher', 'status', 'owner', 'account', 'region'],
  heads: ['Add-on', 'Cluster', 'Region', 'Version', 'Behind', 'Newest listed', 'Publisher', 'Owner'],
}

export function AddOnList() {
  const view = usePartView()
  const asked = useAddOns(view)
  return (
    <PartList
      kind={addOns}
      view={view}
      asked={asked}
      answer={addOnAnswer}
      files={<Files view={view} page={asked.query.data} />}
    >
      {(row, index) => <Row key={`${row.clusterId}/${row.name}`} row={row} index={index} />}
    </PartList>
  )
}

function Files({ view, page }: { view: PartView; page: AddOnPage | undefined }) {
  const client = useTRPCClient()
  const asked = partInput({ ...view.params, page: 1 }, view.scope, addOnFacetNames)
  const file = usePartFile({
    what: addOns.plural,
    view,
    total: page?.total,
    columns: () => import('../parts/part-columns.ts').then(({ addOnColumns }) => addOnColumns),
    read: (cursor, signal) => client.fleet.addOns.query({ ...asked, limit: 500, cursor }, { signal }),
  })
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
