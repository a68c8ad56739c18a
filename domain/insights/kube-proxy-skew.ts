// A kube-proxy that is too old for the API server, or will be once it is upgraded: the DaemonSet in the cluster by
// its image, the provider's add-on by its version. A cluster without one has nothing to judge.
import type { Component, KubeProxies } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { afterUpgrades, minorVersionOf } from '../support/minor-version.ts'
import { nodeSkew, skewedAfter } from '../support/skew.ts'
import {
  type Check,
  deadlineOf,
  evidence,
  findingOf,
  type Slice,
  severityOf,
  type Told,
  versionUnknown,
} from './check.ts'

const id = 'kube-proxy-skew'

/** "…/eks/kube-proxy:v1.31.2-minimal-eksbuild.3" → its tag; null for other images and for digests. */
const proxyTag = (image: string): string | null =>
  /(?:^|\/)kube-proxy:(v?\d+\.\d+[^@]*)/.exec(image)?.[1] ?? null

type Proxy = Pick<Finding, 'subject' | 'ownerHint'> & {
  /** Null where it is there and its version was not told. */
  readonly version: string | null
  readonly told: Told
}

function ofComponent(
  { kind, namespace, name, images, labels, namespaceLabels }: Component,
  at: Date,
): Proxy[] {
  return images.flatMap((image) => {
    const version = proxyTag(image)
    if (version === null) return []
    return {
      subject: { kind, namespace, name },
      ownerHint: { workloadLabels: labels, namespaceLabels },
      version,
      told: { signal: 'cluster-object', says: `${kind} ${namespace}/${name} runs ${image}`, at },
    }
  })
}

/** The add-on counts where its DaemonSet is not seen; the objects are what runs. */
function proxiesOf({ components, addOns }: KubeProxies): Proxy[] {
  const running = components.ok ? components.data.flatMap((one) => ofComponent(one, components.at)) : []
  if (running.length > 0 || !addOns.ok) return running
  return addOns.data.flatMap(({ name, facts }) => {
    if (name !== 'kube-proxy') return []
    const says = `the add-on kube-proxy is at ${facts.version ?? 'a version that is not told'}`
    return {
      subject: { kind: 'AddOn', namespace: null, name },
      ownerHint: {},
      version: facts.version,
      told: { signal: 'provider', says, at: addOns.at },
    }
  })
}

const notKnown = (slice: Slice<'kube-proxy'>, { subject, ownerHint, told }: Proxy): Finding =>
  findingOf(id, slice, {
    subject,
    status: 'unknown',
    summary: 'Whether kube-proxy suits the API server is not known: its version cannot be compared.',
    evidence: [evidence(told)],
    recommendation: 'See which version of kube-proxy runs on the nodes.',
    ownerHint,
  })

function judge(slice: Slice<'kube-proxy'>, version: string, proxy: Proxy, ahead: number): Finding[] {
  const server = minorVersionOf(version)
  const after = skewedAfter(version, proxy.version ?? '', ahead)
  const { status } = nodeSkew(version, proxy.version ?? '')
  if (status === 'unknown') return [notKnown(slice, proxy)]
  if (server === null || after === null) return []
  const target = afterUpgrades(server, after)
  return [
    findingOf(id, slice, {
      subject: proxy.subject,
      status: severityOf(after),
      summary:
        status === 'newer'
          ? `kube-proxy ${proxy.version} is newer than the API server at ${version}, which is never supported.`
          : `kube-proxy ${proxy.version} is too old for an API server at ${target}.`,
      evidence: [evidence(proxy.told)],
      recommendation:
        status === 'newer'
          ? `Put kube-proxy back to ${version}.`
          : `Update kube-proxy to ${version} before the control plane goes to ${target}.`,
      ownerHint: proxy.ownerHint,
      deadline: deadlineOf(slice.cluster.support),
    }),
  ]
}

export const kubeProxySkew: Check<'kube-proxy', { readonly warnAhead: number }> = {
  id,
  title: 'kube-proxy version skew',
  about:
    'kube-proxy is often forgotten when a cluster is upgraded. Too old, it programs services by rules that the API server no longer means.',
  severityRule:
    'Error when kube-proxy is outside the policy now or after the next upgrade; warning when after the one that follows. Unknown when its version cannot be compared.',
  needs: ['kube-proxy'],
  params: { warnAhead: 2 },
  remedy: 'Update kube-proxy to the version of the control plane, before it moves on.',
  sources: ['Kubernetes version skew policy: up to three minors older from 1.28 on, two before; never newer'],
  providerTitle: /^kube-proxy version skew$/i,
  blocksUpgrade: true,
  providers: null,
  evaluate: (slice, { warnAhead }) => {
    const { version } = slice.cluster
    if (version === null || minorVersionOf(version) === null) return [versionUnknown(id, slice)]
    return proxiesOf(slice['kube-proxy']).flatMap((proxy) => judge(slice, version, proxy, warnAhead))
  },
}
