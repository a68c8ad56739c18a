'use client'
// One source that is read, beside the table: how it stands, what is wrong and what to do, a test at the
// press of a button, and the facts behind it. Esc closes it.
import { fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { type ReadSource, useReadSources } from '../read-view.ts'
import { kindName, limitsOf, readNames, readTones, standText } from '../read-words.ts'
import { type SourcesView, useSourcesView } from '../sources-view.ts'
import { ReadActions } from './read-actions.tsx'
import { ReadFacts } from './read-facts.tsx'
import { ReadTroubles } from './read-troubles.tsx'

export function ReadPanel() {
  const view = useSourcesView()
  const { read, source } = view.params
  if (read === null || source !== null) return null
  return <Panel key={read} sourceId={read} view={view} />
}

function Panel({ sourceId, view }: { sourceId: string; view: SourcesView }) {
  const { page, rows } = useReadSources(view)
  const row = rows.find((one) => one.sourceId === sourceId)
  const [kind = '', ...name] = sourceId.split(':')
  const close = () => {
    document.querySelector<HTMLElement>('[data-read][aria-expanded="true"]')?.focus()
    void view.setParams({ read: null })
  }
  return (
    <SidePanel
      label={`Source ${name.join(':')}`}
      title={name.join(':')}
      hint={kindName(kind)}
      onClose={close}
    >
      {page === undefined ? (
        <p className="note">Reading how it stands.</p>
      ) : row === undefined ? (
        <p className="summary">
          There is no such source on this page of the table; it may have been removed.
        </p>
      ) : (
        <Found row={row} now={page.now} />
      )}
    </SidePanel>
  )
}

function Found({ row, now }: { row: ReadSource; now: Date }) {
  return (
    <>
      <Status tone={readTones[row.state]}>{readNames[row.state]}</Status>
      <p className="summary">{standText(row, now)}</p>
      <ReadTroubles troubles={row.troubles} />
      <ReadActions row={row} />
      <ReadFacts row={row} now={now} />
      {row.lastTriedAt !== null && (
        <p className="note panel-note">
          Begun {fullInstant(row.lastTriedAt)}. {limitsOf(row.kind)}
        </p>
      )}
    </>
  )
}
