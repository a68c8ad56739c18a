import { expect, it } from 'vitest'
import { fakeSlices } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { ingressNginx } from './ingress-nginx.ts'

it.each([
  ['registry.k8s.io/ingress-nginx/controller:v1.12.1@sha256:abc', 'warning'],
  ['mirror.example.dev/k8s/ingress-nginx/controller-chroot:v1.11.0', 'warning'],
  ['quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0', 'warning'],
  ['nginx/nginx-ingress:5.0.0', 'passing'],
  ['registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2', 'passing'],
  ['docker.io/bitnami/nginx-ingress-controller:1.12.1', 'passing'],
  ['nginx:1.29', 'passing'],
])('%s: %s', (image, status) => {
  const components = [
    {
      kind: 'Deployment',
      namespace: 'edge',
      name: 'in',
      images: [image],
      labels: {},
      namespaceLabels: { team: 'edge' },
    },
  ]
  const result = runCheck(ingressNginx, fakeSlices({ components }))
  expect(result?.status).toBe(status)
  if (status === 'warning') {
    expect(result?.findings[0]).toMatchObject({
      subject: { kind: 'Deployment', namespace: 'edge', name: 'in' },
      ownerHint: { namespaceLabels: { team: 'edge' } },
      deadline: new Date('2026-04-01T00:00:00Z'),
    })
  }
})
