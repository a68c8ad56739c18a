'use client'
// One cluster's audit log beside the table: how it stands in words, what to do, and the facts behind
// it, asked anew every few seconds while the panel is open. Esc closes it.
import { Activity, Plug, RotateCw, X } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { Button, IconButton } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
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

/** Esc closes the nearest layer: an open popover or dialog takes it first. */
function useEscape(close: () => void) {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('dialog[open], :popover-open')) return
      if (event.target instanceof HTMLInputElement) return
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function Panel({ clusterId, view }: { clusterId: string; view: SourcesView }) {
  const { query, queryKey } = useSourceTest(clusterId)
  const row = useSourceRows(view).page?.rows.find((one) => one.clusterId === clusterId)
  const close = () => {
    document.querySelector<HTMLElement>('[data-row][aria-expanded="true"]')?.focus()
    void view.setParams({ source: null })
  }
  useEscape(close)
  return (
    <aside className="card side-panel sheet" aria-label={`Source ${clusterId}`}>
      <div className="card-head">
        <h2 className="grow panel-title">{clusterId}</h2>
        <IconButton label="Close panel" size="tiny" kind="ghost" onClick={close}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="side-panel-body">
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
      </div>
    </aside>
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
      <Link className="btn btn-small" href={`/traffic?cluster=${encodeURIComponent(clusterId)}`}>
        <Activity size={14} aria-hidden="true" />
        Its traffic
      </Link>
    </div>
  )
}
