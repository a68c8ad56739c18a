// What the terms of a query mean on a cluster. A cluster of which a field is not known is under no value of it: it
// matches neither `=` nor an order, and so matches what is negated; `=none` asks for exactly those.
import { compareMinors, minorVersionOf } from '../support/minor-version.ts'
import { type FleetFacet, fleetFacetNames, fleetFacets } from './fleet-facets.ts'
import {
  type FieldKind,
  type QueryFields,
  type QueryOperator,
  type QueryTerm,
  tagPrefix,
  unknownValue,
} from './fleet-query.ts'
import type { FoundCluster } from './fleet-row.ts'

type NumberOf = (cluster: FoundCluster) => number | null
type DateOf = (cluster: FoundCluster) => Date | null
type TextOf = (cluster: FoundCluster) => readonly (string | null)[]

const numbers: Readonly<Record<string, NumberOf>> = {
  nodes: ({ nodes }) => nodes,
  nodesReady: ({ nodesReady }) => nodesReady,
  pods: ({ pods }) => pods,
  podsPending: ({ podsPending }) => podsPending,
  gpus: ({ gpus }) => gpus,
  /** USD an hour. */
  fee: ({ feeMicroUsdPerHour }) => (feeMicroUsdPerHour === null ? null : feeMicroUsdPerHour / 1e6),
  errors: ({ ownFindings }) => ownFindings?.error ?? null,
  warnings: ({ ownFindings }) => ownFindings?.warning ?? null,
  unknowns: ({ ownFindings }) => ownFindings?.unknown ?? null,
  insightErrors: ({ findings }) => findings?.error ?? null,
  insightWarnings: ({ findings }) => findings?.warning ?? null,
  addOnsBehind: ({ addOns }) => addOns?.behind ?? null,
}

const dates: Readonly<Record<string, DateOf>> = {
  /** Of this phase of support. */
  endsAt: ({ support }) => support.endsAt,
  forcedAt: ({ support }) => support.forcedUpgradeAt,
  lastBackupAt: ({ backup }) => backup.lastBackupAt,
  asOf: ({ asOf }) => asOf,
}

const texts: Readonly<Record<string, TextOf>> = {
  name: ({ name }) => [name],
  id: ({ clusterId }) => [clusterId],
  arn: ({ arn }) => [arn],
  platformVersion: ({ platformVersion }) => [platformVersion],
  why: ({ reasons }) => reasons.map(({ says }) => says),
}

/** Facets whose values are ids of something that has a name, too. */
const named: Partial<Record<FleetFacet, TextOf>> = {
  account: ({ accountId, accountName }) => [accountId, accountName],
  owner: ({ owner }) => [owner.id, owner.name],
}

const kindOfAll = (names: readonly string[], kind: FieldKind) =>
  Object.fromEntries(names.map((name) => [name, kind]))

const fieldKinds: Readonly<Record<string, FieldKind>> = {
  ...kindOfAll(fleetFacetNames, 'word'),
  version: 'version',
  ...kindOfAll(Object.keys(texts), 'text'),
  ...kindOfAll(Object.keys(numbers), 'number'),
  ...kindOfAll(Object.keys(dates), 'date'),
}

const aliases: Readonly<Record<string, string>> = {
  ami: 'amiType',
  check: 'finding',
  cluster: 'name',
  instance: 'instanceType',
  label: 'tag',
}

/** What a query may name where clusters have these tags. */
export const fleetQueryFields = (tagKeys: readonly string[]): QueryFields => ({
  fields: fieldKinds,
  aliases,
  tagKeys,
})

type Holds = (cluster: FoundCluster) => boolean

const textOf = new WeakMap<FoundCluster, string>()

/** All that words are looked for in, once a cluster. */
function searched(cluster: FoundCluster): string {
  const known = textOf.get(cluster)
  if (known !== undefined) return known
  const { clusterId, name, accountId, accountName, owner, tags } = cluster
  const labels = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  const text = [clusterId, name, accountId, accountName, owner.name, ...labels]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
  textOf.set(cluster, text)
  return text
}

/** A word anywhere in what a cluster is called, where it stands, whose it is, or a tag; in any case. */
export function holdsWord(word: string): Holds {
  const lower = word.toLowerCase()
  return (cluster) => searched(cluster).includes(lower)
}

