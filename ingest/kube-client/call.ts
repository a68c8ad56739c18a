// The calls an API server can be asked for, as RBAC names them: a verb and a resource, or a path that is no
// resource. There is no way to say a raw URL, and no verb that changes anything.

export interface ResourceCall {
  readonly verb: 'list' | 'watch'
  /** "" for the core group. */
  readonly group: string
  readonly version: string
  /** Plural, as in URLs and RBAC rules: "pods". */
  readonly resource: string
}

export interface PathCall {
  readonly verb: 'get'
  readonly path: '/metrics' | '/version'
}

/** Metrics of a component beside the API server, where EKS offers them. */
export interface ComponentCall {
  readonly verb: 'get'
  readonly group: 'metrics.eks.amazonaws.com'
  readonly version: 'v1'
  /** As RBAC names them: of the controller manager, and of the scheduler. */
  readonly resource: 'kcm/metrics' | 'ksh/metrics'
}

export type KubeCall = ResourceCall | PathCall | ComponentCall

const isPath = (call: KubeCall): call is PathCall => 'path' in call
const isComponent = (call: KubeCall): call is ComponentCall => !isPath(call) && call.verb === 'get'

/** Answered as text for Prometheus, everything else as JSON. */
export const isMetricsCall = (call: KubeCall): boolean =>
  isComponent(call) || (isPath(call) && call.path === '/metrics')

/** Over all namespaces. */
export function pathOf(call: KubeCall): string {
  if (isPath(call)) return call.path
  const { group, version, resource } = call
  if (isComponent(call)) return `/apis/${group}/${version}/${resource.replace('/', '/container/')}`
  return group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`
}

/** "deployments.apps", as kubectl and RBAC messages write it; what is no list of objects as its path. */
export function subjectOf(call: KubeCall): string {
  if (isPath(call) || isComponent(call)) return pathOf(call)
  return call.group === '' ? call.resource : `${call.resource}.${call.group}`
}

/** "LIST deployments.apps", "GET /metrics". */
export const wordsOf = (call: KubeCall): string => `${call.verb.toUpperCase()} ${subjectOf(call)}`

/** The one rule of a ClusterRole that grants it, as YAML. */
export function ruleOf(call: KubeCall): string {
  if (isPath(call)) return `- nonResourceURLs: ["${call.path}"]\n  verbs: ["get"]`
  const verbs = isComponent(call) ? '["get"]' : '["list", "watch"]'
  return `- apiGroups: ["${call.group}"]\n  resources: ["${call.resource}"]\n  verbs: ${verbs}`
}
