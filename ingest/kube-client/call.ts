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

export type KubeCall = ResourceCall | PathCall

const isPath = (call: KubeCall): call is PathCall => 'path' in call

/** Over all namespaces. */
export function pathOf(call: KubeCall): string {
  if (isPath(call)) return call.path
  const { group, version, resource } = call
  return group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`
}

/** "deployments.apps", as kubectl and RBAC messages write it; a path as it is. */
export function subjectOf(call: KubeCall): string {
  if (isPath(call)) return call.path
  return call.group === '' ? call.resource : `${call.resource}.${call.group}`
}

/** "LIST deployments.apps", "GET /metrics". */
export const wordsOf = (call: KubeCall): string => `${call.verb.toUpperCase()} ${subjectOf(call)}`

/** The one rule of a ClusterRole that grants it, as YAML. */
export function ruleOf(call: KubeCall): string {
  if (isPath(call)) return `- nonResourceURLs: ["${call.path}"]\n  verbs: ["get"]`
  return `- apiGroups: ["${call.group}"]\n  resources: ["${call.resource}"]\n  verbs: ["list", "watch"]`
}
