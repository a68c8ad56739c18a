// Workloads that run the ingress-nginx controller of the Kubernetes project, which got its last maintenance in
// March 2026. NGINX itself, its maker's own controller and the Ingress API live on.
import { type Check, evidence, findingOf } from './check.ts'

const id = 'ingress-nginx'

/** "registry.k8s.io/ingress-nginx/controller:v1.12.1", and where it lay before. */
const isController = (image: string): boolean =>
  /(^|\/)ingress-nginx\/controller(-chroot)?([:@]|$)|(^|\/)nginx-ingress-controller:/.test(image) &&
  !/(^|\/)bitnami\//.test(image)

export const ingressNginx: Check<'components', { readonly endedAt: string }> = {
  id,
  title: 'ingress-nginx is retired',
  about:
    'The controller gets no security fixes any more, and it stands where the internet comes in. No upgrade of Kubernetes removes it.',
  severityRule: 'Warning: it stops no upgrade, but nobody mends it.',
  needs: ['components'],
  params: { endedAt: '2026-04-01' },
  remedy: 'Move to the Gateway API or to another controller.',
  sources: ['Kubernetes blog, 11 November 2025: maintenance until March 2026, then no releases'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice, { endedAt }) =>
    slice.components.flatMap(({ kind, namespace, name, images, labels, namespaceLabels }) => {
      const image = images.find(isController)
      if (image === undefined) return []
      return findingOf(id, slice, {
        subject: { kind, namespace, name },
        status: 'warning',
        summary: 'It runs ingress-nginx, which gets no fixes since the end of March 2026.',
        evidence: [evidence({ signal: 'cluster-object', says: `image ${image}`, at: slice.at.components })],
        recommendation: 'Move its Ingresses to the Gateway API or to another controller, then remove it.',
        ownerHint: { workloadLabels: labels, namespaceLabels },
        deadline: new Date(`${endedAt}T00:00:00Z`),
      })
    }),
}
