// One cluster of one account and region: described, recognised, told; and its parts kind by kind. A kind that
// fails is said and left as it was; it never keeps the others back. Only a store that is away ends the round.
import { z } from 'zod'
import type { ClusterFacts } from '../../../domain/model/cluster.ts'
import { clusterFactsSchema } from '../../../domain/model/cluster.ts'
import { type ClusterId, eksClusterId } from '../../../domain/model/cluster-id.ts'
import { type ClusterPart, type PartKind, partSchemas } from '../../../domain/model/cluster-part.ts'
import type { AwsAction } from '../../aws-client/closed-list.ts'
import { Gate } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import { type BackupFacts, type Backups, backupFactsOf, isBackedUpByAws } from './backups.ts'
import { type Catalogue, offersOrNone, withOffer } from './catalogue.ts'
import type { RoundInventory } from './gentle-inventory.ts'
import { aliasesOf, clusterFactsOf } from './normalise.ts'
import { type FactsOf, type PartRule, partRules } from './part-rules.ts'
import { PartsMemory, readParts } from './read-parts.ts'
import type { RoundTroubles } from './troubles.ts'
import type { EksTuning } from './tuning.ts'

/** What is kept of a cluster between rounds. */
export interface ClusterMemory {
  readonly clusterId: ClusterId
  readonly name: string
  /** As EKS last described it; others mean that it changed. */
  facts: ClusterFacts
  backup: BackupFacts | undefined
  readonly parts: PartsMemory
  /** One reading at a time: what was listed earlier is not told later. */
  readonly turn: Gate
  /** Updates seen; another one means that it changed. Null before they were listed. */
  updates: ReadonlySet<string> | null
}

export interface ClusterReading {
  readonly place: Place
  readonly inventory: RoundInventory
  readonly sourceId: string
  readonly catalogue: Catalogue
  readonly time: ProcessTime
  readonly tuning: EksTuning
  readonly troubles: RoundTroubles
}

/** These are asked for again when the cluster changed; the others say of themselves when they did. */
const rememberedKinds = ['add-on', 'fargate-profile', 'access-entry', 'pod-identity', 'capability'] as const

/** What a round knows of backups of a place, asked when somebody first needs it; and since when that is so. */
export interface BackupReading {
  readonly at: Date
  backups(): Promise<Backups>
}

/** What it is, told, and what is kept of it for the next round; undefined when it could not be told. */
export async function tellCluster(
  name: string,
  known: ClusterMemory | undefined,
  reading: ClusterReading,
  { at, backups }: BackupReading,
): Promise<ClusterMemory | undefined> {
  const described = await describeCluster(name, reading)
  if (described === undefined) return undefined
  const { facts, aliases, arn } = described
  const { place, inventory, sourceId, troubles } = reading
  const suggestedId = eksClusterId({ name, region: place.region, accountId: place.accountId })
  const identified = await inventory.identify({ suggestedId, aliases, sourceId })
  if (!identified.ok) {
    troubles.say({
      kind: 'conflict',
      subject: `cluster ${name}, account ${place.accountId}, ${place.region}`,
      says: identified.says,
      steps: [
        'Give one of them another id under `cluster` of its source, or remove the source that names the wrong one.',
      ],
    })
    return undefined
  }
  const { clusterId } = identified
  const same = known?.clusterId === clusterId ? known : undefined
  const backup = isBackedUpByAws(facts)
    ? backupFactsOf(await backups(), { arn, at, before: same?.backup })
    : undefined
  await inventory.tellCluster(clusterId, { ...facts, ...backup })
  if (same === undefined)
    return { clusterId, name, facts, backup, parts: new PartsMemory(), turn: new Gate(1), updates: null }
  if (JSON.stringify(same.facts) !== JSON.stringify(facts)) same.parts.forget(rememberedKinds)
  same.facts = facts
  same.backup = backup
  return same
}

