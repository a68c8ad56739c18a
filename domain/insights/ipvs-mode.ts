// kube-proxy in IPVS mode, which Kubernetes gives up: told by the configuration of the provider's add-on, where it
// says a mode. ConfigMaps and commands inside the cluster are not read, so that a mode set there is not known.
import type { KubeProxies } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { upgradesUntil } from '../support/api-lifecycle.ts'
import {
  type Check,
  clusterSubject,
  deadlineOf,
  evidence,
  findingOf,
  type Slice,
  severityOf,
  versionUnknown,
} from './check.ts'

const id = 'ipvs-mode'

interface Params {
  readonly disabledIn: string
  readonly warnAhead: number
}

type Own = Slice<'kube-proxy'>

/** Null where nobody says a mode. */
function modeOf({ addOns }: KubeProxies): string | null {
  const addOn = addOns.ok ? addOns.data.find(({ name }) => name === 'kube-proxy') : undefined
  return addOn?.facts.proxyMode ?? null
}

function inIpvs(slice: Own, upgrades: number, { disabledIn }: Params): Finding {
  const { addOns } = slice['kube-proxy']
  const says = 'the configuration of the add-on kube-proxy has mode ipvs'
  return findingOf(id, slice, {
    subject: { kind: 'AddOn', namespace: null, name: 'kube-proxy' },
    status: severityOf(upgrades),
    summary: `kube-proxy runs in IPVS mode, which Kubernetes ${disabledIn} turns off.`,
    evidence: [evidence({ signal: 'provider', says, at: addOns.ok ? addOns.at : slice.at['kube-proxy'] })],
    recommendation: `Move kube-proxy to nftables mode before the upgrade to ${disabledIn}, one cluster first: rules are programmed anew.`,
    deadline: deadlineOf(slice.cluster.support),
  })
}

function notKnown(slice: Own, { disabledIn }: Params): Finding {
  const { addOns } = slice['kube-proxy']
  const why = addOns.ok
    ? 'the add-on kube-proxy has no configuration that says a mode, and ConfigMaps are not read'
    : `${addOns.reason} ConfigMaps are not read`
  return findingOf(id, slice, {
    subject: clusterSubject(slice.clusterId),
    status: 'unknown',
    summary: `Whether kube-proxy runs in IPVS mode, which Kubernetes ${disabledIn} turns off, is not known.`,
    evidence: [evidence({ signal: 'provider', says: why, at: slice.at['kube-proxy'] })],
    recommendation:
      'Look into the ConfigMap kube-proxy-config of kube-system; set the mode in the configuration of the add-on.',
  })
}

export const ipvsMode: Check<'kube-proxy', Params> = {
  id,
  title: 'kube-proxy in IPVS mode',
  about:
    'IPVS mode is deprecated since 1.35, turned off in 1.40 and gone in 1.43: a kube-proxy that is set to it does not start there.',
  severityRule:
    'Error when the next upgrade reaches 1.40 and the mode is IPVS, warning before. Unknown, from two upgrades before, where no mode is told.',
  needs: ['kube-proxy'],
  params: { disabledIn: '1.40', warnAhead: 2 },
  remedy: 'Move kube-proxy to nftables mode.',
  sources: [
    'KEP-5495: deprecated in 1.35, feature gate off in 1.40, locked in 1.43 (kubernetes/website, June 2026)',
  ],
  providerTitle: null,
  blocksUpgrade: true,
  providers: null,
  evaluate: (slice, params) => {
    const { version } = slice.cluster
    const upgrades = upgradesUntil(version, params.disabledIn)
    if (upgrades === null) return [versionUnknown(id, slice)]
    const mode = modeOf(slice['kube-proxy'])
    if (mode === 'ipvs') return [inIpvs(slice, upgrades, params)]
    return mode === null && upgrades <= params.warnAhead ? [notKnown(slice, params)] : []
  },
}
