// The organisation that owns the fleet: organisational units, accounts, regions. Tables; nothing is drawn
// but the accounts' numbers.
import { h32, purpose } from './hash.ts'

export interface Region {
  readonly code: string
  /** As in names of clusters and ids of zones. */
  readonly short: string
  readonly zones: readonly string[]
  /** Hours from UTC to local time: where the day's wave begins. */
  readonly offsetHours: number
}

const region = (code: string, short: string, zones: string, offsetHours: number): Region => ({
  code,
  short,
  zones: [...zones].map((letter) => `${code}${letter}`),
  offsetHours,
})

export const regions: readonly Region[] = [
  region('us-east-1', 'use1', 'abc', -5),
  region('us-east-2', 'use2', 'abc', -5),
  region('us-west-2', 'usw2', 'abc', -8),
  region('eu-west-1', 'euw1', 'abc', 0),
  region('eu-central-1', 'euc1', 'abc', 1),
  region('ap-northeast-1', 'apne1', 'acd', 9),
  region('ap-southeast-2', 'apse2', 'abc', 10),
  region('sa-east-1', 'sae1', 'abc', -3),
]

export function regionOf(short: string): Region {
  const found = regions.find((known) => known.short === short)
  if (found === undefined) throw new RangeError(`there is no region ${short}`)
  return found
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly unit: string
  /** Of no use to anybody any more. */
  readonly isSuspended: boolean
}

const accountsByUnit: Readonly<Record<string, readonly string[]>> = {
  'AI-Research': ['ai-inference', 'ai-research'],
  Ads: ['ads-dev', 'ads-prod'],
  Data: ['data-analytics', 'data-prod'],
  Encoding: ['encoding-apac', 'encoding-emea'],
  'Games-Edge': ['edge-sites', 'games-dev', 'games-prod'],
  Platform: [
    'legacy-corp',
    'platform-dev',
    'platform-security',
    'platform-shared',
    'platform-stage',
    'services-prod-1',
    'services-prod-2',
    'services-prod-3',
    'platform-prod',
  ],
  Sandbox: ['sandbox-1', 'sandbox-2'],
  Streaming: ['streaming-euw1', 'streaming-use1', 'streaming-use2', 'streaming-usw2'],
}

export const units: readonly string[] = Object.keys(accountsByUnit)

/** Whoever asks without assuming a role is in this account. */
export const managementAccount = 'platform-shared'

const suspendedAccount = 'sandbox-2'

/** Twelve digits, the last two counting, so that none comes twice. */
export function accountsOf(seed: number): readonly Account[] {
  return Object.entries(accountsByUnit)
    .flatMap(([unit, names]) => names.map((name) => ({ unit, name })))
    .map(({ unit, name }, n) => {
      const draw = 1_000_000_000 + (h32(seed ^ purpose.accountId, n) % 9_000_000_000)
      const id = `${draw}${String(n).padStart(2, '0')}`
      return { unit, name, id, isSuspended: name === suspendedAccount }
    })
}
