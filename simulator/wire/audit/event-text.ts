// One call as its audit event: a line of JSON as an EKS API server writes it once the call is answered, members in the
// order and form of Kubernetes. Bodies of requests and answers are left out at every level.

import type { Outcome } from '../../world/api-asking.ts'
import type { ApiCall, RequestClass } from '../../world/api-requests.ts'
import { isLasting } from '../../world/audited-calls.ts'
import { isoOf } from '../../world/clock.ts'
import { hUuid } from '../../world/hash.ts'
import { kindAndVersion } from './envelope.ts'
import { goDuration } from './go-duration.ts'

/** As Go writes JSON. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[&<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)

const mostKnown = 8_192

/** Of few callers there are many calls. */
function remembering(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= mostKnown) known.clear()
    const made = make(text)
    known.set(text, made)
    return made
  }
}

const quoted = remembering(jsonOf)

/** Each is another one, and few of them have anything that JSON writes otherwise. */
const uriText = (uri: string): string => (/["\\&<>]/.test(uri) ? jsonOf(uri) : `"${uri}"`)

const thousand = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'))
let [second, secondText] = [Number.NaN, '']

/** "2026-01-19T00:00:00.000000Z" */
export function microsOf(us: number): string {
  const now = Math.floor(us / 1_000_000)
  if (now !== second) [second, secondText] = [now, isoOf(now * 1_000).slice(0, 19)]
  const rest = us - now * 1_000_000
  return `${secondText}.${thousand[(rest / 1_000) | 0]}${thousand[rest % 1_000]}Z`
}

/** Whom IAM knows, EKS tells more of: which session of which role. */
function extraOf(user: string, uid: string): string {
  const [, account, role, session = ''] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(user) ?? []
  if (account === undefined) return ''
  const principal = uid.slice(uid.lastIndexOf(':') + 1)
  return `,"extra":${jsonOf({
    accessKeyId: [`ASIA${principal.slice(4)}`],
    arn: [user],
    canonicalArn: [`arn:aws:iam::${account}:role/${role}`],
    principalId: [principal],
    sessionName: [session],
  })}`
}

const users = new Map<string, string>()

/** Nobody has other groups from one call to the next; whoever has the same name in another cluster has another id. */
function userOf(call: ApiCall): string {
  const key = call.uid + call.user
  const found = users.get(key)
  if (found !== undefined) return found
  if (users.size >= mostKnown) users.clear()
  const made = userText(call)
  users.set(key, made)
  return made
}

function userText({ user, uid, groups }: ApiCall): string {
  const own = uid === '' ? '' : `,"uid":${quoted(uid)}`
  const of = groups.length === 0 ? '' : `,"groups":[${groups.map(quoted).join(',')}]`
  return `{"username":${quoted(user)}${own}${of}${user.startsWith('arn:') ? extraOf(user, uid) : ''}}`
}

/** Which rule let somebody in: nodes by what runs on them, others by a role that is bound to them. */
const reasonOf = remembering((user) => {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):(.+)$/.exec(user) ?? []
  if (namespace === 'kube-system' || namespace === undefined) {
    if (!/^system:(kube-|serviceaccount)/.test(user)) return jsonOf('')
    const role = namespace === undefined ? user : `system:controller:${name}`
    const whom = namespace === undefined ? `User "${user}"` : `ServiceAccount "${name}/${namespace}"`
    return jsonOf(`RBAC: allowed by ClusterRoleBinding "${role}" of ClusterRole "${role}" to ${whom}`)
  }
  const whom = `ServiceAccount "${name}/${namespace}"`
  return jsonOf(`RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "${name}" to ${whom}`)
})

/** What is created has its name from its body, though its path has none; what the server names has none yet. */
export const isNamed = ({ resource }: RequestClass, { name }: ApiCall): boolean =>
  resource !== '' && name !== undefined

function objectOf(of: RequestClass, call: ApiCall): string {
  const { resource, group, version, subresource } = of
  if (resource === '') return ''
  const { namespace, name } = call
  const within = namespace === undefined ? '' : `,"namespace":${quoted(namespace)}`
  const one = isNamed(of, call) ? `,"name":"${name}"` : ''
  const inGroup = group === '' ? '' : `,"apiGroup":"${group}"`
  const part = subresource === '' ? '' : `,"subresource":"${subresource}"`
  return `,"objectRef":{"resource":"${resource}"${within}${one}${inGroup},"apiVersion":"${version}"${part}}`
}

const failures: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** Undefined: no failure, or one that is answered in plain text: what fairness turns away has no more to say. */
export const reasonOfCode = (code: number): string | undefined => failures[code]

function statusOf(of: RequestClass, call: ApiCall, code: number): string {
  const reason = reasonOfCode(code)
  if (reason === undefined) return `{"metadata":{},"code":${code}}`
  const { resource, group } = of
  const message =
    code === 404
      ? call.name === undefined
        ? 'the server could not find the requested resource'
        : `${group === '' ? resource : `${resource}.${group}`} "${call.name}" not found`
      : reason
  const details =
    call.name === undefined || code === 401
      ? ''
      : `,"details":${jsonOf({ name: call.name, ...(group === '' ? {} : { group }), kind: resource })}`
  return `{"metadata":{},"status":"Failure","message":${jsonOf(message)},"reason":"${reason}"${details},"code":${code}}`
}

/** Only of what takes longer are latencies annotated (apiserver/pkg/endpoints/filters/audit.go). */
const slowUs = 500_000
/** Since 1.<this> the wait in a queue of API Priority and Fairness is among them (kubernetes/kubernetes#123919). */
const tellsQueueWait = 31

const reading = new Set(['get', 'list'])

/**
 * Where a slow call spent its time, in the order of the names: in a queue, and then writing to the database or the
 * answer to the client, finer than which nothing is known here. A total is never alone. Ends in a comma.
 */
function latenciesOf(of: RequestClass, call: ApiCall, { code, tookUs, waitedUs }: Outcome): string {
  if (tookUs <= slowUs || code === 401 || isLasting(of)) return ''
  const named = (name: string, us: number): string =>
    `"apiserver.latency.k8s.io/${name}":"${goDuration(us)}",`
  const tells = waitedUs > 0 && of.minorAt(Math.floor(call.receivedUs / 1_000)) >= tellsQueueWait
  const waited = tells ? named('apf-queue-wait', waitedUs) : ''
  const layer = reading.has(of.verb) ? 'response-write' : 'etcd'
  const layers = code === 429 ? waited : `${waited}${named(layer, tookUs - waitedUs)}`
  return layers === '' ? '' : `${layers}${named('total', tookUs)}`
}

function annotationsOf(of: RequestClass, call: ApiCall, outcome: Outcome): string {
  const { code } = outcome
  const latencies = latenciesOf(of, call, outcome)
  // Fairness comes before authorization, and so does the door.
  if (code === 429 || code === 401) {
    return latencies === '' ? '' : `,"annotations":{${latencies.slice(0, -1)}}`
  }
  const { removedIn } = of
  const decision = code === 403 ? 'forbid' : 'allow'
  const reason = code === 403 ? '""' : reasonOf(call.user)
  const deprecated =
    removedIn === undefined ? '' : `,"k8s.io/deprecated":"true","k8s.io/removed-release":"1.${removedIn}"`
  return `,"annotations":{${latencies}"authorization.k8s.io/decision":"${decision}","authorization.k8s.io/reason":${reason}${deprecated}}`
}

/** Whoever is not let in leaves this stage alone. */
export const stageOf = (code: number): string => (code === 401 ? 'ResponseStarted' : 'ResponseComplete')

/** The class must be audited. */
export function eventText(of: RequestClass, n: number, call: ApiCall, outcome: Outcome): string {
  const { code, tookUs } = outcome
  const ips = `"${call.sourceIps.join('","')}"`
  const user = code === 401 ? '{}' : userOf(call)
  return `${kindAndVersion}"level":"${of.auditLevel}","auditID":"${hUuid(of.id, n)}","stage":"${stageOf(code)}","requestURI":${uriText(call.uri)},"verb":"${of.verb}","user":${user},"sourceIPs":[${ips}],"userAgent":${quoted(call.userAgent)}${objectOf(of, call)},"responseStatus":${statusOf(of, call, code)},"requestReceivedTimestamp":"${microsOf(call.receivedUs)}","stageTimestamp":"${microsOf(call.receivedUs + tookUs)}"${annotationsOf(of, call, outcome)}}`
}