async function describeCluster(name: string, { place, troubles }: ClusterReading) {
  try {
    const { cluster } = await place.ask('DescribeCluster', { name })
    if (cluster?.arn === undefined) throw emptyCluster(name)
    const facts = clusterFactsOf(cluster, place)
    const told = checked(clusterFactsSchema, facts, 'eks:DescribeCluster')
    return { facts: told, aliases: aliasesOf(cluster), arn: cluster.arn }
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    // It went between the list and now: the next round does not list it.
    if (error.kind !== 'not-found') troubles.cluster(place, name, error)
    return undefined
  }
}

function emptyCluster(name: string): AwsFailure {
  const says = `the answer for ${name} holds no cluster`
  return new AwsFailure('eks:DescribeCluster', {
    kind: 'internal',
    remedy: 'none',
    code: 'EmptyAnswer',
    says,
  })
}

/** What goes into the inventory has its shape; what AWS made of another one is said and left out. */
function checked<Shape extends z.ZodType>(shape: Shape, told: unknown, action: AwsAction): z.infer<Shape> {
  const read = shape.safeParse(told)
  if (read.success) return read.data
  const says = `the answer cannot be read: ${z.prettifyError(read.error)}`
  throw new AwsFailure(action, { kind: 'internal', remedy: 'none', code: 'Unreadable', says })
}

/** Of a cluster that was told. */
export async function readAllParts(memory: ClusterMemory, reading: ClusterReading): Promise<void> {
  const { facts } = memory
  // EKS lists nothing of clusters that it does not run.
  if (facts.connector !== null) return
  for (const rule of partRules) {
    try {
      await readKind(rule as PartRule<PartKind>, memory, reading)
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      // While a cluster is made or taken down, EKS refuses to list some of its parts.
      const isPassing = error.kind === 'configuration' && facts.status !== 'ACTIVE'
      if (!isPassing && error.kind !== 'not-found')
        reading.troubles.cluster(reading.place, memory.name, error)
    }
  }
}

/** Lists, describes and tells all parts of a kind, when its turn has come. */
export function readKind<Kind extends PartKind>(
  rule: PartRule<Kind>,
  memory: ClusterMemory,
  reading: ClusterReading,
): Promise<void> {
  return memory.turn.run(() => readInTurn(rule, memory, reading))
}

async function readInTurn<Kind extends PartKind>(
  rule: PartRule<Kind>,
  memory: ClusterMemory,
  reading: ClusterReading,
): Promise<void> {
  const { facts } = memory
  const { place, time, tuning } = reading
  const found = await readParts(rule, { place, clusterName: memory.name, memory: memory.parts, time, tuning })
  if (found === null) return
  if (rule.kind === 'update') {
    const { updates } = memory
    if (updates !== null && [...found.keys()].some((id) => !updates.has(id)))
      memory.parts.forget(rememberedKinds)
    memory.updates = new Set(found.keys())
  }
  const finished = rule.kind === 'add-on' ? await withOffers(found as never, facts, reading) : found
  const schema = partSchemas[rule.kind]
  const parts = [...finished].map(([name, told]) => {
    return { kind: rule.kind, name, facts: checked(schema, told, rule.action) }
  })
  await reading.inventory.tellParts(
    memory.clusterId,
    rule.kind,
    parts as Extract<ClusterPart, { kind: Kind }>[],
  )
}

/** Add-ons with what the catalogue offers in their place. */
async function withOffers(
  addOns: ReadonlyMap<string, FactsOf<'add-on'>>,
  { version }: ClusterFacts,
  { catalogue, place, troubles }: ClusterReading,
): Promise<Map<string, FactsOf<'add-on'>>> {
  const offers =
    addOns.size === 0
      ? null
      : await offersOrNone(catalogue, place, version, (failure) => troubles.place(place, failure))
  return new Map([...addOns].map(([name, addOn]) => [name, withOffer(addOn, offers?.get(name))]))
}
