'use client'
// What stands in place of the panels: no cluster chosen, several, one that is not known, or the wait for it.
import { Boxes } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useClusterView, useWholeCluster } from '../cluster-view.ts'

export function ClusterGate({ children }: { children: ReactNode }) {
  const view = useClusterView()
  const { query, queryKey } = useWholeCluster(view)
  if (view.clusterId !== null && query.data !== undefined) return children
  return (
    <>
      <div className="page-head">
        <h1>Cluster</h1>
      </div>
      <section className="card" aria-label="Cluster">
        {view.clusterId === null ? (
          <EmptyFace
            title="Choose one cluster"
            action={
              <PageLink className="btn btn-small" href="/fleet">
                <Boxes size={14} aria-hidden="true" />
                Open the inventory
              </PageLink>
            }
          >
            This page is about the cluster that the scope above names. Choose exactly one there, or open one
            from the inventory.
          </EmptyFace>
        ) : (
          <QueryFaces
            query={query}
            queryKey={queryKey}
            what={view.clusterId}
            name={`The cluster ${view.clusterId}`}
            shape={<SkeletonRows rows={8} />}
          >
            {() => null}
          </QueryFaces>
        )}
      </section>
    </>
  )
}
