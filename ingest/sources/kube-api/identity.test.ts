// Which cluster an API server is taken for: suggested ids, aliases that are its alone, and the provider by
// marks that one provider leaves.
import { describe, expect, test } from 'vitest'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import type { KubeSource } from '../../../domain/model/source-definition.ts'
import type { Access } from '../../kube-client/access.ts'
import { clusterFacts, minorVersion, NodeMarks, providerOf } from './cluster-facts.ts'
import { aliasesOf, clusterName, endpointHost, suggestedId } from './identity.ts'
import { normalise } from './normalise.ts'

const accessTo = (server: string, contextName: string | null = null): Access => ({
  server: new URL(server),
  origin: 'test',
  contextName,
  authority: undefined,
  tlsServerName: undefined,
  isUnverified: false,
  token: undefined,
  basic: undefined,
  certificate: undefined,
  key: undefined,
  exec: undefined,
  impersonation: {},
})
const byContext = (context: string, cluster?: string): [KubeSource, Access] => [
  { name: 'source', kind: 'kube-api', context, ...(cluster === undefined ? {} : { cluster }) },
  accessTo('https://a.example', context),
]

describe('the suggested id', () => {
  test.each([
    ['prod', undefined, 'prod', 'prod'],
    ['prod', 'mine', 'mine', 'prod'],
    ['kubernetes-admin@kubernetes', undefined, 'kubernetes-admin-kubernetes', 'kubernetes-admin@kubernetes'],
    [
      'gke_my-project_europe-west1_prod',
      undefined,
      'gke-my-project-europe-west1-prod',
      'gke_my-project_europe-west1_prod',
    ],
    ['arn:aws:eks:eu-west-1:123456789012:cluster/prod', undefined, 'prod.eu-west-1.123456789012', 'prod'],
    ['arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod', 'mine', 'mine', 'prod'],
    ['__', undefined, 'cluster', '__'],
  ])('of context %s, with %s', (context, cluster, id, name) => {
    expect(suggestedId(...byContext(context, cluster))).toBe(id)
    expect(clusterIdSchema.safeParse(id).success).toBe(true)
    expect(clusterName(...byContext(context, cluster))).toBe(name)
  })

  test('is the name of the source where there is no context', () => {
    const definition: KubeSource = { name: 'edge-7', kind: 'kube-api', inCluster: true }
    expect(suggestedId(definition, accessTo('https://10.96.0.1'))).toBe('edge-7')
  })
})

describe('the endpoint is an alias', () => {
  test.each([
    ['https://ABC.gr7.eu-west-1.eks.amazonaws.com', 'abc.gr7.eu-west-1.eks.amazonaws.com'],
    ['https://prod.hcp.westeurope.azmk8s.io:443', 'prod.hcp.westeurope.azmk8s.io'],
    ['https://34.90.1.2', '34.90.1.2'],
    ['https://[2001:db8::1]:6443', '2001:db8::1'],
  ])('%s', (server, host) => {
    expect(endpointHost(accessTo(server))).toBe(host)
    expect(aliasesOf(accessTo(server), 'u')).toEqual([
      { kind: 'endpoint', value: host },
      { kind: 'kube-system', value: 'u' },
    ])
  })

  test.each([
    'https://127.0.0.1:6443',
    'https://localhost:6443',
    'https://[::1]:6443',
    'https://10.96.0.1',
    'https://172.20.0.1',
    'https://192.168.49.2:8443',
    'https://[fd00::1]',
    'https://kubernetes.default.svc',
    'https://kubernetes',
    'https://rancher.example/k8s/clusters/c-1',
    'http://proxy.example:8001',
  ])('not when others may have it too: %s', (server) => {
    expect(endpointHost(accessTo(server))).toBeNull()
    expect(aliasesOf(accessTo(server), null)).toEqual([])
  })
})

