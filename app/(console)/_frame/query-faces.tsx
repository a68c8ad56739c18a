'use client'
// The four faces of a panel around one query: loading shape, empty, error with a retry, data. Old values
// stay while newer ones are read; a failed panel never takes its neighbours along.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { EmptyFace, ErrorFace, LoadingFace } from '../../../components/ui/faces.tsx'

interface Asked<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly status: 'pending' | 'error' | 'success'
  readonly fetchStatus: 'fetching' | 'paused' | 'idle'
  refetch(): unknown
}

export interface QueryFacesProps<Data> {
  readonly query: Asked<Data>
  readonly queryKey: readonly unknown[]
  /** What is read, for the loading face: "requests of 3 clusters". */
  readonly what: string
  /** What failed: "Top talkers". */
  readonly name: string
  readonly shape?: ReactNode
  /** Null when there is something to draw. */
  readonly empty?: (data: Data) => ReactNode
  readonly children: (data: Data) => ReactNode
}

interface Told {
  readonly message?: string
  readonly data?: {
    readonly code?: string
    readonly path?: string
    readonly requestId?: string | null
  } | null
}

/** The server's own words when it answered; a plain sentence when nothing came back. */
export function reasonOf(error: unknown): string {
  const told = error as Told
  if (told.data) return `${told.message ?? 'The server refused'}.`.replace(/\.\.$/, '.')
  return 'The server did not answer. The rest of the page stays as it is.'
}

export function detailsOf(error: unknown): string {
  const { message = 'no message', data } = error as Told
  return [data?.code ?? 'no answer', data?.path, message, data?.requestId && `request ${data.requestId}`]
    .filter(Boolean)
    .join(' · ')
}

export function QueryFaces<Data>(props: QueryFacesProps<Data>): ReactNode {
  const { query, name } = props
  if (query.data !== undefined) {
    return props.empty?.(query.data) ?? props.children(query.data)
  }
  const { error } = query
  if (query.status === 'error') {
    return (
      <ErrorFace
        title={`${name} could not be read.`}
        reason={reasonOf(error)}
        details={detailsOf(error)}
        onRetry={() => void query.refetch()}
      />
    )
  }
  return <WaitingFace {...props} />
}

function WaitingFace<Data>({ query, queryKey, what, name, shape }: QueryFacesProps<Data>) {
  const queryClient = useQueryClient()
  if (query.fetchStatus === 'paused') {
    return <EmptyFace title="Waiting for the network">{name} will be read when it is back.</EmptyFace>
  }
  const stopped = query.fetchStatus === 'idle' && query.status === 'pending'
  if (stopped && queryKey.length > 0) {
    return (
      <EmptyFace
        title="Stopped"
        action={
          <Button size="tiny" onClick={() => void query.refetch()}>
            Read again
          </Button>
        }
      >
        Reading {what} was stopped.
      </EmptyFace>
    )
  }
  return (
    <LoadingFace
      what={what}
      shape={shape}
      onStop={() => void queryClient.cancelQueries({ queryKey: [...queryKey] })}
    />
  )
}
