// Every call this source makes to an API server: the closed list that the client refuses to leave, and the
// RBAC manifest made from it. Nothing that creates, changes or deletes can be said here.
import { type ObjectKind, objectKinds } from '../../../domain/model/kube-object.ts'
import type { ComponentCall, KubeCall, PathCall, ResourceCall } from '../../kube-client/call.ts'

type Resource = Omit<ResourceCall, 'verb'>

const resources: Readonly<Record<ObjectKind, Resource>> = {
  CronJob: { group: 'batch', version: 'v1', resource: 'cronjobs' },
  DaemonSet: { group: 'apps', version: 'v1', resource: 'daemonsets' },
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
  Job: { group: 'batch', version: 'v1', resource: 'jobs' },
  Namespace: { group: '', version: 'v1', resource: 'namespaces' },
  Node: { group: '', version: 'v1', resource: 'nodes' },
  Pod: { group: '', version: 'v1', resource: 'pods' },
  PodDisruptionBudget: { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' },
  ReplicaSet: { group: 'apps', version: 'v1', resource: 'replicasets' },
  StatefulSet: { group: 'apps', version: 'v1', resource: 'statefulsets' },
}

export const listOf = (kind: ObjectKind): ResourceCall => ({ verb: 'list', ...resources[kind] })
export const watchOf = (kind: ObjectKind): ResourceCall => ({ verb: 'watch', ...resources[kind] })
export const readMetrics: PathCall = { verb: 'get', path: '/metrics' }
const componentCall = (resource: ComponentCall['resource']): ComponentCall => ({
  verb: 'get',
  group: 'metrics.eks.amazonaws.com',
  version: 'v1',
  resource,
})
export const readSchedulerMetrics = componentCall('ksh/metrics')
export const readControllerManagerMetrics = componentCall('kcm/metrics')
export const readVersion: PathCall = { verb: 'get', path: '/version' }

/** In the order of kinds; the list of calls. */
export const kubeCalls: readonly KubeCall[] = [
  ...objectKinds.flatMap((kind) => [listOf(kind), watchOf(kind)]),
  readControllerManagerMetrics,
  readSchedulerMetrics,
  readMetrics,
  readVersion,
]

export type RbacSubject =
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'User' | 'Group'; readonly name: string }

const quoted = (values: Iterable<string>): string =>
  `[${[...values]
    .sort()
    .map((value) => JSON.stringify(value))
    .join(', ')}]`

/** Rules of the calls: one for each group of resources that the same verbs are used on, one for paths. */
function rulesOf(calls: readonly KubeCall[]): string {
  const verbsOf = new Map<string, Set<string>>()
  const paths = new Set<string>()
  for (const call of calls) {
    if ('path' in call) paths.add(call.path)
    else {
      const key = `${call.group} ${call.resource}`
      verbsOf.set(key, (verbsOf.get(key) ?? new Set()).add(call.verb))
    }
  }
  const rules = new Map<string, string[]>()
  for (const [key, verbs] of [...verbsOf].sort()) {
    const [group = '', resource = ''] = key.split(' ')
    const rule = `  - apiGroups: ${quoted([group])}\n    verbs: ${quoted(verbs)}\n    resources: `
    rules.set(rule, [...(rules.get(rule) ?? []), resource])
  }
  return [
    ...[...rules].map(([rule, of]) => rule + quoted(of)),
    ...(paths.size === 0 ? [] : [`  - nonResourceURLs: ${quoted(paths)}\n    verbs: ["get"]`]),
  ].join('\n')
}

/** A ClusterRole with exactly `calls`, and its binding to `subject`, as YAML. */
export function rbacManifest(subject: RbacSubject, calls: readonly KubeCall[] = kubeCalls): string {
  const bound =
    subject.kind === 'ServiceAccount'
      ? `  - kind: ServiceAccount\n    name: ${JSON.stringify(subject.name)}\n    namespace: ${JSON.stringify(subject.namespace)}`
      : `  - kind: ${subject.kind}\n    name: ${JSON.stringify(subject.name)}\n    apiGroup: rbac.authorization.k8s.io`
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: periplus-reader
rules:
${rulesOf(calls)}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: periplus-reader
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: periplus-reader
subjects:
${bound}
`
}
