// Which cluster a log group is of. A group outlives its cluster, so a cluster is made known only when events of it were
// found; until then its id is what EKS clusters are called.
import { type ClusterId, eksClusterId } from '../../../domain/model/cluster-id.ts'
import type { CollectorTools, Identified } from '../../collection.ts'
import type { At } from './words.ts'

const nameOf = (name: string, { accountId, region }: At): string => `${accountId}/${region}/${name}`

export class ClusterIds {
  readonly #tools: Pick<CollectorTools, 'inventory' | 'sourceId'>
  readonly #known = new Map<string, ClusterId>()
  #isRemembered = false

  constructor(tools: Pick<CollectorTools, 'inventory' | 'sourceId'>) {
    this.#tools = tools
  }

  /** Those of which this source told before. */
  async remember(): Promise<void> {
    if (this.#isRemembered) return
    for (const { clusterId, name, accountId, region } of await this.#tools.inventory.toldClusters()) {
      if (accountId !== null && region !== null)
        this.#known.set(nameOf(name, { accountId, region }), clusterId)
    }
    this.#isRemembered = true
  }

  get all(): readonly ClusterId[] {
    return [...new Set(this.#known.values())]
  }

  of(name: string, at: At): ClusterId {
    return this.#known.get(nameOf(name, at)) ?? eksClusterId({ name, ...at })
  }

  /** By its ARN, as every source names it; makes it known. */
  async found(name: string, at: At, partition: string): Promise<Identified> {
    const known = this.#known.get(nameOf(name, at))
    if (known !== undefined) return { ok: true, clusterId: known }
    const { accountId, region } = at
    const { inventory, sourceId } = this.#tools
    const arn = `arn:${partition}:eks:${region}:${accountId}:cluster/${name}`
    const identified = await inventory.identify({
      suggestedId: eksClusterId({ name, accountId, region }),
      aliases: [{ kind: 'arn', value: arn }],
      sourceId,
    })
    if (!identified.ok) return identified
    await inventory.tellCluster(identified.clusterId, { name, provider: 'eks', accountId, region, arn })
    this.#known.set(nameOf(name, at), identified.clusterId)
    return identified
  }
}
