// Who asked an API server what: every class of requests with who asks, how often and what becomes of each call. Audit
// events, /metrics and the ledger are made of these, so that they cannot disagree: how many calls a window has is a
// formula, and each call can be told alone.
import { whileFull } from '../physics/full-database.ts'
import { changeWaitMs, isEverSlow } from '../physics/slow-changes.ts'
import type { Asking, Outcomes } from './api-asking.ts'
import { clientAskings } from './api-clients.ts'
import type { At, Identity } from './api-identities.ts'
import { residentsOf } from './api-residents.ts'
import { type AuditLevel, auditLevelOf } from './audit-policy.ts'
import { dayMs } from './clock.ts'
import { type Counted, CountingProcess } from './counting.ts'
import { minorAt } from './fleet.ts'
import { schemaOf, schemasOf } from './flow-schemas.ts'
import { h01, h32, hLogNormal, hText, purpose } from './hash.ts'
import { Intensity } from './intensity.ts'
import { interrupted } from './interrupted.ts'
import { relistings, restartsOf } from './restarts.ts'
import { besideStorms } from './storms.ts'
import type { ClusterState } from './world.ts'

/** One call, as whoever writes it down needs it. */
export interface ApiCall extends Identity {
  /** When it was received, in microseconds after 1970. */
  readonly receivedUs: number
  readonly namespace: string | undefined
  readonly name: string | undefined
  /** With its query. */
  readonly uri: string
}

export interface RequestClass extends Outcomes {
  /** Stands for the class in hashes. */
  readonly id: number
  readonly key: string
  /** As an audit log has it: get, list, watch, create, update, patch, delete. */
  readonly verb: string
  readonly group: string
  readonly version: string
  /** '': a path that is no resource's. */
  readonly resource: string
  readonly subresource: string
  /** As metrics tell it. */
  readonly scope: '' | 'cluster' | 'namespace' | 'resource'
  readonly flowSchema: string
  readonly priorityLevel: string
  /** Undefined: EKS's audit policy writes nothing of it. */
  readonly auditLevel: AuditLevel | undefined
  /** 1.<minor> that no longer serves this. */
  readonly removedIn: number | undefined
  /** 1.<minor> of the server that answers at `ms`. */
  minorAt(ms: number): number
  /** By when they are received. */
  readonly calls: Counted
  /** Mean time that a call takes that goes well. */
  readonly meanUs: number
  /** When call n is received, as `call` tells it; undefined: there is none. */
  receivedUs(n: number): number | undefined
  /** Call n; undefined: there is none. */
  call(n: number): ApiCall | undefined
}

/** Calls are counted from so long before the epoch. */
const historyMs = 120 * dayMs
const shortestUs = 200
/** A server gives up by itself. */
const longestUs = 59_000_000
const sigma = 0.8

function intensityOf({ cluster }: ClusterState, perSecond: Asking['perSecond']): Intensity {
  const fromMs = cluster.epochMs - historyMs
  if (typeof perSecond !== 'number') return new Intensity([{ ...perSecond, fromMs }])
  return new Intensity([{ fromMs, shape: { kind: 'constant', rate: perSecond } }])
}

