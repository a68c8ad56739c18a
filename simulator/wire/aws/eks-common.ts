// What every part of a cluster is written with: times in epoch seconds as on the wire, ids, ARNs, roles, tags.
import type { Cluster } from '../../world/fleet.ts'
import { hHex, hText } from '../../world/hash.ts'

export type Json = Readonly<Record<string, unknown>>

export const seconds = (ms: number): number => ms / 1_000

export const hex = (cluster: Cluster, n: number, digits: number): string =>
  hHex(3, cluster.id, n, 55).slice(0, digits)

export const roleOf = ({ account, name }: Cluster, role: string): string =>
  `arn:aws:iam::${account.id}:role/${name}-${role}`

export const partArn = (cluster: Cluster, part: string): string =>
  `arn:aws:eks:${cluster.region.code}:${cluster.account.id}:${part}`

export const subnetsOf = (cluster: Cluster): string[] =>
  cluster.region.zones.map((_, n) => `subnet-0${hex(cluster, 10 + n, 16)}`)

export const isConnected = ({ site }: Cluster): boolean => site.connector !== undefined

export function tagsOf({ site, family, isProtected }: Cluster): Record<string, string> {
  return {
    env: family.environment,
    team: site.team,
    'cost-center': `cc-${1_000 + (hText(7, site.team) % 40)}`,
    ...(isProtected ? { protected: 'true' } : {}),
  }
}
