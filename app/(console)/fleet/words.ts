// What facets, their values and a cluster's facts are called on this screen, and in which tone. Words only.
import { computeWord, healthTones, healthWords, tierWord } from '../../../components/format/cluster-words.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { ClusterHealth } from '../../../domain/model/cluster-health.ts'
import { type FleetFacet, without } from '../../../domain/model/fleet-facets.ts'
import type { SupportBand } from '../../../domain/support/support-band.ts'
import { imageWord } from './parts/part-words.ts'

export const facetTitles: Record<FleetFacet, string> = {
  health: 'Health',
  support: 'Support status',
  version: 'Version',
  provider: 'Provider',
  finding: 'Finding',
  compute: 'Compute',
  tier: 'Control plane tier',
  protection: 'Deletion protection',
  backup: 'Backup',
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
  'backup',
  'addOns',
  'health',
  'finding',
  'version',
  'provider',
  'owner',
  'account',
  'ou',
  'tag',
  'addOn',
  'addOnVersion',
  'amiType',
  'instanceType',
  'endpoint',
  'logging',
  'podIdentity',
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
  prometheus: 'Prometheus',
  'audit-log': 'Audit log',
  'cloudwatch-logs': 'CloudWatch Logs',
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
  backup: { protected: 'Protected', unprotected: 'Not protected' },
  endpoint: { public: 'Public', private: 'Private only' },
  addOns: { behind: 'Behind', current: 'Current' },
  podIdentity: { on: 'In use', off: 'Not used' },
  finding: { passing: 'All checks pass' },
}

/** "api-removals" → "API removals". */
export function checkWord(checkId: string): string {
  const words = checkId.replaceAll('-', ' ').replace(/\b(api|ami|eks)\b/g, (word) => word.toUpperCase())
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

const statusWords: Readonly<Record<string, string>> = { unknown: 'not known' }

/** "api-removals:error" → "API removals, error"; "coredns:behind" → "coredns, behind". */
function withStatus(value: string, nameOf: (name: string) => string): string {
  const [name = '', status = ''] = value.split(':')
  return status === '' ? nameOf(name) : `${nameOf(name)}, ${statusWords[status] ?? status}`
}

const spelledOut: Partial<Record<FleetFacet, (value: string) => string>> = {
  tier: tierWord,
  compute: computeWord,
  amiType: imageWord,
  finding: (value) => withStatus(value, checkWord),
  addOn: (value) => withStatus(value, (name) => name),
  addOnVersion: (value) => value.replace('@', ' '),
}

/** What a facet's value is called; "" is a fact nobody told. */
export function facetWord(
  facet: FleetFacet,
  value: string,
  names: Readonly<Record<string, string>> = {},
): string {
  if (value === '') return facet === 'source' ? 'None' : 'Not known'
  if (value === without) return 'None'
  const words = { ...names, ...wordsOf[facet] }
  if (Object.hasOwn(words, value)) return words[value] ?? value
  return spelledOut[facet]?.(value) ?? value
}

/** Colour is for what needs a decision. */
export function facetTone(facet: FleetFacet, value: string): Tone | 'ext' | undefined {
  if (facet === 'health' && value !== 'healthy') return healthTones[value as ClusterHealth]
  if (facet === 'support' && value !== 'standard') return bandTones[value as SupportBand]
  if (facet === 'finding' && value.endsWith(':error')) return 'crit'
  const isWarning =
    (facet === 'protection' && value === 'off') ||
    (facet === 'backup' && value === 'unprotected') ||
    (facet === 'addOns' && value === 'behind') ||
    (facet === 'addOn' && value.endsWith(':behind')) ||
    (facet === 'finding' && value.endsWith(':warning')) ||
    (facet === 'amiType' && value.startsWith('AL2_'))
  return isWarning ? 'warn' : undefined
}
