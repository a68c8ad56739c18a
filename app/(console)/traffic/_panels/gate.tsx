'use client'
// What stands before the panels: an installation that nobody feeds yet is taught how, one whose sources
// cannot be read says so. Everything else lets the panels speak for themselves.
import type { ReactNode } from 'react'
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { ErrorFace, LoadingFace } from '../../../../components/ui/faces.tsx'
import { detailsOf, reasonOf } from '../../_frame/query-faces.tsx'
import { hasData, useSources } from '../../_frame/sources.tsx'

const teaching = deferred(() => import('./teaching.tsx'))

export function Gate({ children }: { children: ReactNode }) {
  const { list, error, refresh } = useSources()
  if (list !== undefined) {
    if (hasData(list)) return children
    return <Deferred from={teaching}>{({ Teaching }) => <Teaching list={list} />}</Deferred>
  }
  return (
    <section className="card" aria-label="Sources">
      {error === null || error === undefined ? (
        <LoadingFace what="the clusters that send audit logs" />
      ) : (
        <ErrorFace
          title="The sources could not be read."
          reason={reasonOf(error)}
          details={detailsOf(error)}
          onRetry={refresh}
        />
      )}
    </section>
  )
}
