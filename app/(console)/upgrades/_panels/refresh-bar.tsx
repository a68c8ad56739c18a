'use client'
// Checks the clusters in scope anew: how far that is, what is done with each, where a check could not look or EKS was not
// asked and why, and a way to stop. Old answers stay on the page until the new ones are there.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw, Square } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { count, plural } from '../../../../components/format/number.ts'
import { clockTimeSeconds } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { useUpgradesView } from '../upgrades-view.ts'

type Progress = NonNullable<RouterOutputs['upgrades']['refreshProgress']>

const askEveryMs = 1_500
const shownClusters = 5

function useProgress() {
  return useQuery(
    useTRPC().upgrades.refreshProgress.queryOptions(undefined, {
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => (state.data?.endedAt === null ? askEveryMs : false),
    }),
  )
}

export function RefreshButton() {
  const { scope } = useUpgradesView()
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const { data } = useProgress()
  const start = useMutation(
    trpc.upgrades.refresh.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.upgrades.refreshProgress.queryKey() }),
      onError: (error) => toast.fail(`Nothing is checked anew. ${reasonOf(error)}`),
    }),
  )
  return (
    <Button
      disabled={start.isPending || data?.endedAt === null}
      onClick={() => start.mutate({ ...(scope && { scope }) })}
    >
      <RefreshCw size={14} aria-hidden="true" />
      Check now
    </Button>
  )
}

/** What was read before it ended is read again once. */
function useReadAgain(progress: Progress | null | undefined) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const seen = useRef<string | null>(null)
  const running = progress?.endedAt === null ? progress.id : null
  const ended = progress?.endedAt != null ? progress.id : null
  useEffect(() => {
    if (running !== null) seen.current = running
    if (ended === null || seen.current !== ended) return
    seen.current = null
    for (const name of ['matrix', 'findings', 'finding', 'plan'] as const) {
      void client.invalidateQueries({ queryKey: trpc.upgrades[name].pathKey() })
    }
  }, [running, ended, client, trpc])
}

export function RefreshBar() {
  const { data: progress } = useProgress()
  useReadAgain(progress)
  const trpc = useTRPC()
  const stop = useMutation(trpc.upgrades.stopRefresh.mutationOptions())
  if (progress == null) return <div role="status" className="visually-hidden" />
  const { id, done, total, startedAt, endedAt, underWay, failures } = progress
  return (
    <section className="card refresh-bar no-print" aria-label="Checking anew" aria-busy={endedAt === null}>
      <span className="row row-tight tone-info">
        <RefreshCw size={14} aria-hidden="true" />
        {endedAt === null ? 'Checking clusters anew' : 'Checked anew'}
      </span>
      <progress className="refresh-progress" max={total} value={done} aria-label="Clusters checked anew" />
      <span className="small">
        <strong>{count(done)}</strong> of {plural(total, 'cluster')}
      </span>
      <span className="note">started {clockTimeSeconds(startedAt)}</span>
      {/* Start, end and failure are spoken, not every tick. */}
      <span role="status" className="note">
        {spoken(progress)}
      </span>
      <span className="grow" />
      {endedAt === null && (
        <Button size="tiny" disabled={stop.isPending} onClick={() => stop.mutate({ id })}>
          <Square size={12} aria-hidden="true" />
          Stop
        </Button>
      )}
      <SaidOfClusters title={`${plural(underWay.length, 'cluster')}: ${stepsOf(underWay)}`} said={underWay} />
      <SaidOfClusters
        title={`${plural(failures.length, 'cluster')} where not everything could be looked at`}
        said={failures}
      />
    </section>
  )
}

type Said = Progress['failures']

function SaidOfClusters({ title, said }: { readonly title: string; readonly said: Said }) {
  if (said.length === 0) return null
  return (
    <details className="refresh-failures">
      <summary>{title}</summary>
      <ul>
        {said.slice(0, shownClusters).map(({ clusterId, name, says }) => (
          <li key={clusterId}>
            <strong>{name}</strong>: {says}
          </li>
        ))}
      </ul>
      {said.length > shownClusters && <p className="note">and {said.length - shownClusters} more</p>}
    </details>
  )
}

/** "asking EKS (3), EKS is looking (40)" */
function stepsOf(underWay: Said): string {
  const counts = new Map<string, number>()
  for (const { says } of underWay) counts.set(says, (counts.get(says) ?? 0) + 1)
  return [...counts].map(([says, clusters]) => `${says} (${clusters})`).join(', ')
}

function spoken({ endedAt, isStopped, total, done, failures }: Progress): string {
  if (endedAt === null) return `old answers stay until new ones are there`
  const end = `ended ${clockTimeSeconds(endedAt)}`
  if (isStopped) return `stopped after ${done} of ${plural(total, 'cluster')}; the others are as they were`
  return failures.length === 0 ? `${end}, every check could look` : end
}
