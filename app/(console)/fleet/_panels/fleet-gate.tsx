'use client'
// What stands in place of the panels while no cluster is known: why, and the one step that changes it. Looks
// again by itself when the sources do.
import { Plug } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { useFleetPage, useFleetView } from '../fleet-view.ts'

export function FleetGate({ children }: { children: ReactNode }) {
  const view = useFleetView()
  const { query } = useFleetPage(view)
  if (query.data === undefined || query.data.inScope > 0) return children
  if (view.scope !== undefined) {
    return (
      <section className="card" aria-label="Inventory">
        <EmptyFace
          title="No cluster is in this scope"
          action={
            <Button size="tiny" onClick={() => view.view.chooseOnly([])}>
              All clusters
            </Button>
          }
        >
          Its accounts, regions, labels and owners have no cluster in common, or a cluster it names is gone.
        </EmptyFace>
      </section>
    )
  }
  return (
    <section className="card" aria-label="Inventory">
      <EmptyFace
        title="No cluster is known yet"
        action={
          <PageLink className="btn btn-primary" href="/sources?connect=kube">
            <Plug size={14} aria-hidden="true" />
            Connect clusters
          </PageLink>
        }
      >
        A cluster is listed from the moment an AWS account or its API server is read, or its first audit event
        arrives. Sources has what to copy for each.
      </EmptyFace>
    </section>
  )
}
