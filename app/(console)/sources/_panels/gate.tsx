'use client'
// What stands before the panels until the server's now is known: their questions end there. A failure of
// that first question is said once, with a retry, instead of in every panel.
import type { ReactNode } from 'react'
import { ErrorFace, LoadingFace } from '../../../../components/ui/faces.tsx'
import { detailsOf, reasonOf } from '../../_frame/query-faces.tsx'
import { useSources } from '../../_frame/sources.tsx'

export function Gate({ children }: { children: ReactNode }) {
  const { list, error, refresh } = useSources()
  if (list !== undefined) return children
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
