'use client'
// Nodes, pods or workloads of the cluster: found, sorted and paged by the store.
import { type ReactNode, useRef } from 'react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import {
  type ClusterObjects,
  type ClusterView,
  type ObjectKind,
  objectsPerPage,
  useClusterObjects,
} from '../cluster-view.ts'
import { columnsOf } from '../object-columns.tsx'
import { FindObjects } from './find-objects.tsx'
import { ObjectHead } from './object-head.tsx'

interface ObjectTableProps {
  readonly title: string
  readonly kind: ObjectKind
  readonly view: ClusterView
  /** Phases that rows may be narrowed to. */
  readonly phases?: readonly string[]
  readonly choice?: ReactNode
  readonly now: Date
}

export function ObjectTable({ title, kind, view, phases = [], choice, now }: ObjectTableProps) {
  const { query, queryKey } = useClusterObjects(view, kind)
  const page = query.data
  return (
    <Card
      title={title}
      busy={page !== undefined && query.isFetching}
      {...(page && { sub: count(page.total), foot: <Foot page={page} view={view} /> })}
      actions={
        <>
          {choice}
          <FindObjects view={view} phases={phases} />
        </>
      }
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what={title.toLowerCase()}
        name={title}
        shape={<SkeletonRows rows={10} />}
        empty={(found) =>
          found.rows.length === 0 ? <NoRows page={found} title={title} view={view} /> : null
        }
      >
        {(found) => <Rows page={found} kind={kind} view={view} now={now} />}
      </QueryFaces>
    </Card>
  )
}

function Foot({ page, view }: { page: ClusterObjects; view: ClusterView }) {
  return (
    <PageTurner
      page={page}
      current={view.params.page}
      perPage={objectsPerPage}
      onTurn={(to) => void view.setParams({ page: to })}
    />
  )
}

function NoRows({ page, title, view }: { page: ClusterObjects; title: string; view: ClusterView }) {
  if (!page.isRead) {
    return (
      <EmptyFace title={`No ${title.toLowerCase()} are read`}>
        They come from the cluster’s API server. Sources says how to read it: name its kubeconfig context, or
        its address and a credential.
      </EmptyFace>
    )
  }
  const isNarrowed = view.params.find.trim() !== '' || view.params.phase !== null
  return (
    <EmptyFace
      title={isNarrowed ? 'Nothing matches' : `No ${title.toLowerCase()}`}
      {...(isNarrowed && {
        action: (
          <Button size="tiny" onClick={() => void view.setParams({ find: null, phase: null, page: null })}>
            Show all
          </Button>
        ),
      })}
    >
      {isNarrowed ? 'Others are hidden by the find field or the chosen state.' : 'The API server lists none.'}
    </EmptyFace>
  )
}

interface RowsProps {
  readonly page: ClusterObjects
  readonly kind: ObjectKind
  readonly view: ClusterView
  readonly now: Date
}

function Rows({ page, kind, view, now }: RowsProps) {
  const scroller = useRef<HTMLElement>(null)
  const columns = columnsOf(kind)
  return (
    <section
      className="table-scroll object-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Objects"
    >
      <table className="table" aria-rowcount={page.rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <ObjectHead column={{ label: 'Name', sort: 'name', cell: () => null }} view={view} />
            {columns.map((column) => (
              <ObjectHead key={column.label} column={column} view={view} />
            ))}
          </tr>
        </thead>
        <VirtualRows count={page.rows.length} columns={columns.length + 1} scroller={scroller} height={560}>
          {(index) => {
            const object = page.rows[index]
            if (object === undefined) return null
            return (
              <tr key={object.uid} aria-rowindex={index + 2}>
                <th scope="row" className="object-name ellipsis" title={object.name}>
                  {object.name}
                </th>
                {columns.map(({ label, num, cell }) => (
                  <td key={label} className={num ? 'num' : undefined}>
                    {cell(object, now)}
                  </td>
                ))}
              </tr>
            )
          }}
        </VirtualRows>
      </table>
    </section>
  )
}
