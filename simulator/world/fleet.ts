// The fleet: which clusters there are, what each runs and what nodes it has, from the seed, the scale and the
// epoch alone. What changes with time is not here.
import type { Tier } from '../physics/tiers.ts'
import { newestMinorAt } from './calendar.ts'
import { type Client, clientsOf } from './clients.ts'
import { dayMs } from './clock.ts'
import { type Skew, skewsOf } from './clock-skew.ts'
import { refuseImpossible } from './edits.ts'
import { type Family, families, type Site, sites, smallFleet } from './families.ts'
import { type Happenings, happeningsOf } from './happenings.ts'
import { h01, hLogNormal, hText, purpose } from './hash.ts'
import { type Machine, machines } from './machines.ts'
import { byCode } from './names.ts'
import { type Account, accountsOf, type Region, regionOf } from './organization.ts'
import { isManaged, type Posture, posturesOf } from './posture.ts'
import {
  namedClusters,
  type Pin,
  type PinnedGroup,
  type Planted,
  pinsOf,
  type Scenario,
  settledImages,
} from './scenario.ts'
import { type TierChange, tierChangesOf } from './tier-changes.ts'
import { type Upgrade, upgradesOf } from './upgrades.ts'

export const scales = ['small', 'demo', 'ultra'] as const
export type Scale = (typeof scales)[number]

export type AmiType =
  | 'AL2_x86_64'
  | 'AL2_ARM_64'
  | 'AL2023_x86_64_STANDARD'
  | 'AL2023_ARM_64_STANDARD'
  | BottlerocketAmi
type BottlerocketAmi = 'BOTTLEROCKET_x86_64' | 'BOTTLEROCKET_ARM_64'

export interface NodeGroup {
  readonly name: string
  /** Nodes are slots first … first + size − 1 of the cluster. */
  readonly first: number
  readonly size: number
  readonly machine: Machine
  readonly amiType: AmiType
  readonly capacityType: 'ON_DEMAND' | 'SPOT'
  /** At the epoch. */
  readonly minor: number
}

export interface Cluster extends Posture {
  readonly name: string
  /** Stands for the cluster in hashes. */
  readonly id: number
  readonly family: Family
  readonly site: Site
  readonly account: Account
  readonly region: Region
  /** At the epoch; `minorAt` says what it runs later. */
  readonly minor: number
  /** Of its control plane, in the order of their times. */
  readonly upgrades: readonly Upgrade[]
  readonly clients: readonly Client[]
  readonly happenings: Happenings
  /** Of its control plane at the epoch; `tierAt` says what it is later. */
  readonly tier: Tier
  /** As a scenario fixes it. */
  readonly databaseBytes?: number
  /** In the order of their times. */
  readonly tierChanges: readonly TierChange[]
  readonly planted: readonly Planted[]
  /** Clocks that are wrong. */
  readonly skews: readonly Skew[]
  readonly createdMs: number
  readonly epochMs: number
  readonly nodeGroups: readonly NodeGroup[]
  /** Places for nodes: while one is replaced, its place is empty. */
  readonly nodes: number
  /** Pods about which the number moves. */
  readonly podsAimedAt: number
}

export interface Fleet {
  readonly seed: number
  readonly scale: Scale
  readonly epochMs: number
  readonly accounts: readonly Account[]
  /** In the order of their names. */
  readonly clusters: readonly Cluster[]
}

/** Shares of the fleet by versions below the newest; what is older than four is a few. */
const versionShares = [0.08, 0.33, 0.26, 0.19, 0.125] as const

/** How many clusters run the newest version, the one before it, … the last being five below. */
export function versionCounts(clusters: number): readonly number[] {
  const counts = versionShares.map((share) => Math.max(1, Math.floor(share * clusters)))
  const older = clusters >= 100 ? 3 : 1
  const rest = clusters - older - counts.reduce((sum, count) => sum + count, 0)
  counts[1] = (counts[1] as number) + rest
  return [...counts, older]
}

function scaledNodes(site: Site, scale: Scale, seed: number, id: number): number {
  const { nodes } = families[site.family]
  const drawn =
    typeof nodes === 'number'
      ? nodes
      : Math.min(
          nodes.most,
          Math.max(3, Math.round(hLogNormal(nodes.median, nodes.sigma, seed ^ purpose.clusterSize, id))),
        )
  if (scale === 'small') return Math.min(drawn, Math.max(3, Math.min(40, Math.round(drawn / 20) + 2)))
  return scale === 'ultra' && site.family === 'ultra' ? 100_000 : drawn
}

