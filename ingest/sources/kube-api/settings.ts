// How fast and how patiently clusters are read: one place, so that tests can be quick and a thousand
// clusters gentle. Decides nothing.
import type { Pace } from '../../kube-client/backoff.ts'
import type { Patience } from '../../kube-client/client.ts'

export interface KubeApiSettings {
  /** Objects a page; what client-go asks for. */
  readonly pageSize: number
  /** Kinds of one cluster that are listed at once. */
  readonly listsAtOnce: number
  /** A watch is ended by the server after this, or up to twice as long: at random, so that they spread. */
  readonly watchSeconds: number
  /** Bookmarks come every minute; a watch silent for longer than this is taken for hung. */
  readonly watchSilenceMs: number
  /** Between tries that failed for the moment. */
  readonly pace: Pace
  /** Between tries of what may not be read or is not there. */
  readonly leftOutMs: number
  /** When nothing has answered for so long this try is over. */
  readonly giveUpMs: number
  readonly metricsMs: number
  readonly versionMs: number
  /** Between looks at which version of its API objects were written by. */
  readonly oldWritesMs: number
  /** States a batch on the way to the store, and batches under way for a kind. */
  readonly batchSize: number
  readonly batchesUnderWay: number
  /** Stored objects that are looked up at once. */
  readonly knownPage: number
  readonly patience: Partial<Patience>
}

export const defaultSettings: KubeApiSettings = {
  pageSize: 500,
  listsAtOnce: 2,
  watchSeconds: 300,
  watchSilenceMs: 150_000,
  pace: { firstMs: 1_000, mostMs: 60_000 },
  leftOutMs: 300_000,
  giveUpMs: 180_000,
  metricsMs: 60_000,
  versionMs: 600_000,
  oldWritesMs: 3_600_000,
  batchSize: 500,
  batchesUnderWay: 8,
  knownPage: 5_000,
  patience: {},
}
