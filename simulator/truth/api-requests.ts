// What an API server was asked and its audit log has: by who asks for what and what comes of it, and in all. Whoever
// differs from call to call, as nodes and people do, counts together.
import type { RequestClass } from '../world/api-requests.ts'
import { auditedClasses, writtenByCode } from '../world/audited-calls.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, sum } from './fact.ts'

const derivation = 'calls of the class up to the end of the window, less those up to its beginning'

/** "list flowschemas.flowcontrol.apiserver.k8s.io"; paths by themselves. */
function whatOf({ verb, group, resource, subresource, key }: RequestClass): string {
  if (resource === '') return key
  const of = group === '' ? resource : `${resource}.${group}`
  return `${verb} ${of}${subresource === '' ? '' : `/${subresource}`}`
}

function whoOf(of: RequestClass): string {
  const call = of.call(Math.max(0, of.calls.before(0)))
  if (call === undefined) return of.key
  if (call.user.startsWith('system:node:')) return 'system:nodes'
  return call.user.startsWith('arn:') ? 'assumed roles' : `${call.user} ${call.userAgent}`
}

/** Of a cluster that is asked alone, in a window: of all of a fleet they are too many to be told. */
export function requestFacts(state: ClusterState, { cluster, fromMs, toMs }: Asked): Fact[] {
  if (cluster === undefined || fromMs === toMs) return []
  const counts = new Map<string, number>()
  for (const of of auditedClasses(state)) {
    for (const [code, count] of writtenByCode(of, fromMs, toMs)) {
      const subject = `${whoOf(of)} ${whatOf(of)} ${code}`
      counts.set(subject, (counts.get(subject) ?? 0) + count)
    }
  }
  const fact = (subject: string, value: number): Fact => ({
    ...{ metric: 'api.requests', subject, value, derivation },
    isWindow: true,
  })
  return [fact(state.cluster.name, sum([...counts.values()])), ...[...counts].map(([who, n]) => fact(who, n))]
}
