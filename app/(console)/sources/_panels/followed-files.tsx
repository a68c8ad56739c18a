'use client'
// Files of this machine that are read as they grow. Nothing is drawn while none is followed, and few follow any:
// the table's script comes after the page.
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { useSourceRows, useSourcesView } from '../sources-view.ts'

const table = deferred(() => import('./followed-table.tsx'))

export function FollowedFiles() {
  const view = useSourcesView()
  const { query, page } = useSourceRows(view)
  const files = page?.intake?.followedFiles ?? []
  const now = query.data?.now
  if (files.length === 0 || now === undefined) return null
  return (
    <Deferred from={table}>
      {({ FollowedTable }) => (
        <FollowedTable
          files={files}
          now={now}
          onOpen={(clusterId) => void view.setParams({ source: clusterId })}
        />
      )}
    </Deferred>
  )
}
