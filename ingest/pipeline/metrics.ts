// Counts what the pipeline does, for /metrics. Numbers only; whoever serves them writes the text.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Skipped } from '../../domain/model/intake.ts'

export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/** Upper bounds in bytes; a group is at most a little above the last but one. */
const groupBounds = [16_384, 131_072, 524_288, 1_048_576, 2_097_152, 4_194_304, Number.POSITIVE_INFINITY]

const reasonClasses: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['outside_retention', /^outside retention/],
  ['in_the_future', /^in the future/],
  ['missing_field', /missing/],
  ['not_json', /JSON|UTF-8|cannot read/],
]

/** What one source brought. */
export class SourceCounters {
  accepted = 0
  duplicates = 0
  bodies = 0
  bytes = 0
  readonly refusals = new Map<number, number>()
  readonly rejects = new Map<string, number>()
  readonly skipped = new Map<string, number>()

  /** `more` are further lines of a body that was not readable line by line. */
  countRejects(reasons: readonly { readonly reason: string }[], more = 0): void {
    for (const { reason } of reasons) add(this.rejects, classOf(reason), 1)
    if (more > 0) add(this.rejects, 'not_json', more)
  }

  countSkipped(kinds: ReadonlyMap<string, number>): void {
    for (const [kind, count] of kinds) add(this.skipped, kind, count)
  }

  countRefusal(status: number): void {
    add(this.refusals, status, 1)
  }
}

export class IngestCounters {
  groups = 0
  groupBytes = 0
  readonly #sources = new Map<string, SourceCounters>()
  readonly #groupSizes = new Array<number>(groupBounds.length).fill(0)

  /** The counters of a source; asked for once, they are shown from then on. */
  of(source: string): SourceCounters {
    const known = this.#sources.get(source) ?? new SourceCounters()
    this.#sources.set(source, known)
    return known
  }

  countGroup(bytes: number): void {
    this.groups += 1
    this.groupBytes += bytes
    for (let n = 0; n < groupBounds.length; n += 1) {
      if (bytes <= (groupBounds[n] as number)) this.#groupSizes[n] = (this.#groupSizes[n] as number) + 1
    }
  }

  skipped(): Skipped[] {
    return [...this.#sources].flatMap(([way, { skipped }]) =>
      [...skipped].map(([kind, count]) => ({ way, kind, count })),
    )
  }

  metrics(): Metric[] {
    const one = (name: string, help: string, value: number) => counter(name, help, [{ value }])
    const each = (name: string, help: string, of: (counters: SourceCounters) => number): Metric =>
      counter(
        name,
        help,
        [...this.#sources].map(([source, counters]) => ({ labels: { source }, value: of(counters) })),
      )
    const kinds = (
      name: string,
      help: string,
      label: string,
      of: (counters: SourceCounters) => ReadonlyMap<string | number, number>,
    ): Metric =>
      counter(
        name,
        help,
        [...this.#sources].flatMap(([source, counters]) =>
          [...of(counters)].map(([kind, value]) => ({ labels: { source, [label]: String(kind) }, value })),
        ),
      )
    return [
      each('accepted_total', 'Valid lines made durable.', (of) => of.accepted),
      each('duplicates_total', 'Lines of bodies that had been taken before.', (of) => of.duplicates),
      each('bodies_total', 'Bodies read whole.', (of) => of.bodies),
      each('bytes_total', 'Decompressed bytes of bodies read whole.', (of) => of.bytes),
      kinds('rejected_total', 'Lines rejected, by kind of reason.', 'reason', (of) => of.rejects),
      kinds('skipped_total', 'Log events left out on purpose, by kind.', 'kind', (of) => of.skipped),
      kinds('refused_total', 'Requests not taken, by HTTP status.', 'status', (of) => of.refusals),
      one('group_bytes_count', 'Groups of events sent to the event store.', this.groups),
      one('group_bytes_sum', 'Bytes of all groups.', this.groupBytes),
      counter(
        'group_bytes_bucket',
        'Groups of at most this many bytes.',
        groupBounds.map((bound, n) => ({
          labels: { le: Number.isFinite(bound) ? String(bound) : '+Inf' },
          value: this.#groupSizes[n] as number,
        })),
      ),
    ]
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

const classOf = (reason: string): string =>
  reasonClasses.find(([, pattern]) => pattern.test(reason))?.[0] ?? 'not_an_event'

const counter = (name: string, help: string, samples: Metric['samples']): Metric => ({
  name: `periplus_ingest_${name}`,
  help,
  type: 'counter',
  samples,
})

export function gauge(name: string, help: string, value: number): Metric {
  return { name: `periplus_ingest_${name}`, help, type: 'gauge', samples: [{ value }] }
}

/** How long the event loop was held at most, since the last time somebody looked. */
export class LoopWatch {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 })

  constructor() {
    this.#delay.enable()
  }

  longestStallSeconds(): number {
    const longest = Math.max(0, this.#delay.max / 1e9)
    this.#delay.reset()
    return longest
  }

  stop(): void {
    this.#delay.disable()
  }
}