function marksOf(...nodes: { providerID?: string; labels?: Record<string, string> }[]): NodeMarks {
  const marks = new NodeMarks()
  for (const [n, { providerID, labels = {} }] of nodes.entries()) {
    const metadata = {
      name: `n${n}`,
      uid: `u${n}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels,
    }
    marks.see(
      normalise(
        'Node',
        { metadata, spec: { providerID } },
        { clusterId: 'a', observedAt: new Date(), isDeleted: false },
      ),
    )
  }
  return marks
}

describe('the provider', () => {
  const aws = marksOf({ providerID: 'aws:///us-east-1a/i-1' })
  const vsphere = marksOf({ providerID: 'vsphere://4237' })
  test.each([
    ['eks', 'abc.gr7.eu-west-1.eks.amazonaws.com', 'v1.33.5', null],
    ['eks', 'a.example', 'v1.33.5-eks-113cf36', null],
    ['eks', 'a.example', 'v1.33.5-eks-113cf36', aws],
    [
      'eks',
      'a.example',
      'v1.33.5-eks-113cf36',
      marksOf({ providerID: 'eks-hybrid:///r/c/n' }, { providerID: 'vsphere://1' }),
    ],
    ['eks', 'a.example', 'v1.33.5-eks-113cf36', marksOf({})],
    ['eks-anywhere', 'a.example', 'v1.31.4-eks-4cb5f07', vsphere],
    ['gke', 'a.example', 'v1.32.4-gke.1106006', null],
    ['aks', 'prod.hcp.westeurope.azmk8s.io', 'v1.31.1', null],
    ['aks', 'a.example', 'v1.31.1', marksOf({ labels: { 'kubernetes.azure.com/cluster': 'rg' } })],
    [
      'openshift',
      'a.example',
      'v1.27.6+f67aeb3',
      marksOf({ providerID: 'aws:///x/y', labels: { 'node.openshift.io/os_id': 'rhcos' } }),
    ],
    ['kubernetes', 'a.example', 'v1.33.1+k3s1', marksOf({ providerID: 'k3s://node' })],
    ['kubernetes', 'a.example', 'v1.33.1', aws],
  ])('%s: %s %s', (provider, host, gitVersion, marks) => {
    expect(providerOf(host, gitVersion, marks)).toBe(provider)
  })
})

describe('facts', () => {
  test.each([
    [{ major: '1', minor: '33+', gitVersion: 'v1.33.5-eks-1' }, '1.33'],
    [{ major: '', minor: '', gitVersion: 'v1.20.2' }, '1.20'],
    [{ gitVersion: 'v1.31.0-alpha.1' }, '1.31'],
    [{ gitVersion: 'unknown' }, null],
  ])('version %j is %s', (version, minor) => {
    expect(minorVersion(version)).toBe(minor)
  })

  test('the region of most nodes, and whose project they stand in', () => {
    const region = (name: string) => ({
      labels: { 'topology.kubernetes.io/region': name },
      providerID: 'gce://my-project/zone/n',
    })
    const marks = marksOf(region('europe-west1'), region('europe-west4'), region('europe-west4'))
    const known = {
      name: 'c',
      host: 'h',
      endpoint: 'https://34.90.1.2',
      eks: undefined,
      version: { gitVersion: 'v1.32.4-gke.1' },
      marks,
      oldApiWrites: null,
    }
    expect(clusterFacts(known)).toEqual({
      name: 'c',
      provider: 'gke',
      endpoint: 'https://34.90.1.2',
      region: 'europe-west4',
      accountId: 'my-project',
      gitVersion: 'v1.32.4-gke.1',
      version: '1.32',
    })
  })

  test('nothing is said that is not known', () => {
    const known = {
      name: 'c',
      host: 'h',
      endpoint: null,
      eks: undefined,
      version: null,
      marks: null,
      oldApiWrites: null,
    }
    expect(clusterFacts(known)).toEqual({ name: 'c' })
  })

  test('an ARN says where it is', () => {
    const eks = {
      arn: 'arn:aws:eks:eu-west-1:123456789012:cluster/c',
      region: 'eu-west-1',
      accountId: '123456789012',
    }
    const known = {
      name: 'c',
      host: 'h',
      endpoint: null,
      eks,
      version: null,
      marks: null,
      oldApiWrites: null,
    }
    expect(clusterFacts(known)).toEqual({ name: 'c', ...eks })
  })
})
