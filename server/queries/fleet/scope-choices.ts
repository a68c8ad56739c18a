// What a scope can be narrowed to: accounts, regions, clusters, labels and owners of clusters, and on request
// namespaces, each with how many clusters it would leave. Reads the registry of the installation; answers a
// handful of values a facet, found by words, and says how many more there are.
import { z } from 'zod'
import { namespaceCounts } from '../../../db/events/read/namespaces.ts'
import { listAccounts } from '../../../db/relational/read/accounts.ts'
import { type ClusterRow, listClusters } from '../../../db/relational/read/clusters.ts'
import { type ScopeInput, scopeInputSchema } from '../../../domain/model/scope.ts'
import { labelText } from '../../../domain/model/scope-label.ts'
import { grantScope, type PlacedCluster } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placeCluster } from '../placed-clusters.ts'
import { type ClusterFacet, clusterFacets, countScope } from './scope-counts.ts'

export const scopeChoicesInput = z
  .strictObject({
    scope: scopeInputSchema.optional(),
    /** Words that a value and its name must all hold. */
    find: z.string().max(200).default(''),
    /** Values a facet, beside those chosen; none counts the scope alone. */
    limit: z.int().min(0).max(200).default(8),
    /** True: namespaces, too, which cost a question to the event store. */
    namespaces: z.boolean().default(false),
  })
  .optional()

export interface ScopeChoice {
  /** As a scope takes it; of a label its text, "team=ads". */
  readonly value: string
  /** What people call it, where that differs. */
  readonly name: string | null
  /** Clusters it would leave beside what the other facets leave; of a namespace, those that have it. */
  readonly clusters: number
  readonly isChosen: boolean
}

export interface ScopeFacet {
  /** What is chosen, then what leaves most. */
  readonly choices: readonly ScopeChoice[]
  /** Further ones that match. */
  readonly more: number
}

export interface ScopeChoices {
  /** Clusters, accounts and regions of all that may be seen. */
  readonly total: { readonly clusters: number; readonly accounts: number; readonly regions: number }
  /** Clusters of the scope asked about. */
  readonly inScope: number
  readonly facets: Readonly<Record<ClusterFacet, ScopeFacet>>
  /** Null unless asked for. */
  readonly namespaces: ScopeFacet | null
}

const clusterLimit = 20_000
const accountLimit = 10_000
const wordsMost = 8
const namespaceDays = 7

interface Registry {
  readonly clusters: readonly PlacedCluster[]
  readonly names: Readonly<Partial<Record<ClusterFacet, ReadonlyMap<string, string>>>>
}

/** Clusters that are there today, as far as the viewer may see them, and what things are called. */
async function readRegistry(ctx: QueryContext): Promise<Registry> {
  const [rows, accounts] = await Promise.all([
    listClusters(ctx.relational, { limit: clusterLimit }),
    listAccounts(ctx.relational, { limit: accountLimit }),
  ])
  const granted = grantScope(ctx.viewer, undefined, [])
  const seen = granted.clusters === 'all' ? null : new Set(granted.clusters)
  const here = rows.filter(({ id, goneAt }) => goneAt === null && (seen === null || seen.has(id)))
  const standsIn = new Set(here.map(({ accountId }) => accountId))
  const named = accounts.filter(({ accountId }) => standsIn.has(accountId))
  const ownerOf = ({ tags, accountId }: ClusterRow) => ctx.owners.ownerOf({ clusterTags: tags, accountId })
  return {
    clusters: here.map((row) => placeCluster(ctx.owners, row)),
    names: {
      accounts: new Map(named.flatMap(({ accountId, name }) => (name === null ? [] : [[accountId, name]]))),
      clusters: new Map(here.map(({ id, name }) => [id, name])),
      owners: new Map(here.map(ownerOf).map(({ id, name }) => [id, name])),
    },
  }
}

const chosenOf = (scope: ScopeInput, facet: ClusterFacet): string[] =>
  facet === 'labels'
    ? Object.entries(scope.labels ?? {}).flatMap(([key, values]) =>
        values.length === 0
          ? [labelText({ key, value: null })]
          : values.map((value) => labelText({ key, value })),
      )
    : [...(scope[facet] ?? [])]

interface Asked {
  readonly words: readonly string[]
  readonly limit: number
}

function facetOf(
  counts: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string> | undefined,
  chosen: readonly string[],
  { words, limit }: Asked,
): ScopeFacet {
  const isChosen = new Set(chosen)
  const choice = (value: string): ScopeChoice => {
    const name = names?.get(value) ?? null
    return {
      value,
      name: name === value ? null : name,
      clusters: counts.get(value) ?? 0,
      isChosen: isChosen.has(value),
    }
  }
  const others = [...counts.keys()]
    .filter((value) => !isChosen.has(value))
    .map(choice)
    .filter(({ value, name }) => {
      const text = `${value} ${name ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((left, right) => right.clusters - left.clusters || (left.value < right.value ? -1 : 1))
  const choices = [...isChosen].map(choice)
  return { choices: [...choices, ...others.slice(0, limit)], more: Math.max(0, others.length - limit) }
}

/** Of the clusters that all other facets leave; what is chosen is listed first, whatever is looked for. */
async function namespacesOf(
  ctx: QueryContext,
  input: ScopeInput,
  clusters: readonly PlacedCluster[],
  { words, limit }: Asked,
): Promise<ScopeFacet> {
  const { namespaces: chosen = [], ...others } = input
  const since = new Date(ctx.clock.now().getTime() - namespaceDays * 86_400_000)
  const scope = grantScope(ctx.viewer, others, clusters)
  const found = await namespaceCounts(ctx.events, { scope, since, words, limit: limit + chosen.length })
  const count = new Map(found.rows.map(({ namespace, clusters: of }) => [namespace, of]))
  const free = found.rows.filter(({ namespace }) => !chosen.includes(namespace)).slice(0, limit)
  const choice = (value: string, isChosen: boolean): ScopeChoice => {
    return { value, name: null, clusters: count.get(value) ?? 0, isChosen }
  }
  const listedChosen = chosen.filter((value) => count.has(value)).length
  return {
    choices: [
      ...chosen.map((value) => choice(value, true)),
      ...free.map(({ namespace }) => choice(namespace, false)),
    ],
    more: Math.max(0, found.total - free.length - listedChosen),
  }
}

export async function scopeChoices(
  ctx: QueryContext,
  input: z.infer<typeof scopeChoicesInput>,
): Promise<ScopeChoices> {
  const { scope = {}, find = '', limit = 8, namespaces = false } = input ?? {}
  const { clusters, names } = await readRegistry(ctx)
  const asked = { words: find.toLowerCase().split(/\s+/).filter(Boolean).slice(0, wordsMost), limit }
  const { inScope, counts } = countScope(clusters, scope)
  const facets = Object.fromEntries(
    clusterFacets.map((facet) => [
      facet,
      facetOf(counts[facet], names[facet], chosenOf(scope, facet), asked),
    ]),
  ) as Record<ClusterFacet, ScopeFacet>
  return {
    total: { clusters: clusters.length, accounts: counts.accounts.size, regions: counts.regions.size },
    inScope,
    facets,
    namespaces: namespaces ? await namespacesOf(ctx, scope, clusters, asked) : null,
  }
}