function pathOf(asked: Asking, { namespace, name }: { namespace?: string; name?: string }): string {
  if (asked.path !== undefined) return asked.path
  const { group = '', version = 'v1', resource, subresource = '', verb } = asked
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`
  const isOne = name !== undefined && (verb !== 'create' || subresource !== '')
  return `${root}${within}/${resource}${isOne ? `/${name}` : ''}${subresource === '' ? '' : `/${subresource}`}`
}

function queryOf({ query = '', verb }: Asking, id: number, n: number): string {
  if (verb !== 'watch') return query === '' ? '' : `?${query}`
  const seconds = Math.round(watchUs(id, n) / 1_000_000)
  return `?${query}&resourceVersion=${h32(id, n, 3)}&timeout=${Math.floor(seconds / 60)}m${seconds % 60}s&timeoutSeconds=${seconds}&watch=true`
}

/** Five to ten minutes, as clients ask for it. */
const watchUs = (id: number, n: number): number => 1_000_000 * (300 + Math.floor(300 * h01(id, n, 2)))

function tookUs({ verb, seconds }: Asking, id: number, n: number): number {
  if (verb === 'watch') return watchUs(id, n)
  const medianUs = seconds * 1_000_000 * Math.exp((-sigma * sigma) / 2)
  return Math.round(Math.min(longestUs, Math.max(shortestUs, hLogNormal(medianUs, sigma, id, n))))
}

function scopeOf({ verb, resource }: Asking, namespace: string | undefined): RequestClass['scope'] {
  if (resource === '') return ''
  if (verb !== 'list' && verb !== 'watch') return 'resource'
  return namespace === undefined ? 'cluster' : 'namespace'
}

/** Later by what its change waits until it was told. */
function slowed(state: ClusterState, verb: string, whole: Outcomes, calls: CountingProcess): Outcomes {
  if (!isEverSlow(state, verb)) return whole
  const waitUs = (n: number): number => Math.round(1_000 * changeWaitMs(state, calls.timeOf(n) ?? 0))
  return {
    ...whole,
    outcome: (n) => {
      const { tookUs, ...rest } = whole.outcome(n)
      return { ...rest, tookUs: Math.min(longestUs, tookUs + waitUs(n)) }
    },
  }
}

function outcomesOf(asked: Asking, id: number, calls: CountingProcess, state: ClusterState): Outcomes {
  const { code = 200 } = asked
  const plain: Outcomes = {
    outcome: (n) => ({ code, waitedUs: 0, tookUs: tookUs(asked, id, n) }),
    byCode: (fromMs, toMs) => {
      const count = calls.within(fromMs, toMs)
      return new Map(count === 0 ? [] : [[code, count]])
    },
  }
  const whole = asked.outcomes?.(plain, calls) ?? plain
  return slowed(state, asked.verb, whileFull(state.cluster, asked.verb, whole, calls), calls)
}

function classOf(state: ClusterState, asked: Asking): RequestClass {
  const { key, who, verb, group = '', version = 'v1', resource, subresource = '', target } = asked
  const id = hText(state.cluster.id ^ purpose.apiCall, key)
  const calls =
    asked.calls ?? new CountingProcess(intensityOf(state, asked.perSecond), h01(id ^ purpose.countPhase, 1))
  // All calls of a class are of one kind: any of them says where they belong.
  const sample: At = { n: 0, ms: state.cluster.epochMs }
  const { namespace, name } = target?.(state, sample) ?? {}
  const { user, groups } = who(state, sample)
  const about = { user, groups, verb, group, resource, namespace }
  const { name: flowSchema, priorityLevel } = schemaOf(about, schemasOf(state.cluster))
  const path = pathOf(asked, {})
  const receivedUs = (n: number): number | undefined => {
    const ms = calls.timeOf(n)
    return ms === undefined ? undefined : ms * 1_000 + (h32(id, n, 1) % 1_000)
  }
  return {
    id,
    key,
    verb,
    group,
    version,
    resource,
    subresource,
    scope: scopeOf(asked, namespace),
    flowSchema,
    priorityLevel,
    auditLevel: auditLevelOf({ ...about, subresource, name, path }),
    removedIn: asked.removedIn,
    minorAt: (ms) => minorAt(state.cluster, ms),
    calls,
    meanUs: verb === 'watch' ? 450_000_000 : asked.seconds * 1_000_000,
    receivedUs,
    call: (n) => {
      const us = receivedUs(n)
      if (us === undefined) return undefined
      const at = { n, ms: Math.floor(us / 1_000) }
      const told = target?.(state, at) ?? {}
      return {
        ...who(state, at),
        receivedUs: us,
        namespace: told.namespace,
        name: told.name,
        uri: `${pathOf(asked, told)}${queryOf(asked, id, n)}`,
      }
    },
    ...besideStorms(state, asked, priorityLevel, outcomesOf(asked, id, calls, state), calls),
  }
}

/** Of so many clusters, those that were asked for last: a hundred kilobytes each, made again in a millisecond. */
const mostKnown = 48
const known = new Map<ClusterState, readonly RequestClass[]>()

/** All of a cluster: who lives there, and the clients that scenarios run. */
export function requestClassesOf(state: ClusterState): readonly RequestClass[] {
  const classes = known.get(state) ?? classesOf(state)
  known.delete(state)
  known.set(state, classes)
  if (known.size > mostKnown) known.delete(known.keys().next().value as ClusterState)
  return classes
}

const classesOf = (state: ClusterState): readonly RequestClass[] =>
  [...residentsOf(state), ...clientAskings(state), ...relistings(state)].map((asked) =>
    interrupted(classOf(state, asked), restartsOf(state)),
  )
