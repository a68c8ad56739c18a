// Tells the inventory what is known of the cluster as a whole: at once, when its nodes have been listed, and
// when its version changes. A version that cannot be read is a trouble of its own; the rest is told anyway.

import { isPeriplusError } from '../../../domain/errors.ts'
import type { ClusterFacts, OldApiWrite } from '../../../domain/model/cluster.ts'
import { pause } from '../../kube-client/backoff.ts'
import { subjectOf } from '../../kube-client/call.ts'
import { askJson, type KubeClient } from '../../kube-client/client.ts'
import { failureOfContent, KubeFailure } from '../../kube-client/failure.ts'
import {
  clusterFacts,
  type KnownOfCluster,
  type NodeMarks,
  type ServerVersion,
  versionSchema,
} from './cluster-facts.ts'
import { readVersion } from './permissions.ts'
import { backoffOf, type Reading } from './reading.ts'

/** Rejects with KubeFailure. */
export async function versionNow(client: KubeClient, signal: AbortSignal): Promise<ServerVersion> {
  const read = versionSchema.safeParse(await askJson(client, readVersion, { signal }))
  if (!read.success) throw failureOfContent(readVersion, client.host, 'JSON without a gitVersion')
  return read.data
}

export class FactsTeller {
  readonly #reading: Reading
  #known: KnownOfCluster
  #told = ''
  /** Something was learned while nobody waited for it. */
  #isNews = false
  #wake: () => void = () => undefined

  constructor(reading: Reading, known: KnownOfCluster) {
    this.#reading = reading
    this.#known = known
    reading.signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** All nodes have been listed. */
  nodesListed(marks: NodeMarks): void {
    this.#known = { ...this.#known, marks }
    this.#isNews = true
    this.#wake()
  }

  /** Of every kind that could be read. */
  oldWritesRead(oldApiWrites: readonly OldApiWrite[]): void {
    this.#known = { ...this.#known, oldApiWrites }
    this.#isNews = true
    this.#wake()
  }

  /** Never resolves; rejects with the signal's reason once it aborts. */
  async run(): Promise<never> {
    const { signal, settings, nowMs } = this.#reading
    for (let readAtMs = nowMs(); ; ) {
      this.#isNews = false
      await this.#tell(clusterFacts(this.#known))
      await this.#due(readAtMs + settings.versionMs - nowMs())
      signal.throwIfAborted()
      if (nowMs() - readAtMs < settings.versionMs) continue
      readAtMs = nowMs()
      await this.#readVersion()
    }
  }

  async #readVersion(): Promise<void> {
    const { client, signal, progress } = this.#reading
    try {
      const version = await versionNow(client, signal)
      // Nodes may have been listed meanwhile.
      this.#known = { ...this.#known, version }
      progress.clear(subjectOf(readVersion))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof KubeFailure)) throw error
      progress.trouble(error.trouble)
    }
  }

  async #tell(facts: ClusterFacts): Promise<void> {
    const { tools, clusterId, signal } = this.#reading
    const text = JSON.stringify(facts)
    if (text === this.#told) return
    const backoff = backoffOf(this.#reading)
    for (;;) {
      try {
        await tools.inventory.tellCluster(clusterId, facts)
        this.#told = text
        return
      } catch (error) {
        if (!isPeriplusError(error) || error.code !== 'Unavailable') throw error
        await backoff.wait(signal)
      }
    }
  }

  /** When the version is to be read again, or sooner when there is something to tell. */
  async #due(ms: number): Promise<void> {
    const early = new AbortController()
    this.#wake = () => early.abort()
    if (this.#reading.signal.aborted || this.#isNews) return
    await pause(Math.max(ms, 0), early.signal).catch(() => undefined)
  }
}
