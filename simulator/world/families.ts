// The families that the fleet consists of: which clusters there are, where, how large, and what they are for.
// Numbers are assumptions of the model, not facts of anybody's fleet.
import type { Tier } from '../physics/tiers.ts'
import type { MachineName } from './machines.ts'

export type FamilyName =
  | 'data'
  | 'dev'
  | 'edge'
  | 'encode'
  | 'gpu-infer'
  | 'legacy'
  | 'stage'
  | 'stream'
  | 'svc'
  | 'ultra'

export interface Family {
  readonly name: FamilyName
  readonly environment: 'prod' | 'stage' | 'dev'
  /** Nodes: fixed, or lognormal about a median within bounds. */
  readonly nodes: number | { readonly median: number; readonly sigma: number; readonly most: number }
  /** On average, those of DaemonSets among them. */
  readonly podsPerNode: number
  /** Whether the number of its pods follows the day. */
  readonly isDiurnal: boolean
  readonly machines: readonly MachineName[]
  readonly tier: Tier
  /** Share of nodes that are Spot. */
  readonly spotShare: number
  /** How many pods stand behind one workload on average. */
  readonly podsPerWorkload: number
}

const family = (given: Pick<Family, 'name' | 'nodes' | 'machines'> & Partial<Family>): Family => ({
  environment: 'prod',
  podsPerNode: 14,
  isDiurnal: false,
  tier: 'standard',
  spotShare: 0,
  podsPerWorkload: 8,
  ...given,
})

export const families: Readonly<Record<FamilyName, Family>> = {
  data: family({
    name: 'data',
    nodes: { median: 60, sigma: 0.4, most: 180 },
    podsPerNode: 10,
    machines: ['r7g16', 'm6i4'],
    spotShare: 0.18,
    podsPerWorkload: 20,
  }),
  dev: family({
    name: 'dev',
    environment: 'dev',
    nodes: { median: 6, sigma: 0.5, most: 30 },
    machines: ['m6i1', 't3large'],
    podsPerNode: 10,
    podsPerWorkload: 3,
  }),
  edge: family({ name: 'edge', nodes: { median: 5, sigma: 0.4, most: 16 }, machines: ['m6i4'] }),
  encode: family({
    name: 'encode',
    nodes: { median: 50, sigma: 0.4, most: 160 },
    podsPerNode: 10,
    machines: ['c7i24', 'c6g4'],
    spotShare: 0.18,
    podsPerWorkload: 24,
  }),
  'gpu-infer': family({
    name: 'gpu-infer',
    nodes: 1_200,
    podsPerNode: 7,
    machines: ['p548', 'p6b200'],
    tier: 'tier-2xl',
    podsPerWorkload: 60,
  }),
  legacy: family({
    name: 'legacy',
    nodes: { median: 14, sigma: 0.5, most: 60 },
    machines: ['m6i4', 'm6i1'],
    podsPerWorkload: 5,
  }),
  stage: family({
    name: 'stage',
    environment: 'stage',
    nodes: { median: 7, sigma: 0.5, most: 40 },
    machines: ['m6i1'],
    podsPerNode: 10,
    podsPerWorkload: 3,
  }),
  stream: family({
    name: 'stream',
    nodes: 200,
    podsPerNode: 32,
    isDiurnal: true,
    machines: ['m7i24', 'c7i24'],
    tier: 'tier-xl',
    podsPerWorkload: 50,
  }),
  svc: family({
    name: 'svc',
    nodes: { median: 12, sigma: 1.1, most: 240 },
    podsPerNode: 11,
    isDiurnal: true,
    machines: ['m6i4', 'm6i1', 'c6g4'],
  }),
  ultra: family({
    name: 'ultra',
    nodes: 5_000,
    podsPerNode: 9,
    machines: ['p6b200', 'p548'],
    tier: 'tier-4xl',
    podsPerWorkload: 400,
  }),
}

export interface Site {
  readonly family: FamilyName
  readonly name: string
  readonly region: string
  readonly account: string
  readonly team: string
  /** Registered from elsewhere: AWS knows little of it. */
  readonly connector?: 'EKS_ANYWHERE' | 'GKE' | 'AKS' | 'OPENSHIFT'
}

