import { describe, expect, it } from 'vitest'
import type { AddOn } from '../model/cluster-part.ts'
import type { KubeProxies } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices, read, unread } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { kubeProxySkew } from './kube-proxy-skew.ts'

const running = (image: string): KubeProxies['components'] =>
  read([
    {
      kind: 'DaemonSet',
      namespace: 'kube-system',
      name: 'kube-proxy',
      images: [image],
      labels: { team: 'platform' },
      namespaceLabels: {},
    },
  ])
const addOn = (version: string | null): KubeProxies['addOns'] =>
  read([{ name: 'kube-proxy', facts: { version, namespace: null } as AddOn }])
const untold = unread('nobody told')
const ask = (proxies: Partial<KubeProxies>, version = '1.35') =>
  runCheck(
    kubeProxySkew,
    fakeSlices({
      cluster: fakeCluster({ version }),
      'kube-proxy': { components: untold, addOns: untold, ...proxies },
    }),
  )
const repository = '602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/kube-proxy'

describe('kube-proxy skew', () => {
  it.each([
    [`${repository}:v1.35.0-minimal-eksbuild.2`, 'passing'],
    [`${repository}:v1.33.3-eksbuild.4`, 'warning'],
    [`${repository}:v1.32.6-eksbuild.12`, 'error'],
    ['registry.k8s.io/kube-proxy:v1.36.0', 'error'],
    ['registry.k8s.io/kube-proxy@sha256:abcdef', 'passing'],
    ['example.dev/not-kube-proxy:v1.20.0', 'passing'],
  ])('image %s on 1.35: %s', (image, status) => {
    expect(ask({ components: running(image) })?.status).toBe(status)
  })

  it.each([
    ['v1.35.0-eksbuild.2', 'passing'],
    ['v1.32.6-eksbuild.12', 'error'],
    [null, 'unknown'],
  ])('add-on %s where no object is read: %s', (version, status) => {
    expect(ask({ addOns: addOn(version) })?.status).toBe(status)
  })

  it('believes what runs before what the provider lists', () => {
    const result = ask({
      components: running(`${repository}:v1.32.6-eksbuild.12`),
      addOns: addOn('v1.35.0-eksbuild.2'),
    })
    expect(result?.findings).toMatchObject([
      {
        subject: { kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' },
        ownerHint: { workloadLabels: { team: 'platform' } },
        summary: 'kube-proxy v1.32.6-eksbuild.12 is too old for an API server at 1.36.',
      },
    ])
  })
})
