'use client'
// Below the rows: which of how many they are, in how many groups, and the keys that go over them.
import { plural } from '../../../../components/format/number.ts'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import type { FleetPage, FleetView } from '../fleet-view.ts'
import { hasClosedGroups, rowsPerPage } from '../search-params.ts'

/** What the table shows of a page. */
export type Shown = Pick<FleetPage, 'rows' | 'groups' | 'total' | 'nextCursor'>

export function TableFoot({ page, shown, view }: { page: FleetPage; shown: Shown; view: FleetView }) {
  const isPart = hasClosedGroups(view.params)
  return (
    <div className="card-foot">
      {(!isPart || shown.total > 0) && (
        <PageTurner
          page={shown}
          current={view.params.page}
          perPage={rowsPerPage}
          onTurn={(to) => void view.setParams({ page: to })}
        />
      )}
      {isPart && (
        <span>
          {shown.total > 0 && 'in open groups · '}
          {plural(page.groups?.length ?? 0, 'group')} of {plural(page.total, 'cluster')}
        </span>
      )}
      <span className="only-wide">Fees are list prices of us-east-1.</span>
      <span className="grow" />
      <span className="row row-tight no-print key-hints" aria-hidden="true">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move <Kbd>X</Kbd> select <Kbd>↵</Kbd> open <Kbd>/</Kbd> filter rows
      </span>
    </div>
  )
}
