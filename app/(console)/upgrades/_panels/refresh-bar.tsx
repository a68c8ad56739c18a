'use client'
// Checks the clusters in scope anew: how far that is, what is done with each, where a check could not look or EKS was not
// asked and why, and a way to stop. Old answers stay on the page until the new ones are there.
import { useMutation } from '@tanstack/react-query'
import { RefreshCw, Square } from 'lucide-react'
import { count, plural } from '../../../../components/format/number.ts'
import { clockTimeSeconds } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { type Progress, useProgress, useProgressFeed, useReadAgain, useStarted } from '../refresh-progress.ts'
import { useUpgradesView } from '../upgrades-view.ts'

const shownClusters = 5

export function RefreshButton() {
  const { scope } = useUpgradesView()
  const trpc = useTRPC()
  const toast = useToast()
  const { data } = useProgress()
  const start = useMutation(
    trpc.upgrades.refresh.mutationOptions({
      onSuccess: useStarted(),
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

export function RefreshBar() {
  const told = useProgress()
  useProgressFeed()
  useReadAgain(told)
  const { data: progress } = told
  const trpc = useTRPC()
  const stop = useMutation(trpc.upgrades.stopRefresh.mutationOptions())
  if (progress == null) return <div role="status" className="visually-hidden" />
  const { id, done, total, startedAt, endedAt, underWay, failures, failed } = progress
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
      <SaidOfClusters
        title={`${plural(underWay.length, 'cluster')}: ${stepsOf(underWay)}`}
        said={underWay}
        of={underWay.length}
      />
      <SaidOfClusters
        title={`${plural(failed, 'cluster')} where not everything could be looked at`}
        said={failures}
        of={failed}
      />
    </section>
  )
}

type Said = Progress['failures']

interface SaidProps {
  readonly title: string
  readonly said: Said
  /** So many there are, of which `said` may hold the first. */
  readonly of: number
}

function SaidOfClusters({ title, said, of }: SaidProps) {
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
      {of > shownClusters && <p className="note">and {count(of - shownClusters)} more</p>}
    </details>
  )
}

/** "asking EKS (3), EKS is looking (40)" */
function stepsOf(underWay: Said): string {
  const counts = new Map<string, number>()
  for (const { says } of underWay) counts.set(says, (counts.get(says) ?? 0) + 1)
  return [...counts].map(([says, clusters]) => `${says} (${clusters})`).join(', ')
}

function spoken({ endedAt, isStopped, total, done, failed }: Progress): string {
  if (endedAt === null) return `old answers stay until new ones are there`
  const end = `ended ${clockTimeSeconds(endedAt)}`
  if (isStopped) return `stopped after ${done} of ${plural(total, 'cluster')}; the others are as they were`
  return failed === 0 ? `${end}, every check could look` : end
}
