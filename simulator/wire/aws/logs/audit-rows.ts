// Events of an audit log as a query sees them: one by one, or many of a class as one where they are alike in whatever
// is asked. A value is that of the event's text; for those that are asked often the text is not written first.
import type { Outcome } from '../../../world/api-asking.ts'
import type { ApiCall, RequestClass } from '../../../world/api-requests.ts'
import { hUuid } from '../../../world/hash.ts'
import type { ClusterState } from '../../../world/world.ts'
import { eventText, isNamed, microsOf, reasonOfCode, stageOf } from '../../audit/event-text.ts'
import { auditStreamOf, logGroupOf } from '../../audit/log-group.ts'
import type { Value, Weighted } from './query-values.ts'

const orNothing = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

type Field = (row: EventRow) => Value

/** Of all events of a class the same but for the version of an agent or the name of a node, as time goes on. */
const alike: Readonly<Record<string, Field>> = {
  apiVersion: () => 'audit.k8s.io/v1',
  kind: () => 'Event',
  level: ({ of }) => of.auditLevel,
  verb: ({ of }) => of.verb,
  stage: ({ code }) => stageOf(code),
  '@log': ({ state: { cluster } }) => `${cluster.account.id}:${logGroupOf(cluster)}`,
  '@logStream': ({ state: { cluster } }) => auditStreamOf(cluster),
  'user.username': ({ code, call }) => (code === 401 ? undefined : call.user),
  userAgent: ({ call }) => call.userAgent,
  'impersonatedUser.username': () => undefined,
  'objectRef.resource': ({ of }) => orNothing(of.resource),
  'objectRef.namespace': ({ of, call }) => (of.resource === '' ? undefined : call.namespace),
  'objectRef.apiGroup': ({ of }) => orNothing(of.group),
  'objectRef.apiVersion': ({ of }) => (of.resource === '' ? undefined : of.version),
  'objectRef.subresource': ({ of }) => orNothing(of.subresource),
  'responseStatus.code': ({ code }) => code,
  'responseStatus.status': ({ code }) => (reasonOfCode(code) === undefined ? undefined : 'Failure'),
  'responseStatus.reason': ({ code }) => reasonOfCode(code),
  'annotations.k8s.io/deprecated': ({ of }) => (of.removedIn === undefined ? undefined : 'true'),
  'annotations.k8s.io/removed-release': ({ of }) =>
    of.removedIn === undefined ? undefined : `1.${of.removedIn}`,
}

export const isAlike = (field: string): boolean => Object.hasOwn(alike, field)

/** Of each event its own. */
const own: Readonly<Record<string, Field>> = {
  '@timestamp': ({ ms }) => ms,
  '@ingestionTime': ({ ms }) => ms,
  '@message': (row) => row.text,
  '@ptr': ({ of, n }) => Buffer.from(`${of.key}/${n}`).toString('base64url'),
  auditID: ({ of, n }) => hUuid(of.id, n),
  requestURI: ({ call }) => call.uri,
  'objectRef.name': ({ of, call }) => (isNamed(of, call) ? call.name : undefined),
  requestReceivedTimestamp: ({ call }) => microsOf(call.receivedUs),
  stageTimestamp: ({ call, outcome }) => microsOf(call.receivedUs + outcome.tookUs),
}

/** "user.groups.0": members of objects and places of lists, names that have dots in them among them. */
function within(value: unknown, path: string): Value {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    if (key === path) {
      return typeof member === 'object' && member !== null ? JSON.stringify(member) : (member as Value)
    }
    if (!path.startsWith(`${key}.`)) continue
    const found = within(member, path.slice(key.length + 1))
    if (found !== undefined) return found
  }
  return undefined
}

export class EventRow implements Weighted {
  readonly state: ClusterState
  readonly of: RequestClass
  readonly n: number
  readonly ms: number
  #call: ApiCall | undefined
  #outcome: Outcome | undefined
  #text: string | undefined
  #parsed: unknown

  /** `ms`: when it is written. */
  constructor(state: ClusterState, of: RequestClass, n: number, ms: number) {
    this.state = state
    this.of = of
    this.n = n
    this.ms = ms
  }

  get weight(): number {
    return 1
  }

  over(_what: 'least' | 'most' | 'sum', _field: string): number | undefined {
    return undefined
  }

  get call(): ApiCall {
    this.#call ??= this.of.call(this.n) as ApiCall
    return this.#call
  }

  get outcome(): Outcome {
    this.#outcome ??= this.of.outcome(this.n)
    return this.#outcome
  }

  get code(): number {
    return this.outcome.code
  }

  get text(): string {
    this.#text ??= eventText(this.of, this.n, this.call, this.outcome)
    return this.#text
  }

  get(name: string): Value {
    const field = alike[name] ?? own[name]
    if (field !== undefined) return field(this)
    this.#parsed ??= JSON.parse(this.text)
    return within(this.#parsed, name)
  }
}

/** Which calls of a class, in their order. */
export interface Members {
  readonly count: number
  at(i: number): number
}

/** Calls that are alike; the first speaks for all of them. */
export class ManyRow extends EventRow {
  readonly #members: Members
  readonly #over: Over

  constructor(state: ClusterState, of: RequestClass, members: Members, over: Over) {
    const first = members.at(0)
    super(state, of, first, of.calls.timeOf(first) as number)
    this.#members = members
    this.#over = over
  }

  override get weight(): number {
    return this.#members.count
  }

  override over(what: 'least' | 'most' | 'sum', field: string): number | undefined {
    return this.#over(this, this.#members, what, field)
  }
}

/** What is told of many over a field in which they differ; undefined: they do not. */
export type Over = (
  row: EventRow,
  members: Members,
  what: 'least' | 'most' | 'sum',
  field: string,
) => number | undefined
