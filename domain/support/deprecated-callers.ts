// Who calls APIs that Kubernetes removes, put together from signals that each know a part: audit logs know the
// user and the agent, providers the agent, stored objects its name, metrics only that somebody calls. Judges no severity.
import type { OldApiWrite } from '../model/cluster.ts'
import type { ApiUsage, DeprecatedSeries, Read } from '../model/cluster-slices.ts'
import type { EvidenceSignal } from '../model/finding.ts'
import { type ApiName, type ApiRemoval, apiOfPath, apiText, removalsByApi } from './api-lifecycle.ts'

/** One thing a signal tells of a caller. */
interface Told {
  readonly signal: EvidenceSignal
  readonly says: string
  readonly at: Date
  readonly count?: number
  readonly names?: readonly string[]
}

export interface DeprecatedCaller {
  /** As the audit log names it; null when only its agent is known. */
  readonly user: string | null
  /** Null when nobody said, or when the user calls by several. */
  readonly userAgent: string | null
  readonly evidence: readonly Told[]
  /** Of its last known call; null when no signal dates it. */
  readonly lastSeenAt: Date | null
}

export interface CalledApi extends ApiName {
  /** "1.32". */
  readonly removedIn: string
  readonly replacedBy: string | null
  readonly callers: readonly DeprecatedCaller[]
}

interface Sighting {
  readonly api: ApiName
  /** What the signal itself says; the table speaks where it does not. */
  readonly removedIn: string | null
  readonly replacedBy: string | null
  readonly user: string | null
  readonly agent: string | null
  readonly told: Told
  readonly calledAt: Date | null
  /** The last call was not after this, where no call is seen; null: not said. */
  readonly calledBy?: Date | null
  /** `agent` is only its name, as field managers are called: what stands before the first "/". */
  readonly isNameOnly?: boolean
}

const dataOf = <Row>(read: Read<readonly Row[]>): readonly Row[] => (read.ok ? read.data : [])

const requestWord = (count: number): string => `${count} request${count === 1 ? '' : 's'}`

function sightingsOf({ requests, annotated, metric, insights, written }: ApiUsage): Sighting[] {
  const calls = dataOf(requests).map(
    ({ requests: count, lastAt: at, user, userAgent: agent, ...api }): Sighting => ({
      ...{ api, removedIn: null, replacedBy: null, user, agent, calledAt: at },
      told: { signal: 'audit-request', says: `${requestWord(count)} by ${agent || 'no agent'}`, at, count },
    }),
  )
  const marked = dataOf(annotated).map(
    ({ requests: count, lastAt: at, user, userAgent: agent, removedIn, ...api }): Sighting => {
      const says = `${requestWord(count)} marked k8s.io/deprecated${removedIn && `, removed in ${removedIn}`}`
      const told: Told = { signal: 'audit-annotation', says, at, count }
      return { api, removedIn: removedIn || null, replacedBy: null, user, agent, told, calledAt: at }
    },
  )
  return [
    ...calls,
    ...marked,
    ...dataOf(metric).map(ofSeries),
    ...dataOf(insights).flatMap(({ facts }) => ofInsight(facts)),
    ...(written.ok ? ofWrites(written.data, written.at) : []),
  ]
}