function amiOf(seed: number, id: number, n: number, hasAl2: boolean, arm: boolean): AmiType {
  const draw = h01(seed ^ purpose.image, id, n)
  if (draw < 0.3) return arm ? 'BOTTLEROCKET_ARM_64' : 'BOTTLEROCKET_x86_64'
  if (draw < 0.42 && hasAl2) return arm ? 'AL2_ARM_64' : 'AL2_x86_64'
  return arm ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD'
}

interface Part {
  readonly name: string
  readonly size: number
  readonly machine: Machine
  readonly isSpot: boolean
  /** Undefined: drawn. */
  readonly image?: PinnedGroup['image']
}

/** What a scenario fixes. */
const pinnedParts = (groups: readonly PinnedGroup[]): readonly Part[] =>
  groups.map(({ machine, isSpot = false, ...rest }) => ({ ...rest, isSpot, machine: machines[machine] }))

function pinnedAmi(image: PinnedGroup['image'], arm: boolean): AmiType {
  if (image === 'AL2023') return arm ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD'
  return `${image}_${arm ? 'ARM_64' : 'x86_64'}`
}

function partsOf(family: Family, nodes: number): readonly Part[] {
  const [first, second = first] = family.machines.map((name) => machines[name])
  const system = nodes < 4 ? 1 : Math.min(20, Math.max(2, Math.round(nodes * 0.1)))
  const spot = Math.round(nodes * family.spotShare)
  const rest = nodes - system - spot
  const large = rest < 6 ? rest : Math.ceil(rest * 0.7)
  const parts: Part[] = [
    { name: 'system', size: system, machine: machines.m6i4, isSpot: false },
    { name: 'workers-a', size: large, machine: first as Machine, isSpot: false },
    { name: 'workers-b', size: rest - large, machine: second as Machine, isSpot: false },
    { name: 'workers-spot', size: spot, machine: first as Machine, isSpot: true },
  ]
  return parts.filter(({ size }) => size > 0)
}

/** As they are drawn, unless a scenario says otherwise. */
function partsWith(pin: Pin | undefined, family: Family, nodes: number): readonly Part[] {
  if (pin?.nodeGroups !== undefined) return pinnedParts(pin.nodeGroups)
  const { image } = pin ?? {}
  const parts = partsOf(family, Math.max(nodes, pin?.leastNodes ?? 0))
  return image === undefined ? parts : parts.map((part) => ({ ...part, image }))
}

function groupsOf(
  seed: number,
  id: number,
  parts: readonly Part[],
  minor: number,
  behind: number,
  /** Whether Amazon Linux 2 is drawn, where there is one for the version. */
  hasAl2: boolean,
): NodeGroup[] {
  let first = 0
  return parts.map(({ name, size, machine, isSpot, image }, n) => {
    const groupMinor = name === 'workers-a' ? minor - behind : minor
    const isArm = machine.architecture === 'arm64'
    const group: NodeGroup = {
      name,
      first,
      size,
      machine,
      amiType:
        image === undefined ? amiOf(seed, id, n, hasAl2 && groupMinor <= 32, isArm) : pinnedAmi(image, isArm),
      capacityType: isSpot ? 'SPOT' : 'ON_DEMAND',
      minor: groupMinor,
    }
    first += size
    return group
  })
}

/** Names of clusters whose main node group is this many versions behind: three by two, one by three. */
function laggards(seed: number, of: readonly Site[]): ReadonlyMap<string, number> {
  const names = of.map(({ name }) => name)
  const drawn = names.sort((a, b) => hText(seed ^ purpose.version, a) - hText(seed ^ purpose.version, b))
  return new Map(
    drawn.slice(0, Math.min(4, Math.ceil(names.length / 12))).map((name, n) => [name, n === 3 ? 3 : 2]),
  )
}

/** Minor version by name: the oldest run what is oldest, the others as they are drawn. */
function minorsOf(seed: number, chosen: readonly Site[], newest: number): ReadonlyMap<string, number> {
  const rank = ({ family, name }: Site): number =>
    (family === 'legacy' ? 0 : 1) + h01(seed ^ purpose.version, hText(seed, name))
  const oldestFirst = [...chosen].sort((a, b) => rank(a) - rank(b))
  const minors = versionCounts(chosen.length)
    .map((count, below) => Array<number>(count).fill(newest - below))
    .reverse()
    .flat()
  return new Map(oldestFirst.map(({ name }, n) => [name, minors[n] as number]))
}

