'use client'
// One cluster's audit log beside the table: how it stands in words, what to do, and the facts behind
// it, asked anew every few seconds while the panel is open. Esc closes it.
import { Activity, Plug, RotateCw } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { useSourceTest } from '../source-test.ts'
import { type SourcesView, useSourceRows, useSourcesView } from '../sources-view.ts'
import { healthNames, healthTones } from '../words.ts'
import { RefusalItems } from './refusal-items.tsx'
import { SourceFacts } from './source-facts.tsx'

export function SourcePanel() {
  const view = useSourcesView()
  const { source } = view.params
  if (source === null) return null
  return <Panel key={source} clusterId={source} view={view} />
}

function Panel({ clusterId, view }: { clusterId: string; view: SourcesView }) {
  const { query, queryKey } = useSourceTest(clusterId)
  const row = useSourceRows(view).page?.rows.find((one) => one.clusterId === clusterId)
  return (
    <SidePanel
      label={`Source ${clusterId}`}
      title={clusterId}
      onClose={() => void view.setParams({ source: null })}
    >
      <QueryFaces query={query} queryKey={queryKey} what={`what ${clusterId} sends`} name="The test">
        {(test) => (
          <>
            <Status tone={healthTones[test.health]}>{healthNames[test.health]}</Status>
            <p className="summary">{test.says}</p>
            {test.steps.length > 0 && (
              <ul className="steps">
                {test.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ul>
            )}
            <Actions clusterId={clusterId} view={view} retest={() => void query.refetch()} />
            <SourceFacts test={test} row={row} />
            {test.refused.length > 0 && (
              <section aria-label="Refused calls for this cluster">
                <h3>Refused calls</h3>
                <RefusalItems calls={test.refused} now={test.now} />
              </section>
            )}
          </>
        )}
      </QueryFaces>
    </SidePanel>
  )
}

interface ActionsProps {
  readonly clusterId: string
  readonly view: SourcesView
  readonly retest: () => void
}

function Actions({ clusterId, view, retest }: ActionsProps) {
  return (
    <div className="row row-wrap panel-actions no-print">
      <Button size="small" onClick={retest}>
        <RotateCw size={14} aria-hidden="true" />
        Test now
      </Button>
      <Button size="small" onClick={() => void view.setParams({ connect: 'webhook' })}>
        <Plug size={14} aria-hidden="true" />
        Connect
      </Button>
      <PageLink className="btn btn-small" href={`/traffic?cluster=${encodeURIComponent(clusterId)}`}>
        <Activity size={14} aria-hidden="true" />
        Its traffic
      </PageLink>
    </div>
  )
}
