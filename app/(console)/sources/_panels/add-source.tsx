'use client'
// The last step of letting Periplus read: tries the source out without storing anything, adds it under its name and
// shows how it is read, until a person has seen enough.
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { isClusterId } from '../../../../domain/model/cluster-id.ts'
import type { PageSource } from '../../../../domain/model/source-definition.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { useReadSources, useReread } from '../read-view.ts'
import { readNames, readTones, standText } from '../read-words.ts'
import type { SourcesView } from '../sources-view.ts'
import { TestFaces } from './test-faces.tsx'

/** Sources are called as clusters are. */
export const isSourceName = isClusterId

interface NameFieldProps {
  readonly name: string
  readonly suggested: string
  readonly onName: (name: string) => void
}

export function NameField({ name, suggested, onName }: NameFieldProps) {
  const id = useId()
  const isWrong = name.trim() !== '' && !isSourceName(name.trim())
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        Name of the source
      </label>
      <input
        className="input connect-cluster"
        id={id}
        value={name}
        placeholder={suggested}
        maxLength={100}
        aria-invalid={isWrong}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      {isWrong && (
        <p className="field-error" role="alert">
          A source is called by 1 to 100 of a-z, 0-9, dot and dash, starting with a letter or digit.
        </p>
      )}
    </div>
  )
}

interface AddSourceProps {
  readonly step: string
  readonly label: string
  /** Null while something is missing; `missing` says what. */
  readonly source: PageSource | null
  readonly missing: string
  /** What a person should know before. */
  readonly children?: ReactNode
  readonly view: SourcesView
}

export function AddSource({ step, label, source, missing, view, children }: AddSourceProps) {
  const trpc = useTRPC()
  const reread = useReread()
  const add = useMutation(trpc.sources.add.mutationOptions({ onSettled: reread }))
  const test = useMutation(trpc.sources.tryOut.mutationOptions())
  return (
    <section className="teach-step" aria-label="See it read">
      <h3>{step}</h3>
      {children}
      <div className="row row-wrap">
        <Button
          kind="primary"
          size="small"
          disabled={source === null || add.isPending}
          onClick={() => source !== null && add.mutate({ source })}
        >
          {add.isPending ? 'Adding' : label}
        </Button>
        <Button
          size="small"
          disabled={source === null || test.isPending}
          onClick={() => source !== null && test.mutate({ source })}
        >
          <RotateCw size={14} aria-hidden="true" />
          {test.isPending ? 'Testing' : 'Test now'}
        </Button>
        {source === null && <span className="note">{missing}</span>}
      </div>
      {/* What was found is of what was filled in then. */}
      {JSON.stringify(test.variables?.source) === JSON.stringify(source) && (
        <TestFaces test={test} name={source?.name ?? ''} />
      )}
      {add.isError && (
        <p className="field-error" role="alert">
          {reasonOf(add.error)}
        </p>
      )}
      {add.data && <Added sourceId={add.data.sourceId} view={view} />}
    </section>
  )
}

function Added({ sourceId, view }: { sourceId: string; view: SourcesView }) {
  const { page, rows } = useReadSources(view)
  const row = rows.find((one) => one.sourceId === sourceId)
  const name = sourceId.slice(sourceId.indexOf(':') + 1)
  return (
    <div className="connect-check" role="status">
      <span className="row row-wrap">
        <span className="medium">{name}</span>
        {row && <Status tone={readTones[row.state]}>{readNames[row.state]}</Status>}
      </span>
      <p>
        {row && page ? standText(row, page.now) : 'It is added; a worker will begin to read it in a moment.'}
      </p>
      {row?.troubles[0] && <p>{row.troubles[0].says}</p>}
      <Button size="tiny" onClick={() => void view.setParams({ read: sourceId, source: null })}>
        Show {name}
      </Button>
    </div>
  )
}
