// What everything that reads one cluster stands on: who is asked, where it goes, how it is told and when to
// stop. Composition only.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { CollectorTools } from '../../collection.ts'
import { Backoff } from '../../kube-client/backoff.ts'
import type { KubeClient } from '../../kube-client/client.ts'
import type { Gate } from '../../kube-client/gate.ts'
import type { Progress } from './progress.ts'
import type { KubeApiSettings } from './settings.ts'

export interface Reading {
  readonly client: KubeClient
  readonly clusterId: ClusterId
  readonly tools: CollectorTools
  readonly progress: Progress
  readonly settings: KubeApiSettings
  /** Lists of this cluster that run at once. */
  readonly lists: Gate
  /** Aborts when this try is over, for whatever reason. */
  readonly signal: AbortSignal
  /** Process time. */
  readonly nowMs: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** Ends this try: something that waiting does not mend. */
  fail(error: unknown): void
}

export const backoffOf = ({ settings, random }: Pick<Reading, 'settings' | 'random'>): Backoff =>
  new Backoff(settings.pace, random)
