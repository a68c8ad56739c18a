// What EKS's audit policy writes of a request: the published rules in their order, the first that matches decides.
// So an audit log never has a kubelet's look at its node, an Event, what kube-proxy watches, or a probe.

export type AuditLevel = 'Metadata' | 'Request' | 'RequestResponse'

interface Audited {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly group: string
  /** '': a path that is no resource's. */
  readonly resource: string
  readonly subresource: string
  readonly namespace: string | undefined
  readonly name: string | undefined
  /** Without its query. */
  readonly path: string
}

const reads = ['get', 'list', 'watch']
const known = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'extensions',
  'metrics.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'settings.k8s.io',
  'storage.k8s.io',
])

const isProxysWatch = ({ user, verb, resource }: Audited): boolean =>
  (user === 'system:kube-proxy' || user === 'system:serviceaccount:kube-system:kube-proxy') &&
  verb === 'watch' &&
  ['endpoints', 'endpointslices', 'services'].includes(resource)

const isKubeletsLook = ({ groups, verb, group, resource }: Audited): boolean =>
  groups.includes('system:nodes') && verb === 'get' && group === '' && resource === 'nodes'

const isOfNoInterest = ({ resource, path }: Audited): boolean =>
  resource === '' && (/^\/(healthz|swagger)/.test(path) || path === '/version')

const isEvent = ({ group, resource }: Audited): boolean =>
  resource === 'events' && (group === '' || group === 'events.k8s.io')

const isKubeletsReport = ({ groups, verb, resource, subresource }: Audited): boolean =>
  groups.includes('system:nodes') &&
  (verb === 'update' || verb === 'patch') &&
  subresource === 'status' &&
  (resource === 'nodes' || resource === 'pods')

const isMapOfUsers = ({ resource, namespace, name, verb }: Audited): boolean =>
  resource === 'configmaps' && namespace === 'kube-system' && name === 'aws-auth' && !reads.includes(verb)

const isSecret = ({ resource }: Audited): boolean =>
  ['configmaps', 'secrets', 'tokenreviews'].includes(resource)

/** Undefined: nothing at all. */
export function auditLevelOf(asked: Audited): AuditLevel | undefined {
  if (isMapOfUsers(asked)) return 'RequestResponse'
  if (isProxysWatch(asked) || isKubeletsLook(asked) || isOfNoInterest(asked) || isEvent(asked))
    return undefined
  if (isKubeletsReport(asked)) return 'Request'
  if (isSecret(asked)) return 'Metadata'
  if (asked.resource === 'serviceaccounts' && asked.subresource === 'token') return 'Request'
  if (asked.resource === '' || !known.has(asked.group)) return 'Metadata'
  return reads.includes(asked.verb) ? 'Request' : 'RequestResponse'
}
