// What facets, their values and a cluster's facts are called on this screen, and in which tone. Words only.
import { computeWord, healthTones, healthWords, tierWord } from '../../../components/format/cluster-words.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { ClusterHealth } from '../../../domain/model/cluster-health.ts'
import type { FleetFacet } from '../../../domain/model/fleet-facets.ts'
import type { SupportBand } from '../../../domain/support/support-band.ts'

export const facetTitles: Record<FleetFacet, string> = {
  health: 'Health',
  support: 'Support status',
  version: 'Version',
  provider: 'Provider',
  finding: 'Finding',
  compute: 'Compute',
  tier: 'Control plane tier',
  protection: 'Deletion protection',
  endpoint: 'API endpoint',
  logging: 'Control plane logs',
  podIdentity: 'Pod identity',
  addOns: 'Add-ons',
  addOn: 'Add-on',
  addOnVersion: 'Add-on version',
  amiType: 'AMI type',
  instanceType: 'Instance type',
  account: 'Account',
  ou: 'Organisational unit',
  region: 'Region',
  owner: 'Owner',
  tag: 'Tag',
  status: 'Life cycle',
  source: 'Read by',
}

/** In the order of the column; regions are chosen on the coast. */
export const facetOrder: readonly FleetFacet[] = [
  'support',
  'compute',
  'tier',
  'protection',
  'addOns',
  'health',
  'version',
  'provider',
  'owner',
  'account',
  'ou',
  'endpoint',
  'status',
  'source',
]

export const bandWords: Record<SupportBand, string> = {
  forced: 'Forced in 14 d',
  leaving: 'Leaves in 14 d',
  extended: 'Extended',
  standard: 'Standard',
  unsupported: 'Unsupported',
  unknown: 'Not known',
}
export const bandTones: Record<SupportBand, Tone | 'ext'> = {
  forced: 'crit',
  leaving: 'warn',
  extended: 'ext',
  standard: 'ok',
  unsupported: 'crit',
  unknown: 'unk',
}

const providerWords: Readonly<Record<string, string>> = {
  eks: 'Amazon EKS',
  'eks-anywhere': 'EKS Anywhere',
  gke: 'Google GKE',
  aks: 'Azure AKS',
  openshift: 'OpenShift',
  kubernetes: 'Kubernetes',
}
const sourceWords: Readonly<Record<string, string>> = {
  'api-metrics': 'API server metrics',
  'audit-log': 'Audit log',
  'eks-api': 'EKS API',
  'kube-api': 'Kubernetes API',
}

const on = { on: 'On', off: 'Off' }
const wordsOf: Partial<Record<FleetFacet, Readonly<Record<string, string>>>> = {
  health: healthWords,
  support: bandWords,
  provider: providerWords,
  source: sourceWords,
  protection: on,
  endpoint: { public: 'Public', private: 'Private only' },
  addOns: { behind: 'Behind', current: 'Current' },
}

/** What a facet's value is called; "" is a fact nobody told. */
export function facetWord(
  facet: FleetFacet,
  value: string,
  names: Readonly<Record<string, string>> = {},
): string {
  if (value === '') return facet === 'source' ? 'None' : 'Not known'
  if (facet === 'tier') return tierWord(value)
  if (facet === 'compute') return computeWord(value)
  const words = { ...names, ...wordsOf[facet] }
  return Object.hasOwn(words, value) ? (words[value] ?? value) : value
}

/** Colour is for what needs a decision. */
export function facetTone(facet: FleetFacet, value: string): Tone | 'ext' | undefined {
  if (facet === 'health' && value !== 'healthy') return healthTones[value as ClusterHealth]
  if (facet === 'support' && value !== 'standard') return bandTones[value as SupportBand]
  const isWarning = (facet === 'protection' && value === 'off') || (facet === 'addOns' && value === 'behind')
  return isWarning ? 'warn' : undefined
}