/** Any value, in any case: the whole of it, or for ":" a part. */
function holdsText(of: TextOf, operator: QueryOperator, values: readonly string[]): Holds {
  const asked = values.map((value) => value.toLowerCase())
  return (cluster) => {
    const said = of(cluster).flatMap((value) => (value === null ? [] : value.toLowerCase()))
    if (said.length === 0) return asked.includes(unknownValue)
    return asked.some((value) => said.some((one) => (operator === ':' ? one.includes(value) : one === value)))
  }
}

const inOrder = (operator: QueryOperator, order: number): boolean =>
  operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0

function holdsVersion(operator: QueryOperator, value: string): Holds {
  const asked = minorVersionOf(value)
  return ({ version }) => {
    const known = minorVersionOf(version ?? '')
    return known !== null && asked !== null && inOrder(operator, compareMinors(known, asked))
  }
}

function holdsNumber(of: NumberOf, operator: QueryOperator, values: readonly string[]): Holds {
  const asked = values.filter((value) => value !== unknownValue).map(Number)
  const isUnknownAsked = values.includes(unknownValue)
  return (cluster) => {
    const known = of(cluster)
    if (known === null) return isUnknownAsked
    return /^[<>]/.test(operator)
      ? asked.some((value) => inOrder(operator, known - value))
      : asked.includes(known)
  }
}

const dayMs = 86_400_000

/** A day is from its start to its end, UTC; an instant is itself. */
function spanOf(value: string): { fromMs: number; toMs: number } {
  const fromMs = Date.parse(value)
  return { fromMs, toMs: value.length === 10 ? fromMs + dayMs : fromMs + 1 }
}

/** Negative before the span, 0 in it, positive after it. */
const orderIn = (at: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number =>
  at < fromMs ? -1 : at < toMs ? 0 : 1

function holdsDate(of: DateOf, operator: QueryOperator, values: readonly string[]): Holds {
  const asked = values.filter((value) => value !== unknownValue).map(spanOf)
  const isUnknownAsked = values.includes(unknownValue)
  const isOrdered = /^[<>]/.test(operator)
  return (cluster) => {
    const known = of(cluster)?.getTime()
    if (known === undefined) return isUnknownAsked
    const orders = asked.map((span) => orderIn(known, span))
    return orders.some((order) => (isOrdered ? inOrder(operator, order) : order === 0))
  }
}

function tagValue(cluster: FoundCluster, key: string): readonly string[] {
  if (Object.hasOwn(cluster.tags, key)) return [cluster.tags[key] ?? '']
  const lower = key.toLowerCase()
  const near = Object.keys(cluster.tags).find((one) => one.toLowerCase() === lower)
  return near === undefined ? [] : [cluster.tags[near] ?? '']
}

function fieldHolds(field: string, operator: QueryOperator, values: readonly string[]): Holds {
  if (field.startsWith(tagPrefix)) {
    const key = field.slice(tagPrefix.length)
    return holdsText((cluster) => tagValue(cluster, key), operator, values)
  }
  const [number, date, text] = [numbers[field], dates[field], texts[field]]
  if (number !== undefined) return holdsNumber(number, operator, values)
  if (date !== undefined) return holdsDate(date, operator, values)
  if (text !== undefined) return holdsText(text, operator, values)
  if (/^[<>]/.test(operator)) return holdsVersion(operator, values[0] ?? '')
  const facet = field as FleetFacet
  return holdsText(named[facet] ?? fleetFacets[facet], operator, values)
}

/** Everything that the terms say, at once. */
export function holdsTerms(terms: readonly QueryTerm[]): Holds {
  const all = terms.map((term): Holds => {
    if (term.kind === 'word') {
      const holds = holdsWord(term.word)
      return (cluster) => holds(cluster) !== term.isNot
    }
    const isNot = term.isNot !== (term.operator === '!=')
    const holds = fieldHolds(term.field, term.operator === '!=' ? '=' : term.operator, term.values)
    return (cluster) => holds(cluster) !== isNot
  })
  return (cluster) => all.every((holds) => holds(cluster))
}

/** Keys of tags that any of the clusters has. */
export function tagKeysOf(clusters: readonly FoundCluster[]): string[] {
  const keys = new Set<string>()
  for (const { tags } of clusters) for (const key of Object.keys(tags)) keys.add(key)
  return [...keys].sort()
}
