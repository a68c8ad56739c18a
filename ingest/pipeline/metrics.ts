// Counts what the pipeline does, for /metrics. Numbers only; whoever serves them writes the text.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

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

export class IngestCounters {
  accepted = 0
  duplicates = 0
  bodies = 0
  bytes = 0
  groups = 0
  groupBytes = 0
  readonly refusals = new Map<number, number>()
  readonly #rejects = new Map<string, number>()
  readonly #groupSizes = new Array<number>(groupBounds.length).fill(0)

  /** `more` are further lines of a body that was not readable line by line. */
  countRejects(reasons: readonly { readonly reason: string }[], more = 0): void {
    for (const { reason } of reasons) this.#add(classOf(reason), 1)
    if (more > 0) this.#add('not_json', more)
  }

  countGroup(bytes: number): void {
    this.groups += 1
    this.groupBytes += bytes
    for (let n = 0; n < groupBounds.length; n += 1) {
      if (bytes <= (groupBounds[n] as number)) this.#groupSizes[n] = (this.#groupSizes[n] as number) + 1
    }
  }

  countRefusal(status: number): void {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1)
  }

  metrics(): Metric[] {
    const one = (name: string, help: string, value: number): Metric => ({
      name: `periplus_ingest_${name}`,
      help,
      type: 'counter',
      samples: [{ value }],
    })
    return [
      one('accepted_total', 'Valid lines made durable.', this.accepted),
      one('duplicates_total', 'Lines of bodies that had been taken before.', this.duplicates),
      one('bodies_total', 'Bodies read whole.', this.bodies),
      one('bytes_total', 'Decompressed bytes of bodies read whole.', this.bytes),
      labelled('rejected_total', 'Lines rejected, by kind of reason.', 'reason', this.#rejects),
      labelled('refused_total', 'Requests not taken, by HTTP status.', 'status', this.refusals),
      one('group_bytes_count', 'Groups of events sent to the event store.', this.groups),
      one('group_bytes_sum', 'Bytes of all groups.', this.groupBytes),
      {
        name: 'periplus_ingest_group_bytes_bucket',
        help: 'Groups of at most this many bytes.',
        type: 'counter',
        samples: groupBounds.map((bound, n) => ({
          labels: { le: Number.isFinite(bound) ? String(bound) : '+Inf' },
          value: this.#groupSizes[n] as number,
        })),
      },
    ]
  }

  #add(name: string, count: number): void {
    this.#rejects.set(name, (this.#rejects.get(name) ?? 0) + count)
  }
}

const classOf = (reason: string): string =>
  reasonClasses.find(([, pattern]) => pattern.test(reason))?.[0] ?? 'not_an_event'

function labelled(
  name: string,
  help: string,
  label: string,
  counts: ReadonlyMap<string | number, number>,
): Metric {
  const samples = [...counts].map(([key, value]) => ({ labels: { [label]: String(key) }, value }))
  return { name: `periplus_ingest_${name}`, help, type: 'counter', samples }
}

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
