// What the ledger is made of: facts of scenarios, each by formula, before anything is read.
import type { ClusterState, World } from '../world/world.ts'

/** What is asked of the ledger. */
export interface Asked {
  readonly fromMs: number
  readonly toMs: number
  /** Of this cluster alone. */
  readonly cluster?: string
}

export interface Fact {
  readonly metric: string
  readonly subject: string
  readonly value: number
  readonly derivation: string
  /** Of the window; otherwise of its end. */
  readonly isWindow?: boolean
  /** Undefined: the value exactly. */
  readonly op?: 'approx' | 'absent' | 'order'
  /** Of an approximate value. */
  readonly tol?: number
}

/** What a scenario adds to the ledger. */
export interface ScenarioTruths {
  /** Of one cluster. */
  ofCluster?(state: ClusterState, asked: Asked, world: World): readonly Fact[]
  /** Of the whole fleet. */
  ofFleet?(world: World, asked: Asked): readonly Fact[]
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