interface Drawn {
  readonly seed: number
  readonly scale: Scale
  readonly epochMs: number
  readonly accounts: readonly Account[]
  readonly minors: ReadonlyMap<string, number>
  readonly behind: ReadonlyMap<string, number>
  readonly scenarios: readonly Scenario[]
  readonly pins: ReadonlyMap<string, Pin>
  posture(site: Site): Posture
}

/** Each once, however often it is run. */
function plantedBy(clients: readonly Client[], { holds }: Happenings): readonly Planted[] {
  const all = [...clients.map(({ caller }) => caller.from), ...holds.map(({ client }) => client.from)]
  return [...new Map(all.map((from) => [`${from.namespace}/${from.name}`, from])).values()]
}

function clusterOf(site: Site, drawn: Drawn): Cluster {
  const { seed, scale, epochMs, accounts, minors, behind, scenarios, pins, posture } = drawn
  const id = hText(seed, site.name)
  const family = families[site.family]
  const pin = pins.get(site.name)
  const minor = pin?.minor ?? (minors.get(site.name) as number)
  const parts = partsWith(pin, family, scaledNodes(site, scale, seed, id))
  const nodes = parts.reduce((sum, { size }) => sum + size, 0)
  const late = pin?.minor === undefined ? (behind.get(site.name) ?? 0) : 0
  const clients = clientsOf(scenarios, site.name, epochMs)
  const happenings = happeningsOf(scenarios, site.name, site.region, epochMs)
  return {
    name: site.name,
    id,
    family,
    site,
    account: accounts.find(({ name }) => name === site.account) as Account,
    region: regionOf(site.region),
    minor,
    upgrades: upgradesOf(scenarios, site.name, epochMs),
    clients,
    tier: pin?.tier ?? family.tier,
    ...(pin?.databaseBytes === undefined ? {} : { databaseBytes: pin.databaseBytes }),
    tierChanges: tierChangesOf(scenarios, site.name, epochMs),
    happenings,
    planted: plantedBy(clients, happenings),
    skews: skewsOf(scenarios, site.name, epochMs),
    createdMs: epochMs - Math.floor((120 + 900 * h01(seed ^ purpose.clusterAge, id)) * dayMs),
    epochMs,
    nodeGroups: groupsOf(seed, id, parts, minor, late, !settledImages(scenarios, minor).includes('AL2')),
    nodes,
    podsAimedAt: nodes * family.podsPerNode,
    ...posture(site),
  }
}

/** Throws RangeError for a scenario of a cluster that there is not, and for edits that cannot be. */
export function fleetOf(
  seed: number,
  scale: Scale,
  epochMs: number,
  scenarios: readonly Scenario[] = [],
): Fleet {
  const named = namedClusters(scenarios)
  for (const name of named) {
    if (!sites.some((site) => site.name === name)) throw new RangeError(`there is no cluster ${name}`)
  }
  const chosen =
    scale === 'small' ? sites.filter(({ name }) => smallFleet.includes(name) || named.has(name)) : sites
  const accounts = accountsOf(seed)
  const minors = minorsOf(seed, chosen, newestMinorAt(epochMs))
  const pins = pinsOf(scenarios)
  const behind = laggards(seed, chosen.filter(isManaged))
  const posture = posturesOf(seed, chosen, named)
  const drawn = { seed, scale, epochMs, accounts, minors, behind, scenarios, pins, posture }
  const clusters = chosen.map((site) => clusterOf(site, drawn)).sort((a, b) => byCode(a.name, b.name))
  refuseImpossible(scenarios, clusters)
  return { seed, scale, epochMs, accounts, clusters }
}

/** 1.<minor> of its control plane at this time. */
export const minorAt = ({ minor, upgrades }: Cluster, ms: number): number =>
  upgrades.findLast(({ endMs, failure }) => failure === undefined && endMs < ms)?.to ?? minor

export const arnOf = ({ region, account, name }: Cluster): string =>
  `arn:aws:eks:${region.code}:${account.id}:cluster/${name}`

/** How many slots names are spread over: room to grow without a name changing its place. */
export const slotsOf = ({ nodes }: Cluster): number => Math.max(64, nodes)
