import { describe, expect, it } from 'vitest'
import { apiOfPath, apiText, removalsByApi, upgradesUntil } from './api-lifecycle.ts'
import { minorVersionOf } from './minor-version.ts'
import { shippedApiLifecycle } from './shipped-api-lifecycle.ts'

const known = removalsByApi(shippedApiLifecycle)

describe('the shipped table of removals', () => {
  // Written down by hand from the pages "Deprecated API Migration Guide" and the release notes, not from the table.
  it.each([
    ['extensions', 'v1beta1', 'deployments', '1.16', 'apps/v1'],
    ['apps', 'v1beta2', 'replicasets', '1.16', 'apps/v1'],
    ['extensions', 'v1beta1', 'ingresses', '1.22', 'networking.k8s.io/v1'],
    ['networking.k8s.io', 'v1beta1', 'ingressclasses', '1.22', 'networking.k8s.io/v1'],
    ['rbac.authorization.k8s.io', 'v1beta1', 'clusterrolebindings', '1.22', 'rbac.authorization.k8s.io/v1'],
    ['apiextensions.k8s.io', 'v1beta1', 'customresourcedefinitions', '1.22', 'apiextensions.k8s.io/v1'],
    ['coordination.k8s.io', 'v1beta1', 'leases', '1.22', 'coordination.k8s.io/v1'],
    ['scheduling.k8s.io', 'v1beta1', 'priorityclasses', '1.22', 'scheduling.k8s.io/v1'],
    ['batch', 'v1beta1', 'cronjobs', '1.25', 'batch/v1'],
    ['policy', 'v1beta1', 'poddisruptionbudgets', '1.25', 'policy/v1'],
    ['policy', 'v1beta1', 'podsecuritypolicies', '1.25', null],
    ['autoscaling', 'v2beta1', 'horizontalpodautoscalers', '1.25', 'autoscaling/v2'],
    ['autoscaling', 'v2beta2', 'horizontalpodautoscalers', '1.26', 'autoscaling/v2'],
    [
      'flowcontrol.apiserver.k8s.io',
      'v1beta1',
      'flowschemas',
      '1.26',
      'flowcontrol.apiserver.k8s.io/v1beta3',
    ],
    ['storage.k8s.io', 'v1beta1', 'csistoragecapacities', '1.27', 'storage.k8s.io/v1'],
    [
      'flowcontrol.apiserver.k8s.io',
      'v1beta2',
      'flowschemas',
      '1.29',
      'flowcontrol.apiserver.k8s.io/v1beta3',
    ],
    [
      'flowcontrol.apiserver.k8s.io',
      'v1beta3',
      'prioritylevelconfigurations',
      '1.32',
      'flowcontrol.apiserver.k8s.io/v1',
    ],
    ['authentication.k8s.io', 'v1beta1', 'selfsubjectreviews', '1.33', null],
    ['admissionregistration.k8s.io', 'v1beta1', 'validatingadmissionpolicies', '1.34', null],
    ['networking.k8s.io', 'v1beta1', 'servicecidrs', '1.37', null],
    ['networking.k8s.io', 'v1beta1', 'ipaddresses', '1.37', null],
    ['resource.k8s.io', 'v1beta1', 'deviceclasses', '1.38', null],
  ])('%s/%s %s goes with %s', (group, version, resource, removedIn, replacedBy) => {
    expect(known.get(apiText({ group, version, resource }))).toMatchObject({ removedIn, replacedBy })
  })

  it('names each API once, deprecated before it is removed, and nothing that is generally available', () => {
    expect(known.size).toBe(shippedApiLifecycle.length)
    for (const row of shippedApiLifecycle) {
      const [deprecated, removed] = [minorVersionOf(row.deprecatedIn), minorVersionOf(row.removedIn)]
      expect((removed?.minor ?? 0) - (deprecated?.minor ?? 99), apiText(row)).toBeGreaterThanOrEqual(2)
      expect(row.version).toMatch(/^v\d+(alpha|beta)\d+$/)
      expect(row.source).not.toBe('')
      expect(row.replacedBy, apiText(row)).not.toBe(`${row.group}/${row.version}`)
    }
  })

  it('speaks of no core API and of none that stays', () => {
    for (const api of [
      { group: '', version: 'v1', resource: 'pods' },
      { group: 'apps', version: 'v1', resource: 'deployments' },
      { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', resource: 'flowschemas' },
    ]) {
      expect(known.get(apiText(api))).toBeUndefined()
    }
  })
})

it.each([
  [
    '/apis/flowcontrol.apiserver.k8s.io/v1beta2/flowschemas',
    'flowcontrol.apiserver.k8s.io',
    'v1beta2',
    'flowschemas',
  ],
  ['/apis/policy/v1beta1/podsecuritypolicies/null', 'policy', 'v1beta1', 'podsecuritypolicies'],
  ['/apis/batch/v1beta1/namespaces/shop/cronjobs/x', 'batch', 'v1beta1', 'cronjobs'],
  ['/apis/batch/v1beta1/cronjobs?limit=500', 'batch', 'v1beta1', 'cronjobs'],
  ['/api/v1/pods', '', 'v1', 'pods'],
  ['/api/v1/namespaces/shop', '', 'v1', 'namespaces'],
])('the path %s is of %s/%s %s', (path, group, version, resource) => {
  expect(apiOfPath(path)).toEqual({ group, version, resource })
})

it.each([
  '',
  '/',
  '/apis',
  '/apis/batch',
  '/apis/batch/v1',
  '/version',
  '/healthz/etcd',
  'apis/batch/v1/jobs/x',
])('the path "%s" names no resource', (path) => expect(apiOfPath(path)).toBeNull())

it.each([
  ['1.31', '1.32', 1],
  ['v1.30.4-eks-a737599', '1.32', 2],
  ['1.32', '1.32', 0],
  ['1.33', '1.32', -1],
  [null, '1.32', null],
  ['impossible', '1.32', null],
])('a cluster at %s is %s upgrades away: %s', (version, removedIn, upgrades) => {
  expect(upgradesUntil(version, removedIn)).toBe(upgrades)
})
