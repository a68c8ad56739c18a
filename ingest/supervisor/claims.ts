// Which source reads a cluster when several lead to it: the first that comes, for as long as it can. Claims
// lie in the relational store, so it holds over all workers; one that is not renewed lapses.
import { CollectionFailure } from '../collection.ts'
import { type Repeated, repeat } from '../repeat.ts'

export interface Claim {
  readonly clusterId: string
  readonly sourceId: string
}

export interface ClaimStore {
  /** Who has each cluster afterwards. */
  take(claims: readonly Claim[], forMs: number): Promise<readonly Claim[]>
  release(claim: Claim): Promise<void>
}

export interface ClaimsOptions {
  readonly store: ClaimStore
  readonly claimMs: number
  /** Nobody has it: whoever waits for it may ask. */
  readonly onReleased: (clusterId: string) => void
  /** Another source has its cluster now. */
  readonly onLost: (sourceId: string) => void
  readonly onFailure: (error: unknown) => void
}

/** Another source reads the cluster: this try is over, and nothing is wrong with it. */
export class SpareSource extends CollectionFailure {
  constructor({ clusterId, sourceId }: Claim) {
    const other = sourceId.slice(sourceId.indexOf(':') + 1)
    super({
      kind: 'conflict',
      subject: clusterId,
      says: `It leads to the cluster ${clusterId}, which the source ${other} reads already. A cluster is read once; this source takes over when ${other} cannot read it.`,
      steps: [
        `Remove this source or ${other}; or leave it as a spare, for instance with credentials of its own.`,
      ],
    })
  }
}

export class Claims {
  readonly #options: ClaimsOptions
  readonly #held = new Map<string, Claim>()
  readonly #job: Repeated

  constructor(options: ClaimsOptions) {
    this.#options = options
    const { claimMs, onFailure } = options
    const everyMs = claimMs / 3
    this.#job = repeat({ everyMs, slowestMs: everyMs, run: () => this.#renew(), onFailure })
  }

  /** Rejects with SpareSource when another source has it; Unavailable when the store is away. */
  async claim(claim: Claim): Promise<void> {
    const { store, claimMs } = this.#options
    const [now] = await store.take([claim], claimMs)
    if (now === undefined || now.sourceId !== claim.sourceId) throw new SpareSource(now ?? claim)
    this.#held.set(claim.sourceId, claim)
  }

  /** It reads no more here. `keeps`: it may go on elsewhere, and the cluster stays its own until that lapses. */
  async release(sourceId: string, { keeps }: { keeps: boolean }): Promise<void> {
    const claim = this.#held.get(sourceId)
    this.#held.delete(sourceId)
    if (claim === undefined || keeps) return
    const { store, onFailure, onReleased } = this.#options
    await store.release(claim).then(() => onReleased(claim.clusterId), onFailure)
  }

  async stop(): Promise<void> {
    await this.#job.stop()
  }

  async #renew(): Promise<boolean> {
    const { store, claimMs, onLost } = this.#options
    const held = [...this.#held.values()]
    if (held.length === 0) return false
    const now = await store.take(held, claimMs)
    const holderOf = new Map(now.map(({ clusterId, sourceId }) => [clusterId, sourceId]))
    for (const claim of held) {
      const isStillHeld = this.#held.get(claim.sourceId) === claim
      if (isStillHeld && holderOf.get(claim.clusterId) !== claim.sourceId) onLost(claim.sourceId)
    }
    return false
  }
}
