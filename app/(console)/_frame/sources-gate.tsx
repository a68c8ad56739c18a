'use client'
// What stands before the panels of a screen until the server's now is known: their questions end there.
// A failure of that first question is said once, with a retry, instead of in every panel; where nothing
// has arrived yet, `empty` stands there if the screen has one.
import type { ReactNode } from 'react'
import { ErrorFace, LoadingFace } from '../../../components/ui/faces.tsx'
import { detailsOf, reasonOf } from './query-faces.tsx'
import { hasData, useSources } from './sources.tsx'

export function SourcesGate({ empty, children }: { empty?: ReactNode; children: ReactNode }) {
  const { list, error, refresh } = useSources()
  if (list !== undefined) return empty === undefined || hasData(list) ? children : empty
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
