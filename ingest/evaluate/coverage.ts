// Whether something was read of a cluster: since when it is true, or why it is not known. Judges what sources say of
// themselves; what is silent for three of its intervals is not known any more.

import type { CollectionHealth } from '../../domain/model/collection.ts'
import { pushStaleAfterMs } from '../../domain/model/freshness.ts'
import type { ObjectKind } from '../../domain/model/kube-object.ts'

/** A source that speaks of a cluster, and how reading it goes; health is absent when nobody said. */
export interface Teller {
  readonly sourceId: string
  readonly observedAt: Date
  readonly health: CollectionHealth | undefined
}

export type Coverage =
  | { readonly ok: true; readonly at: Date }
  | {
      readonly ok: false
      readonly reason: string
      /** What was read before is true for this instant; null when nothing was. */
      readonly before: Date | null
    }

const not = (reason: string, before: Date | null = null): Coverage => ({ ok: false, reason, before })

/** How troubles name what could not be read. */
export const subjectOfKind: Readonly<Record<ObjectKind, string>> = {
  CronJob: 'cronjobs.batch',
  DaemonSet: 'daemonsets.apps',
  Deployment: 'deployments.apps',
  Job: 'jobs.batch',
  Namespace: 'namespaces',
  Node: 'nodes',
  Pod: 'pods',
  PodDisruptionBudget: 'poddisruptionbudgets.policy',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
}

const staleAfterRounds = 3
const kindOf = (sourceId: string): string => sourceId.slice(0, Math.max(0, sourceId.indexOf(':')))
const isStale = ({ health }: Teller, at: Date, now: Date): boolean =>
  now.getTime() - at.getTime() > staleAfterRounds * (health?.intervalMs ?? 60_000)

/** A source of many clusters is dated cluster by cluster; one of a single cluster by its watch. */
function asOfTeller({ observedAt, health }: Teller): Date {
  const asOf = health?.clusterIds.length === 1 ? health.asOf : null
  return asOf !== null && asOf > observedAt ? asOf : observedAt
}

const because = ({ health }: Teller): string => {
  const [trouble] = health?.troubles ?? []
  return trouble === undefined ? '' : ` ${trouble.says}`
}

/** The newest that is well, else the first reason. */
function best(coverages: readonly Coverage[], none: string): Coverage {
  const well = coverages.flatMap((one) => (one.ok ? one : [])).sort((a, b) => b.at.getTime() - a.at.getTime())
  return well[0] ?? coverages[0] ?? not(none)
}

function objectsOf(teller: Teller, subjects: readonly string[], now: Date): Coverage {
  const { sourceId, health } = teller
  const asOf = health?.asOf ?? null
  const refused = health?.troubles.find(({ subject }) => subjects.includes(subject))
  if (refused !== undefined) return not(`${sourceId}: ${refused.says}`)
  if (asOf === null) return not(`${sourceId} has not read all objects of this cluster yet.${because(teller)}`)
  if (isStale(teller, asOf, now)) {
    return not(
      `${sourceId} has read nothing of this cluster since ${asOf.toISOString()}.${because(teller)}`,
      asOf,
    )
  }
  return { ok: true, at: asOf }
}

/** Objects of these kinds, all of them. */
export function objectsRead(tellers: readonly Teller[], kinds: readonly ObjectKind[], now: Date): Coverage {
  const subjects = kinds.map((kind) => subjectOfKind[kind])
  return best(
    tellers
      .filter(({ sourceId }) => kindOf(sourceId) === 'kube-api')
      .map((teller) => objectsOf(teller, subjects, now)),
    'No source reads the objects of this cluster; connect its API server on the Sources page.',
  )
}

/** What its provider lists of a cluster; `isTold` when it ever listed parts of the kind asked for. */
export function partsRead(tellers: readonly Teller[], what: string, isTold: boolean, now: Date): Coverage {
  const coverages = tellers
    .filter(({ sourceId }) => kindOf(sourceId) === 'eks-api')
    .map((teller): Coverage => {
      const { sourceId } = teller
      const at = asOfTeller(teller)
      if (!isTold) return not(`${sourceId} has not told any ${what} of this cluster.${because(teller)}`)
      if (isStale(teller, at, now)) {
        return not(
          `${sourceId} has told nothing of this cluster since ${at.toISOString()}.${because(teller)}`,
          at,
        )
      }
      return { ok: true, at }
    })
  return best(coverages, `No source reads this cluster at its provider, which would tell its ${what}.`)
}

/** The facts of the cluster itself, whoever tells them. */
export function factsRead(tellers: readonly Teller[], now: Date): Coverage {
  const coverages = tellers.map((teller): Coverage => {
    const at = asOfTeller(teller)
    if (!isStale(teller, at, now)) return { ok: true, at }
    return not(
      `${teller.sourceId} has told nothing of this cluster since ${at.toISOString()}.${because(teller)}`,
    )
  })
  return best(
    coverages,
    'Only the audit log of this cluster is known; connect its API server or its provider.',
  )
}

/** How far an audit log that is pushed to us reaches. */
export function auditRead(newest: Date | undefined, now: Date): Coverage {
  if (newest === undefined) return not('No audit log of this cluster comes in.')
  if (now.getTime() - newest.getTime() <= pushStaleAfterMs) return { ok: true, at: newest }
  return not(`Its audit log ended at ${newest.toISOString()}.`, newest)
}

/** Readings of its API server's metrics within the last minutes. */
export const metricsRead = (newest: Date | undefined): Coverage =>
  newest === undefined
    ? not("Its API server's metrics were not read in the last minutes.")
    : { ok: true, at: newest }

/**
 * Of a signal among several: what was known before still counts beside what is known now. Else what only it knows
 * would seem to be over whenever it falls silent.
 */
export const asKnown = (coverage: Coverage): Coverage =>
  coverage.ok || coverage.before === null ? coverage : { ok: true, at: coverage.before }

/** The newest of those that are read, or why none is. */
export const anyOf = (coverages: readonly [Coverage, ...Coverage[]]): Coverage =>
  coverages.some(({ ok }) => ok)
    ? best(coverages, '')
    : not([...new Set(coverages.flatMap((one) => (one.ok ? [] : one.reason)))].join(' '))
