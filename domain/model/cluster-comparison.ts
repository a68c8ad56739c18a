// Clusters side by side: field by field what each is, and where they are known to differ. What is not known of one
// differs from nothing; what is known to be none is "" and does.
import type { ClusterFacts } from './cluster.ts'
import { isSameFact } from './cluster-change.ts'
import type { AddOn, NodeGroup } from './cluster-part.ts'
import type { FoundCluster } from './fleet-row.ts'

/** Null: not known, or the cluster is missing. "": known to be none. */
export type ComparedValue = string | number | boolean | Date | readonly string[] | null

export const comparedSections = [
  'identity',
  'version',
  'controlPlane',
  'capacity',
  'health',
  'findings',
  'addOns',
  'nodeGroups',
  'tags',
] as const
export type ComparedSection = (typeof comparedSections)[number]

export interface ComparedField {
  /** Of a section with names of its own the name: an add-on, a check, a tag's key. */
  readonly field: string
  /** In the order of the clusters. */
  readonly values: readonly ComparedValue[]
  /** At least two of those that are known say different things. */
  readonly differs: boolean
}

export interface ComparedPart {
  readonly section: ComparedSection
  readonly fields: readonly ComparedField[]
}

export interface ComparedCluster {
  readonly row: FoundCluster
  readonly facts: ClusterFacts
  /** Null while its provider lists none. */
  readonly addOns: readonly { readonly name: string; readonly facts: AddOn }[] | null
  readonly nodeGroups: readonly { readonly name: string; readonly facts: NodeGroup }[] | null
}

type Fields = Readonly<Record<string, ComparedValue>>

const listed = (values: Iterable<string | null>): readonly string[] | '' => {
  const known = [...new Set([...values].filter((value) => value !== null))].sort()
  return known.length === 0 ? '' : known
}
const listOf = (values: readonly string[] | null | undefined): ComparedValue =>
  values === null || values === undefined ? null : listed(values)

function identity({ row, facts }: ComparedCluster): Fields {
  return {
    clusterId: row.clusterId,
    account: row.accountName ?? row.accountId,
    ou: row.ouPath,
    region: row.region,
    provider: row.provider,
    owner: row.owner.name,
    status: row.status,
    createdAt: facts.createdAt ? new Date(facts.createdAt) : null,
  }
}

function version({ row, facts }: ComparedCluster): Fields {
  return {
    version: row.version,
    platformVersion: row.platformVersion,
    gitVersion: facts.gitVersion ?? null,
    support: row.support.status === 'unknown' ? null : row.support.status,
    supportEndsAt: row.support.endsAt,
    forcedUpgradeAt: row.support.forcedUpgradeAt,
    supportPreference: facts.supportType ?? null,
  }
}

function controlPlane({ row, facts }: ComparedCluster): Fields {
  return {
    tier: row.tier,
    feeMicroUsdPerHour: row.feeMicroUsdPerHour,
    endpointPublic: row.endpointPublic,
    endpointPrivate: facts.endpointPrivate ?? null,
    publicAccessCidrs: listOf(facts.publicAccessCidrs),
    logging: listOf(row.logging),
    deletionProtection: row.deletionProtection,
    backup: row.backup.isProtected,
    lastBackupAt: row.backup.lastBackupAt,
    secretsEncrypted: facts.secretsEncrypted ?? null,
    authenticationMode: facts.authenticationMode ?? null,
    podIdentity: row.podIdentity,
    zonalShift: facts.zonalShift ?? null,
    ipFamily: facts.ipFamily ?? null,
    vpcId: facts.vpcId ?? null,
  }
}

function capacity({ row, facts }: ComparedCluster): Fields {
  const { nodes, nodesReady, pods, podsPending, gpus } = row
  const compute = row.compute.length === 0 ? null : row.compute
  return { compute, autoMode: facts.autoMode ?? null, nodes, nodesReady, pods, podsPending, gpus }
}

const health = ({ row }: ComparedCluster): Fields => ({
  health: row.health === 'unknown' ? null : row.health,
  reasons: listed(row.reasons.map(({ says }) => says)),
})

function findings({ row }: ComparedCluster): Fields {
  const { ownFindings, findings: told, checks } = row
  const byCheck = (checks ?? []).map(({ checkId, status }) => [`check:${checkId}`, status] as const)
  return {
    errors: ownFindings?.error ?? null,
    warnings: ownFindings?.warning ?? null,
    unknowns: ownFindings?.unknown ?? null,
    providerErrors: told?.error ?? null,
    providerWarnings: told?.warning ?? null,
    ...Object.fromEntries(byCheck),
  }
}

const addOns = ({ addOns: own }: ComparedCluster): Fields | null =>
  own && Object.fromEntries(own.map(({ name, facts }) => [name, facts.version]))

function nodeGroups({ nodeGroups: own }: ComparedCluster): Fields | null {
  if (own === null) return null
  const of = (pick: (group: NodeGroup) => string | null) => listed(own.map(({ facts }) => pick(facts)))
  return {
    nodeGroups: own.length,
    version: of((group) => group.version),
    releaseVersion: of((group) => group.releaseVersion),
    amiType: of((group) => group.amiType),
    capacityType: of((group) => group.capacityType),
    instanceType: listed(own.flatMap(({ facts }) => facts.instanceTypes)),
    troubled: listed(own.filter(({ facts }) => facts.health.length > 0).map(({ name }) => name)),
  }
}

/** Null for a section that is not read at all of a cluster. */
const sections: Readonly<Record<ComparedSection, (cluster: ComparedCluster) => Fields | null>> = {
  identity,
  version,
  controlPlane,
  capacity,
  health,
  findings,
  addOns,
  nodeGroups,
  tags: ({ row }) => row.tags,
}

/** In these a name that one cluster has and another has not is a difference. */
const byName: ReadonlySet<ComparedSection> = new Set(['addOns', 'tags'])

function differ(values: readonly ComparedValue[]): boolean {
  const known = values.filter((value) => value !== null).map((value) => value.valueOf())
  return known.some((value) => !isSameFact(value, known[0]))
}

/** Null for a cluster that is missing; the fields of a section are those that any of them has. */
export function compareFacts(clusters: readonly (ComparedCluster | null)[]): ComparedPart[] {
  return comparedSections.map((section) => {
    const read = clusters.map((cluster) => cluster && sections[section](cluster))
    const named = new Set(read.flatMap((fields) => Object.keys(fields ?? {})))
    const names = byName.has(section) ? [...named].sort() : [...named]
    const none = byName.has(section) ? '' : null
    const fields = names.map((field): ComparedField => {
      const values = read.map((own) => {
        if (own === null) return null
        return Object.hasOwn(own, field) ? (own[field] ?? null) : none
      })
      return { field, values, differs: differ(values) }
    })
    return { section, fields }
  })
}
