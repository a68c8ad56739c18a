// What the stores hold and how fresh each cluster is, for /metrics. Asked at most every ten seconds,
// whoever scrapes; a store that does not answer leaves its numbers out, and nothing waits for it long.
import { statfs } from 'node:fs/promises'
import { newestByCluster } from '../db/events/read/coverage.ts'
import { eventTableSizes } from '../db/events/read/sizes.ts'
import { relationalTableSizes } from '../db/relational/read/sizes.ts'
import { grantScope } from './auth/scope.ts'
import { openViewer } from './auth/viewer.ts'
import type { Metric } from './metric.ts'
import { within } from './patience.ts'
import type { Runtime } from './runtime.ts'

const askAgainAfterMs = 10_000
const answerWithinMs = 3_000
/** More would be a scrape nobody reads. */
const clustersShown = 1_000

type Samples = Metric['samples']

function gauge(name: string, help: string, samples: Samples): Metric {
  return { name: `periplus_${name}`, help, type: 'gauge', samples }
}

/** Empty when it fails or takes too long. */
const samplesOf = (work: Promise<Samples>): Promise<Samples> => within(answerWithinMs, work, [])

async function ask({ events, relational, settings }: Runtime): Promise<Metric[]> {
  const scope = grantScope(openViewer, undefined, [])
  const sizes = samplesOf(
    eventTableSizes(events).then((rows) =>
      rows.map(({ table, bytes }) => ({ labels: { store: 'events', table }, value: bytes })),
    ),
  )
  const relationalSizes = samplesOf(
    relationalTableSizes(relational).then((rows) =>
      rows.map(({ table, bytes }) => ({ labels: { store: 'relational', table }, value: bytes })),
    ),
  )
  const newest = samplesOf(
    newestByCluster(events, { scope, limit: clustersShown }).then((rows) =>
      rows.map((row) => ({
        labels: { source: 'audit', cluster: row.clusterId },
        value: row.newest.getTime() / 1_000,
      })),
    ),
  )
  const free = samplesOf(statfs(settings.dataDir).then(({ bavail, bsize }) => [{ value: bavail * bsize }]))
  return [
    gauge('store_table_bytes', 'Bytes on disk, by store and table.', [
      ...(await sizes),
      ...(await relationalSizes),
    ]),
    gauge(
      'source_newest_timestamp_seconds',
      'Time of the newest event, by source and cluster.',
      await newest,
    ),
    gauge('data_dir_free_bytes', 'Room left on the file system of the data folder.', await free),
  ]
}

/** One asker a runtime. */
export function createStoreMetrics(runtime: Runtime): () => Promise<Metric[]> {
  let asked: { readonly at: number; readonly answer: Promise<Metric[]> } | undefined
  return () => {
    if (asked === undefined || performance.now() - asked.at > askAgainAfterMs) {
      asked = { at: performance.now(), answer: ask(runtime) }
    }
    return asked.answer
  }
}
