'use client'
// Nodes, pods or workloads of the cluster: found, sorted and paged by the store.
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import {
  type ClusterObjects,
  type ClusterView,
  type ObjectKind,
  objectsPerPage,
  useClusterObjects,
} from '../cluster-view.ts'
import { columnsOf, type ObjectColumn } from '../object-columns.tsx'
import { FindObjects } from './find-objects.tsx'

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
      {...(page && { sub: count(page.total), foot: <TableFoot page={page} view={view} /> })}
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
            <Head column={{ label: 'Name', sort: 'name', cell: () => null }} view={view} />
            {columns.map((column) => (
              <Head key={column.label} column={column} view={view} />
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

function Head({ column: { label, sort, num, title }, view }: { column: ObjectColumn; view: ClusterView }) {
  const { params } = view
  const sorted = sort !== undefined && params.sort === sort
  const Arrow = params.descending ? ArrowDown : ArrowUp
  const sortBy = (by: typeof sort) =>
    void view.setParams({
      sort: by ?? null,
      descending: sorted && !params.descending ? true : null,
      page: null,
    })
  return (
    <th
      scope="col"
      className={num ? 'num' : undefined}
      title={title}
      aria-sort={sorted ? (params.descending ? 'descending' : 'ascending') : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Sort by ${label}`}
          onClick={() => sortBy(sort)}
        >
          {label}
          {sorted && <Arrow size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}

function TableFoot({ page, view }: { page: ClusterObjects; view: ClusterView }) {
  const current = view.params.page
  const offset = (current - 1) * objectsPerPage
  const turn = (to: number) => void view.setParams({ page: to })
  return (
    <>
      <span>
        Rows {count(page.rows.length === 0 ? 0 : offset + 1)}–{count(offset + page.rows.length)} of{' '}
        {count(page.total)}
      </span>
      {(current > 1 || page.nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={current === 1} onClick={() => turn(current - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {objectsPerPage}
          </Button>
          <Button size="tiny" disabled={page.nextCursor === null} onClick={() => turn(current + 1)}>
            Next {objectsPerPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
    </>
  )
}
