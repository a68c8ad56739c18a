// What sections, fields and values of a comparison are called. Words only; what differs is judged by the server.
import { computeWord, healthWords, tierWord } from '../../../../components/format/cluster-words.ts'
import { count, missing } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { ComparedSection, ComparedValue } from '../../../../domain/model/cluster-comparison.ts'
import { imageWord } from '../parts/part-words.ts'
import { checkWord, facetWord } from '../words.ts'

export const sectionTitles: Readonly<Record<ComparedSection, string>> = {
  identity: 'Identity',
  version: 'Version and support',
  controlPlane: 'Control plane',
  capacity: 'Capacity',
  health: 'Health',
  findings: 'Findings',
  addOns: 'Add-ons',
  nodeGroups: 'Node groups',
  tags: 'Tags',
}

const fieldTitles: Readonly<Record<string, string>> = {
  amiType: 'AMI types',
  backup: 'Protected by AWS Backup',
  clusterId: 'Cluster id',
  createdAt: 'Created',
  endpointPrivate: 'Private endpoint',
  endpointPublic: 'Public endpoint',
  feeMicroUsdPerHour: 'Fee, list price',
  forcedUpgradeAt: 'Upgraded by force',
  gitVersion: 'Build',
  gpus: 'GPUs',
  instanceType: 'Instance types',
  ipFamily: 'IP family',
  logging: 'Control plane logs',
  ou: 'Organisational unit',
  podIdentity: 'Pod identity',
  podsPending: 'Pods pending',
  publicAccessCidrs: 'Public access CIDRs',
  providerErrors: 'Provider’s insights: errors',
  providerWarnings: 'Provider’s insights: warnings',
  status: 'Life cycle',
  supportEndsAt: 'Support ends',
  supportPreference: 'Preference at its end',
  tier: 'Tier',
  troubled: 'With health issues',
  unknowns: 'Not known',
  vpcId: 'VPC',
}

/** "deletionProtection" → "Deletion protection". */
function spelled(field: string): string {
  const words = field.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Of sections that list by name the name is the field, and stays as it is. */
export function fieldTitle(section: ComparedSection, field: string): string {
  if (section === 'addOns' || section === 'tags') return field
  if (field.startsWith('check:')) return `Check: ${checkWord(field.slice('check:'.length))}`
  return Object.hasOwn(fieldTitles, field) ? (fieldTitles[field] ?? field) : spelled(field)
}

const wordsOf: Readonly<Record<string, (text: string) => string>> = {
  amiType: imageWord,
  provider: (text) => facetWord('provider', text),
  compute: computeWord,
  health: (text) => (Object.hasOwn(healthWords, text) ? healthWords[text as keyof typeof healthWords] : text),
  tier: tierWord,
}

/** Null is not known, "" is known to be none. */
export function valueWord(field: string, value: ComparedValue): string {
  if (value === null) return missing
  if (value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (field === 'feeMicroUsdPerHour' && typeof value === 'number') return `$${(value / 1e6).toFixed(2)}/h`
  if (typeof value === 'number') return count(value)
  if (value instanceof Date) return fullInstant(value)
  const word = wordsOf[field] ?? ((text: string) => text)
  return typeof value === 'string' ? word(value) : value.map(word).join(', ')
}