const teams = [
  'ads',
  'billing',
  'catalog',
  'edge',
  'games',
  'identity',
  'ml',
  'notify',
  'pay',
  'search',
  'sec',
  'social',
]
const core = { use1: 5, use2: 4, usw2: 4, euw1: 4 }
const thin = ['euc1', 'apne1', 'apse2', 'sae1']
const everywhere = [...Object.keys(core), ...thin]
const cities = 'amsterdam berlin chicago dallas lima madrid miami osaka oslo paris perth seoul'.split(' ')
const connectors = ['EKS_ANYWHERE', 'GKE', 'AKS', 'OPENSHIFT'] as const
const oldest = 'archive crm fax hr ledger mail payments print tickets warehouse'.split(' ')

const accountOfTeam = (team: string, n: number): string =>
  ({
    ads: 'ads-prod',
    edge: 'edge-sites',
    games: 'games-prod',
    sec: 'platform-security',
    pay: 'platform-prod',
  })[team] ?? `services-prod-${1 + (n % 3)}`

const devAccount = (team: string, rest: string): string =>
  team === 'ads' || team === 'games' ? `${team}-dev` : rest

/** All 214, in no order that matters. */
export const sites: readonly Site[] = [
  ...Object.entries(core).flatMap(([region, count]) =>
    Array.from(
      { length: count },
      (_, n): Site => ({
        family: 'stream',
        name: `stream-${region}-c${n + 1}`,
        region,
        account: `streaming-${region}`,
        team: 'streaming',
      }),
    ),
  ),
  { family: 'ultra', name: 'ultra-research', region: 'use2', account: 'ai-research', team: 'research' },
  ...['usw2', 'use1'].map(
    (region): Site => ({
      family: 'gpu-infer',
      name: `gpu-infer-${region}`,
      region,
      account: 'ai-inference',
      team: 'inference',
    }),
  ),
  ...thin.flatMap((region) =>
    [1, 2, 3].map(
      (n): Site => ({
        family: 'encode',
        name: `encode-${region}-c${n}`,
        region,
        account: region.startsWith('ap') ? 'encoding-apac' : 'encoding-emea',
        team: 'encoding',
      }),
    ),
  ),
  ...Object.keys(core).flatMap((region) =>
    [1, 2, 3, 4].map(
      (n): Site => ({
        family: 'data',
        name: `data-${region}-c${n}`,
        region,
        account: n === 4 ? 'data-analytics' : 'data-prod',
        team: 'data',
      }),
    ),
  ),
  ...teams.flatMap((team, n) =>
    everywhere.map(
      (region): Site => ({
        family: 'svc',
        name: `svc-${team}-${region}`,
        region,
        account: accountOfTeam(team, n),
        team,
      }),
    ),
  ),
  ...teams.flatMap((team) => [
    ...['use1', 'euw1'].map(
      (region): Site => ({
        family: 'dev',
        name: `dev-${team}-${region}`,
        region,
        account: devAccount(team, 'platform-dev'),
        team,
      }),
    ),
    ...['usw2', 'euw1'].map(
      (region): Site => ({
        family: 'stage',
        name: `stage-${team}-${region}`,
        region,
        account: devAccount(team, 'platform-stage'),
        team,
      }),
    ),
  ]),
  ...cities.map((city, n): Site => {
    const connector = connectors[n]
    return {
      family: 'edge',
      name: `edge-${city}`,
      region: everywhere[n % everywhere.length] as string,
      account: 'edge-sites',
      team: 'edge',
      ...(connector === undefined ? {} : { connector }),
    }
  }),
  ...oldest.map(
    (name): Site => ({
      family: 'legacy',
      name: `legacy-${name}-use1`,
      region: 'use1',
      account: 'legacy-corp',
      team: 'corporate',
    }),
  ),
]

/** Twelve of them, one or two of each kind, for tests. */
export const smallFleet: readonly string[] = [
  'data-usw2-c1',
  'dev-ads-use1',
  'edge-amsterdam',
  'edge-oslo',
  'encode-euc1-c1',
  'gpu-infer-usw2',
  'legacy-payments-use1',
  'stream-euw1-c1',
  'stream-use1-c1',
  'svc-ads-euw1',
  'svc-sec-use1',
  'ultra-research',
]
