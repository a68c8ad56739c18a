'use client'
// A list of node groups or add-ons over the whole fleet: its answer, its facets, and its table with the faces of
// a question. What each of them is called and how a row is drawn comes from outside.
import type { ReactNode } from 'react'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces, type QueryFacesProps } from '../../_frame/query-faces.tsx'
import { namesOf } from '../parts/part-names.ts'
import type { PartView } from '../parts/part-view.ts'
import { NoParts } from './no-parts.tsx'
import { PartFacets, type PartFacetsProps } from './part-facets.tsx'
import { PartRows } from './part-rows.tsx'
import { type PartPage, PartTableFrame } from './part-table-frame.tsx'

/** What a kind of parts is called, and what is shown of it. */
export interface PartKindWords {
  /** "node group" */
  readonly what: string
  /** "Node groups" */
  readonly plural: string
  readonly sortedBy: string
  /** "Add-ons come from the EKS API" */
  readonly toldBy: string
  /** Facets, in the order of the column. */
  readonly facets: readonly string[]
  readonly heads: readonly [string, ...string[]]
}

interface ListedPart {
  readonly clusterId: string
  readonly name: string
  readonly accountId: string | null
  readonly accountName: string | null
}

interface ListedParts extends PartPage {
  readonly rows: readonly ListedPart[]
  readonly facets: NonNullable<PartFacetsProps['facets']>
  readonly clusters: { readonly read: number }
}

interface PartListProps<Page extends ListedParts> {
  readonly kind: PartKindWords
  readonly view: PartView
  readonly asked: {
    readonly query: QueryFacesProps<Page>['query'] & { readonly isFetching: boolean }
    readonly queryKey: readonly unknown[]
  }
  readonly answer: (page: Page) => string
  readonly files: ReactNode
  /** Sums of what matches: "7,214 nodes". */
  readonly sums?: string
  readonly children: (row: Page['rows'][number], index: number) => ReactNode
}

export function PartList<Page extends ListedParts>(props: PartListProps<Page>) {
  const { kind, view, asked, answer, files, sums, children } = props
  const { query, queryKey } = asked
  const page = query.data
  return (
    <>
      <p className="answer" aria-live="polite">
        {page !== undefined && answer(page)}
      </p>
      <div className="fleet">
        <PartFacets
          view={view}
          order={kind.facets}
          facets={page?.facets}
          total={page?.total ?? 0}
          names={namesOf(page?.rows ?? [])}
        />
        <PartTableFrame
          view={view}
          label={kind.plural}
          sortedBy={kind.sortedBy}
          page={page}
          isFetching={query.isFetching}
          files={files}
          {...(sums !== undefined && { sums })}
        >
          <QueryFaces
            query={query}
            queryKey={queryKey}
            what={`the ${kind.what}s of the fleet`}
            name={kind.plural}
            shape={<SkeletonRows rows={12} />}
            empty={({ rows, clusters }) =>
              rows.length === 0 ? (
                <NoParts what={kind.what} toldBy={kind.toldBy} isTold={clusters.read > 0} />
              ) : null
            }
          >
            {({ rows }) => (
              <PartRows label={`${kind.plural} by cluster`} heads={kind.heads} count={rows.length}>
                {(index) => {
                  const row = rows[index]
                  return row && children(row, index)
                }}
              </PartRows>
            )}
          </QueryFaces>
        </PartTableFrame>
      </div>
    </>
  )
}
