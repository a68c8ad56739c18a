// Sources that are read here, as /metrics shows them: which are up, how fresh, what is wrong, how much came.
import type { CollectionKind } from '../../domain/model/collection.ts'
import type { Metric } from '../pipeline/metrics.ts'
import type { HealthRecord } from './health-record.ts'
import type { Turns } from './turns.ts'

export interface Supervised {
  readonly sources: readonly { readonly kind: CollectionKind; readonly record: HealthRecord }[]
  /** Parts of all sources whose lease this worker has. */
  readonly held: number
  readonly starting: Turns
  readonly turns: Turns
}

export function sourceMetrics({ sources, held, starting, turns }: Supervised): Metric[] {
  const labelsOf = ({ kind, record }: Supervised['sources'][number]) => ({
    kind,
    name: record.sourceId.slice(kind.length + 1),
  })
  const isUp = ({ state }: HealthRecord): boolean => state === 'listing' || state === 'watching'
  const each = (name: string, help: string, of: (record: HealthRecord) => number | undefined): Metric => ({
    name: `periplus_source_${name}`,
    help,
    type: 'gauge',
    samples: sources.flatMap((source) => {
      const value = of(source.record)
      return value === undefined ? [] : [{ labels: labelsOf(source), value }]
    }),
  })
  const one = (name: string, help: string, value: number): Metric => ({
    name: `periplus_source_${name}`,
    help,
    type: 'gauge',
    samples: [{ value }],
  })
  return [
    each('up', '1 while the source is read, 0 while it fails, waits, starts or is a spare.', (record) =>
      isUp(record) ? 1 : 0,
    ),
    each(
      'as_of_timestamp_seconds',
      'Newest instant its data is complete for: time() - this is its age.',
      ({ asOf }) => (asOf === null ? undefined : asOf.getTime() / 1_000),
    ),
    each('troubles', 'What is wrong with it at this moment.', ({ troubles }) => troubles.length),
    {
      name: 'periplus_source_read_total',
      help: 'What was read since its reading began here, by what it is.',
      type: 'counter',
      samples: sources.flatMap((source) =>
        [...source.record.counts].map(([what, value]) => ({ labels: { ...labelsOf(source), what }, value })),
      ),
    },
    one('lease_parts', 'Parts of all sources, 64 in all, that this worker has the lease for.', held),
    one('starting', 'Tries of sources that are beginning.', starting.held),
    one('turns_held', 'First readings under way.', turns.held),
    one('turns_waiting', 'First readings that wait for a turn.', turns.waiting),
  ]
}