/** Objects that one manager wrote by one version are one sighting, dated by the latest. */
function ofWrites(writes: readonly OldApiWrite[], readAt: Date): Sighting[] {
  const byWriter = groupedBy(writes, (write) => `${write.manager} ${apiText(write)}`)
  return [...byWriter.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { group, version, resource, manager } = first
    const at = latest(own.map((write) => (write.at === null ? null : new Date(write.at))))
    const says =
      at === null
        ? `last applied by ${manager} as ${version}, nobody said when`
        : `last written by ${manager} as ${version}, ${minuteOf(at)}`
    return {
      api: { group, version, resource },
      ...{ removedIn: null, replacedBy: null, user: null, agent: manager, isNameOnly: true },
      told: {
        signal: 'cluster-object',
        says,
        at: at ?? readAt,
        count: own.length,
        names: own.map(({ object }) => object),
      },
      calledAt: at,
    }
  })
}

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`

/** The gauge never falls while its server runs; counters say whether anybody still calls. */
function ofSeries({ removedIn, at, counted, ...api }: DeprecatedSeries): Sighting {
  const gauge =
    'apiserver_requested_deprecated_apis is 1: called since the API server started, not said by whom'
  const rest = { api, removedIn: removedIn || null, replacedBy: null, user: null, agent: null }
  const told = { signal: 'api-server-metric', at } as const
  if (counted === null)
    return { ...rest, told: { ...told, says: `${gauge} or when` }, calledAt: null, calledBy: null }
  const { since, requests: count, lastAt } = counted
  const counter = `apiserver_request_total tells of ${requestWord(count)} since ${minuteOf(since)}`
  return {
    ...rest,
    told: { ...told, says: `${gauge}; ${counter}`, count },
    calledAt: lastAt,
    calledBy: since,
  }
}

function ofInsight(
  insight: Extract<ApiUsage['insights'], { ok: true }>['data'][number]['facts'],
): Sighting[] {
  if (insight.status === 'PASSING') return []
  return insight.deprecations.flatMap(({ usage, stopServingVersion, replacedWith, clients }) => {
    const api = apiOfPath(usage)
    if (api === null) return []
    const rest = { api, removedIn: stopServingVersion, replacedBy: placeOf(replacedWith), user: null }
    return clients.map(({ userAgent, requestsLast30Days, lastRequestAt }): Sighting => {
      const count = requestsLast30Days ?? undefined
      const calledAt = lastRequestAt === null ? null : new Date(lastRequestAt)
      const at = calledAt ?? new Date(insight.lastRefreshAt ?? 0)
      const says = `${insight.title}: ${count === undefined ? 'requests' : requestWord(count)} by ${userAgent} in 30 days`
      const told: Told = { signal: 'provider-insight', says, at, ...(count !== undefined && { count }) }
      return { ...rest, agent: userAgent, told, calledAt }
    })
  })
}

/** Of "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas": its group and version. */
function placeOf(path: string | null): string | null {
  const api = path === null ? null : apiOfPath(path)
  if (api === null) return path
  return api.group === '' ? api.version : `${api.group}/${api.version}`
}

function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}

const latest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((max, date) => (date !== null && (max === null || date > max) ? date : max), null)

/** `unnamed` is evidence too, and dates the caller where it can be nobody else. */
function callerOf(
  user: string | null,
  own: readonly Sighting[],
  unnamed: readonly Sighting[],
  isAlone: boolean,
): DeprecatedCaller {
  const agents = new Set(own.flatMap(({ agent }) => agent ?? []))
  const dating = isAlone ? [...own, ...unnamed] : own
  const seen = latest(dating.map(({ calledAt }) => calledAt))
  return {
    user,
    userAgent: agents.size === 1 ? ([...agents][0] ?? null) : null,
    evidence: [...own, ...unnamed].map(({ told }) => told),
    lastSeenAt: seen ?? latest(dating.map(({ calledBy }) => calledBy ?? null)),
  }
}

const nameOf = (agent: string): string => agent.split('/', 1)[0] as string

/** Writers of objects are the agent of the same name, where one is known. */
function namedAlike(sightings: readonly Sighting[]): Sighting[] {
  return sightings.flatMap((sighting) => {
    const { agent, isNameOnly = false } = sighting
    if (!isNameOnly) return sighting
    const alike = sightings.flatMap((other) =>
      other.isNameOnly !== true && other.agent !== null && nameOf(other.agent) === agent ? other.agent : [],
    )
    const agents = [...new Set(alike)]
    return agents.length === 0 ? sighting : agents.map((same) => ({ ...sighting, agent: same }))
  })
}

/** Users first; what only agents or nobody are known for joins them where it can be the same. */
function callersOf(told: readonly Sighting[]): DeprecatedCaller[] {
  const sightings = namedAlike(told)
  const byUser = groupedBy(
    sightings.filter(({ user }) => user !== null),
    ({ user }) => user,
  )
  const byAgent = groupedBy(
    sightings.filter(({ user, agent }) => user === null && agent !== null),
    ({ agent }) => agent,
  )
  const unnamed = sightings.filter(({ user, agent }) => user === null && agent === null)
  const groups: [string | null, Sighting[]][] = [...byUser]
  for (const [agent, own] of byAgent) {
    const users = groups.filter(([, known]) => known.some((one) => one.user !== null && one.agent === agent))
    if (users.length === 0) groups.push([null, [...own]])
    for (const [, known] of users) known.push(...own)
  }
  if (groups.length === 0) return [callerOf(null, [], unnamed, true)]
  return groups.map(([user, own]) => callerOf(user, own, unnamed, groups.length === 1))
}

/**
 * APIs that somebody calls and that some version removes, with their callers. What is deprecated without a version
 * that removes it is left out: nothing breaks.
 */
export function callersByApi(usage: ApiUsage, lifecycle: readonly ApiRemoval[]): CalledApi[] {
  const known = removalsByApi(lifecycle)
  const byApi = groupedBy(sightingsOf(usage), ({ api }) => apiText(api))
  return [...byApi].flatMap(([text, sightings]) => {
    const row = known.get(text)
    const removedIn = row?.removedIn ?? sightings.find((one) => one.removedIn !== null)?.removedIn
    const [first] = sightings
    if (!removedIn || first === undefined) return []
    const { group, version, resource } = first.api
    const replacedBy = row?.replacedBy ?? sightings.find((one) => one.replacedBy !== null)?.replacedBy ?? null
    return { group, version, resource, removedIn, replacedBy, callers: callersOf(sightings) }
  })
}
