// The sheet of components: every primitive in every state, in the theme you are using. For developers and
// for the tests that compare how they look; any other server answers 404.
import './parts.css'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { showsDevPages } from '../../_trpc/server.ts'
import { ChartParts } from './_panels/chart-parts.tsx'
import { ControlParts } from './_panels/control-parts.tsx'
import { FaceParts } from './_panels/face-parts.tsx'
import { LayerParts } from './_panels/layer-parts.tsx'
import { ShellParts } from './_panels/shell-parts.tsx'
import { StatusParts } from './_panels/status-parts.tsx'
import { TableParts } from './_panels/table-parts.tsx'

export const metadata: Metadata = { title: 'Components and states', robots: 'noindex' }

export default async function PartsPage() {
  if (!(await showsDevPages())) notFound()
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-head">
        <div className="grow">
          <h1>Components and states</h1>
          <p className="answer">Every control, chart and state, in the theme you are using.</p>
        </div>
      </div>
      <ShellParts />
      <div className="parts">
        <div>
          <ControlParts />
          <StatusParts />
        </div>
        <div>
          <ChartParts />
          <TableParts />
        </div>
        <div>
          <LayerParts />
          <FaceParts />
        </div>
      </div>
    </main>
  )
}
