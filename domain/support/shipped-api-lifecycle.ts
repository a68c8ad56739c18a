// Which versions of Kubernetes' own APIs are deprecated, removed and replaced, as this release ships it. Data
// only, each table with where it was read; what it means for a cluster is api-lifecycle.ts.
import type { ApiRemoval } from './api-lifecycle.ts'

/** API, deprecated in, removed in, replaced by, kinds. */
type Row = readonly [string, string, string, string | null, string]

const types = 'k8s.io/api 0.37, lifecycle markers of its types, read 2026-08'
const guide = 'Kubernetes deprecated API migration guide, read 2026-08'

/**
 * Kinds that are only bodies or subresources of another resource (Scale, DeploymentRollback, Eviction of
 * policy, AdmissionReview) are left out: nobody calls a resource of that name.
 */
const byTypes: readonly Row[] = [
  ['admissionregistration.k8s.io/v1alpha1', '1.35', '1.38', null, 'MutatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1alpha1', '1.35', '1.38', null, 'MutatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io/v1alpha1', '1.29', '1.32', null, 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1alpha1', '1.29', '1.32', null, 'ValidatingAdmissionPolicyBinding'],
  [
    'admissionregistration.k8s.io/v1beta1',
    '1.37',
    '1.40',
    'admissionregistration.k8s.io/v1',
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    '1.16',
    '1.22',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  ],
  ['admissionregistration.k8s.io/v1beta1', '1.31', '1.34', null, 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1beta1', '1.31', '1.34', null, 'ValidatingAdmissionPolicyBinding'],
  ['apps/v1beta1', '1.8', '1.16', 'apps/v1', 'ControllerRevision Deployment StatefulSet'],
  [
    'apps/v1beta2',
    '1.9',
    '1.16',
    'apps/v1',
    'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  ],
  ['authentication.k8s.io/v1alpha1', '1.29', '1.32', null, 'SelfSubjectReview'],
  ['authentication.k8s.io/v1beta1', '1.30', '1.33', null, 'SelfSubjectReview'],
  ['authentication.k8s.io/v1beta1', '1.19', '1.22', 'authentication.k8s.io/v1', 'TokenReview'],
  [
    'authorization.k8s.io/v1beta1',
    '1.19',
    '1.22',
    'authorization.k8s.io/v1',
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  ],
  ['batch/v1beta1', '1.21', '1.25', 'batch/v1', 'CronJob'],
  ['certificates.k8s.io/v1alpha1', '1.34', '1.37', null, 'ClusterTrustBundle'],
  ['certificates.k8s.io/v1beta1', '1.19', '1.22', 'certificates.k8s.io/v1', 'CertificateSigningRequest'],
  [
    'certificates.k8s.io/v1beta1',
    '1.37',
    '1.40',
    'certificates.k8s.io/v1',
    'ClusterTrustBundle PodCertificateRequest',
  ],
  ['coordination.k8s.io/v1alpha2', '1.35', '1.38', null, 'LeaseCandidate'],
  ['coordination.k8s.io/v1beta1', '1.19', '1.22', 'coordination.k8s.io/v1', 'Lease'],
  ['coordination.k8s.io/v1beta1', '1.36', '1.39', null, 'LeaseCandidate'],
  ['discovery.k8s.io/v1beta1', '1.21', '1.25', 'discovery.k8s.io/v1', 'EndpointSlice'],
  ['events.k8s.io/v1beta1', '1.22', '1.25', null, 'Event'],
  ['extensions/v1beta1', '1.8', '1.16', 'apps/v1', 'DaemonSet Deployment ReplicaSet'],
  ['extensions/v1beta1', '1.14', '1.22', 'networking.k8s.io/v1', 'Ingress'],
  ['extensions/v1beta1', '1.9', '1.16', 'networking.k8s.io/v1', 'NetworkPolicy'],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1',
    '1.23',
    '1.26',
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'FlowSchema PriorityLevelConfiguration',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta2',
    '1.26',
    '1.29',
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'FlowSchema PriorityLevelConfiguration',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta3',
    '1.29',
    '1.32',
    'flowcontrol.apiserver.k8s.io/v1',
    'FlowSchema PriorityLevelConfiguration',
  ],
  ['lifecycle.k8s.io/v1alpha1', '1.40', '1.43', null, 'Eviction EvictionRequest'],
  ['networking.k8s.io/v1beta1', '1.34', '1.37', null, 'IPAddress ServiceCIDR'],
  ['networking.k8s.io/v1beta1', '1.19', '1.22', 'networking.k8s.io/v1', 'Ingress IngressClass'],
  ['node.k8s.io/v1beta1', '1.22', '1.25', null, 'RuntimeClass'],
  ['policy/v1beta1', '1.21', '1.25', 'policy/v1', 'PodDisruptionBudget'],
  [
    'rbac.authorization.k8s.io/v1beta1',
    '1.17',
    '1.22',
    'rbac.authorization.k8s.io/v1',
    'ClusterRole ClusterRoleBinding Role RoleBinding',
  ],
  ['resource.k8s.io/v1alpha3', '1.36', '1.39', null, 'DeviceTaintRule'],
  ['resource.k8s.io/v1alpha3', '1.39', '1.42', null, 'ResourcePoolStatusRequest'],
  ['resource.k8s.io/v1beta1', '1.35', '1.38', null, 'DeviceClass ResourceClaim ResourceClaimTemplate'],
  ['resource.k8s.io/v1beta1', '1.35', '1.38', null, 'ResourceSlice'],
  ['resource.k8s.io/v1beta2', '1.36', '1.39', null, 'DeviceClass ResourceClaim ResourceClaimTemplate'],
  ['resource.k8s.io/v1beta2', '1.36', '1.39', null, 'ResourceSlice'],
  ['resource.k8s.io/v1beta2', '1.39', '1.42', null, 'DeviceTaintRule'],
  ['scheduling.k8s.io/v1beta1', '1.40', '1.43', null, 'PodGroup Workload'],
  ['scheduling.k8s.io/v1beta1', '1.14', '1.22', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['storage.k8s.io/v1alpha1', '1.21', '1.24', 'storage.k8s.io/v1beta1', 'CSIStorageCapacity'],
  ['storage.k8s.io/v1alpha1', '1.21', '1.24', 'storage.k8s.io/v1', 'VolumeAttachment'],
  ['storage.k8s.io/v1alpha1', '1.32', '1.35', 'storage.k8s.io/v1', 'VolumeAttributesClass'],
  ['storage.k8s.io/v1beta1', '1.19', '1.22', 'storage.k8s.io/v1', 'CSIDriver StorageClass VolumeAttachment'],
  ['storage.k8s.io/v1beta1', '1.17', '1.22', 'storage.k8s.io/v1', 'CSINode'],
  ['storage.k8s.io/v1beta1', '1.24', '1.27', 'storage.k8s.io/v1', 'CSIStorageCapacity'],
  ['storage.k8s.io/v1beta1', '1.34', '1.37', 'storage.k8s.io/v1', 'VolumeAttributesClass'],
  [
    'storagemigration.k8s.io/v1beta1',
    '1.37',
    '1.40',
    'storagemigration.k8s.io/v1',
    'StorageVersionMigration',
  ],
]

/** Removed so long ago that the types are gone with their markers. */
const byGuide: readonly Row[] = [
  ['apiextensions.k8s.io/v1beta1', '1.16', '1.22', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io/v1beta1', '1.19', '1.22', 'apiregistration.k8s.io/v1', 'APIService'],
  ['autoscaling/v2beta1', '1.22', '1.25', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['autoscaling/v2beta2', '1.23', '1.26', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1beta1', '1.21', '1.25', null, 'PodSecurityPolicy'],
]

/** As `kubectl api-resources` names it: the plural rule of apimachinery. */
function resourceOf(kind: string): string {
  const word = kind.toLowerCase()
  if (word.endsWith('s')) return `${word}es`
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`
}

function shipped(rows: readonly Row[], source: string): ApiRemoval[] {
  return rows.flatMap(([api, deprecatedIn, removedIn, replacedBy, kinds]) => {
    const [group = '', version = ''] = api.split('/')
    return kinds.split(' ').map((kind) => {
      const resource = resourceOf(kind)
      return { group, version, kind, resource, deprecatedIn, removedIn, replacedBy, source }
    })
  })
}

export const shippedApiLifecycle: readonly ApiRemoval[] = [
  ...shipped(byGuide, guide),
  ...shipped(byTypes, types),
]
