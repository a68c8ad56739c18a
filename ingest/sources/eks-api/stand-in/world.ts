// The accounts, regions and clusters that the stand-in of AWS answers for, in the form they have on the wire.
// Only tests import it; it shares nothing with the source, so that a wrong reading cannot agree with itself.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Json = Record<string, unknown>

export interface WireCluster {
  cluster: Json
  readonly nodegroups: Record<string, Json>
  readonly fargateProfiles: Record<string, Json>
  readonly addons: Record<string, Json>
  insights: Record<string, Json>
  readonly accessEntries: Record<string, Json>
  readonly associations: Record<string, Json>
  readonly updates: Record<string, Json>
  readonly capabilities: Record<string, Json>
  /** Of its insights, when somebody asked for it; absent: nobody did. */
  refresh?: WireRefresh
  /** What the next one will be. */
  nextRefresh?: Partial<Pick<WireRefresh, 'looks' | 'ends' | 'finds'>>
}

export interface WireRefresh {
  /** How often it is still under way when it is asked about. */
  looks: number
  readonly ends: 'COMPLETED' | 'FAILED'
  /** The insights that are there once it ended; absent: those before. */
  readonly finds: Record<string, Json> | undefined
  readonly startedAt: number
  endedAt?: number
}

export interface WirePlace {
  readonly clusters: Record<string, WireCluster>
  catalogue: Json[]
  versions: Json[]
  /** Of AWS Backup, of whatever service they are; absent: there are none. */
  protectedResources?: Json[]
}

export interface WireUnit {
  readonly Id: string
  readonly Name: string
  readonly accounts: Json[]
  readonly units: WireUnit[]
}

export interface World {
  /** Of the credentials that tests start with. */
  readonly own: string
  /** `<account>/<region>`; elsewhere there is nothing. */
  readonly places: Map<string, WirePlace>
  root?: WireUnit
}

export const emptyCluster = (cluster: Json): WireCluster => ({
  cluster,
  nodegroups: {},
  fargateProfiles: {},
  addons: {},
  insights: {},
  accessEntries: {},
  associations: {},
  updates: {},
  capabilities: {},
})

const fixtures = path.join(import.meta.dirname, '../fixtures')
export const readFixture = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(fixtures, name), 'utf8'))

/** Seconds since 1970 as EKS writes them, of the two forms recorded answers have. */
function epochOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d$/.test(value))
    return Date.parse(value) / 1_000
  const told = value as { __class__?: string } & Record<string, number>
  if (typeof value !== 'object' || value === null || told.__class__ !== 'datetime') return undefined
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0 } = told
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 + microsecond / 1_000_000
}

function onTheWire(value: unknown): unknown {
  const epoch = epochOf(value)
  if (epoch !== undefined) return epoch
  if (Array.isArray(value)) return value.map(onTheWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, onTheWire(inner)]))
}

/** Of one folder of recorded answers. */
export function recordedPlace(folder: string): WirePlace {
  const answers = readdirSync(path.join(fixtures, 'recorded', folder)).map((file) => {
    const recorded = readFixture(`recorded/${folder}/${file}`) as { status_code: number; data: Json }
    return recorded.status_code === 200 ? (onTheWire(recorded.data) as Json) : {}
  })
  const place: WirePlace = { clusters: {}, catalogue: [], versions: [] }
  const all = <Thing = Json>(key: string): Thing[] =>
    answers.flatMap((answer) => (answer[key] as Thing) ?? [])
  for (const cluster of all('cluster')) place.clusters[String(cluster.name)] = emptyCluster(cluster)
  const of = (thing: Json): WireCluster => {
    const found = place.clusters[String(thing.clusterName)]
    if (found === undefined) throw new Error(`no cluster ${String(thing.clusterName)} was recorded`)
    return found
  }
  for (const addon of all('addon')) of(addon).addons[String(addon.addonName)] = addon
  for (const group of all('nodegroup')) of(group).nodegroups[String(group.nodegroupName)] = group
  for (const profile of all('fargateProfile')) {
    of(profile).fargateProfiles[String(profile.fargateProfileName)] = profile
  }
  place.versions.push(...all('clusterVersions').flat())
  return place
}

/** Every kind of part; see fixtures/README.md. */
export function shapedPlace(): WirePlace {
  const { clusters, catalogue } = readFixture('shaped-place.json') as Pick<
    WirePlace,
    'clusters' | 'catalogue'
  >
  return { clusters, catalogue, versions: [] }
}

export const accounts = { own: '111122223333', other: '444455556666', third: '777788889999' } as const
export const threeRegions = ['eu-central-1', 'eu-west-1', 'us-east-1'] as const

export function placeWith(accountId: string, region: string, names: readonly string[]): WirePlace {
  const clusters = names.map((name) => {
    const arn = `arn:aws:eks:${region}:${accountId}:cluster/${name}`
    return [name, emptyCluster({ name, arn, version: '1.33', status: 'ACTIVE' })]
  })
  return { clusters: Object.fromEntries(clusters), catalogue: [], versions: [] }
}

/** Two clusters in each of three regions of three accounts. */
export function threeAccounts(): World {
  const places = Object.values(accounts).flatMap((accountId) =>
    threeRegions.map(
      (region) => [`${accountId}/${region}`, placeWith(accountId, region, ['a', 'b'])] as const,
    ),
  )
  return { own: accounts.own, places: new Map(places) }
}
