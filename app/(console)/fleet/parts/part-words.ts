// What facets of node groups and add-ons, and their values, are called. Words only.
import type { Tone } from '../../../../components/ui/status.tsx'

const titles: Readonly<Record<string, string>> = {
  account: 'Account',
  addOn: 'Add-on',
  architecture: 'Architecture',
  capacity: 'Capacity',
  condition: 'Condition',
  drift: 'Drift',
  image: 'Image',
  instanceType: 'Instance type',
  issue: 'Health issue',
  nodeGroup: 'Node group',
  osImage: 'Image',
  owner: 'Owner',
  publisher: 'Publisher',
  region: 'Region',
  repair: 'Node repair',
  skew: 'Behind its cluster',
  status: 'Life cycle',
  taint: 'Taint',
  version: 'Version',
  zone: 'Zone',
}
export const partFacetTitle = (facet: string): string => titles[facet] ?? facet

const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  condition: { NotReady: 'Not ready' },
  capacity: { ON_DEMAND: 'On-demand', SPOT: 'Spot', CAPACITY_BLOCK: 'Capacity block' },
  drift: { behind: 'Behind', newest: 'Newest listed' },
  issue: { none: 'None' },
  owner: { unowned: 'unowned' },
  repair: { on: 'On', off: 'Off' },
  taint: { none: 'None' },
}

export function skewWord(minors: number): string {
  if (minors === 0) return 'Same minor'
  const many = Math.abs(minors) === 1 ? '1 minor' : `${Math.abs(minors)} minors`
  return minors > 0 ? `${many} behind` : `${many} ahead`
}

const families: Readonly<Record<string, string>> = {
  AL2: 'Amazon Linux 2',
  AL2023: 'AL2023',
  BOTTLEROCKET: 'Bottlerocket',
  WINDOWS: 'Windows',
}
const machines: Readonly<Record<string, string>> = { ARM: 'arm64', x86: 'x86-64' }

/** "AL2023_x86_64_STANDARD" → "AL2023 x86-64"; what it does not know it tells as it stands. */
export function imageWord(amiType: string): string {
  const [family = '', machine = '', bits, ...more] = amiType.split('_')
  const [name, architecture] = [families[family], machines[machine]]
  if (name === undefined || architecture === undefined || bits !== '64') return amiType
  const variant = more
    .filter((word) => word !== 'STANDARD')
    .join(' ')
    .toLowerCase()
  return [name, architecture, variant].filter(Boolean).join(' ')
}

/** "" is what nobody told. */
export function partFacetWord(
  facet: string,
  value: string,
  names: Readonly<Record<string, string>> = {},
): string {
  if (value === '') return 'Not known'
  if (facet === 'skew') return skewWord(Number(value))
  if (facet === 'image') return imageWord(value)
  const known = { ...names, ...words[facet] }
  return Object.hasOwn(known, value) ? (known[value] ?? value) : value
}

/** Colour is for what needs a decision. */
export function partFacetTone(facet: string, value: string): Tone | undefined {
  if (facet === 'condition' && value !== 'Ready' && value !== 'Cordoned')
    return value === 'Unknown' ? 'unk' : 'crit'
  if (facet === 'issue' && value !== 'none' && value !== '') return 'crit'
  const isLate = (facet === 'skew' && Number(value) > 1) || (facet === 'drift' && value === 'behind')
  return isLate || (facet === 'image' && value.startsWith('AL2_')) ? 'warn' : undefined
}
