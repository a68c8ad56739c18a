// Clusters that are upgraded as one: the same owner, the same environment, names of one pattern. And the line of
// families that one goes through: the same without the environment, dev first.
import { type Environment, environmentOf, environmentOfWord, environments, partsOf } from './environment.ts'

export interface FamilyMember {
  readonly clusterId: string
  readonly name: string
  readonly region: string | null
  readonly ownerId: string
  readonly tags: Readonly<Record<string, string>>
}

export interface Family<Member extends FamilyMember> {
  /** Of the three below; stands in addresses. */
  readonly id: string
  readonly ownerId: string
  readonly environment: Environment
  /** "payments-prod-*" */
  readonly pattern: string
  /** Families of one line go through the environments one after the other. */
  readonly line: string
  /** By name. */
  readonly clusters: readonly Member[]
}

const anything = '*'
const varies = (part: string): boolean => part === anything || /\d/.test(part)

/** Its region and whatever holds a digit varies from cluster to cluster; the rest is what it is called. */
function parts({ name, region }: Pick<FamilyMember, 'name' | 'region'>): string[] {
  const own = partsOf(name)
  const place = partsOf(region ?? '')
  const at = own.findIndex((_, from) => place.length > 0 && place.every((part, n) => own[from + n] === part))
  if (at >= 0) own.splice(at, place.length, anything)
  const kept: string[] = []
  for (const part of own) {
    const shown = varies(part) ? anything : part
    if (shown !== anything || kept.at(-1) !== anything) kept.push(shown)
  }
  return kept
}

export const patternOf = (cluster: Pick<FamilyMember, 'name' | 'region'>): string =>
  parts(cluster).join('-') || anything

const lineOf = (cluster: FamilyMember): string =>
  JSON.stringify([
    cluster.ownerId,
    parts(cluster)
      .filter((part) => environmentOfWord(part) === undefined)
      .join('-'),
  ])

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Every cluster is in exactly one; by environment, owner and pattern. */
export function familiesOf<Member extends FamilyMember>(clusters: readonly Member[]): Family<Member>[] {
  const found = new Map<string, Omit<Family<Member>, 'clusters'> & { clusters: Member[] }>()
  for (const cluster of clusters) {
    const { ownerId } = cluster
    const { environment } = environmentOf(cluster)
    const pattern = patternOf(cluster)
    const id = [ownerId, environment, pattern].join('/')
    const family = found.get(id) ?? { id, ownerId, environment, pattern, line: lineOf(cluster), clusters: [] }
    family.clusters.push(cluster)
    found.set(id, family)
  }
  for (const { clusters: own } of found.values()) {
    own.sort((one, other) => byText(one.name, other.name) || byText(one.clusterId, other.clusterId))
  }
  return [...found.values()].sort(
    (one, other) =>
      environments.indexOf(one.environment) - environments.indexOf(other.environment) ||
      byText(one.ownerId, other.ownerId) ||
      byText(one.pattern, other.pattern),
  )
}
