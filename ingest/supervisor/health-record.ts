// How well one source is read, as its collector reports it and the supervisor sees it. Everything it is
// told is cut down to bounds, so a collector that floods or passes on a hostile server's words fills nothing.
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { CollectionHealth, CollectionState, Trouble } from '../../domain/model/collection.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { CollectionReport } from '../collection.ts'

const bounds = {
  troubles: 100,
  /** Characters of all troubles of a source together. */
  troubleWords: 200_000,
  words: 1_000,
  steps: 8,
  stepWords: 6_000,
  counts: 50,
  clusters: 10_000,
}

/** Words that any store keeps and any page shows: bounded, no control characters, no halves of characters. */
function tame(text: string, most: number): string {
  const cut = text.length <= most ? text : `${text.slice(0, most - 1)}…`
  return cut.replace(/[^\P{Cc}\n\t]/gu, ' ').replace(/\p{Cs}/gu, '\uFFFD')
}

interface Held {
  readonly trouble: Trouble
  /** The try that said it last. */
  readonly attempt: number
}

export interface HealthRecordOptions {
  readonly sourceId: string
  readonly intervalMs: number
  readonly clock: Clock
  /** What was last known, from a worker before us. */
  readonly before?: CollectionHealth | undefined
  /** "soon": what a person waits to see. "later": numbers that move all the time. */
  readonly onChange: (when: 'soon' | 'later') => void
}

const sizeOf = ({ says, steps, subject }: Trouble): number =>
  steps.reduce((sum, step) => sum + step.length, says.length + subject.length)

const isOver = (state: CollectionState): boolean =>
  state === 'stopped' || state === 'failing' || state === 'spare'

const keyOf = ({ kind, subject }: Pick<Trouble, 'kind' | 'subject'>): string => `${kind} ${subject}`

export class HealthRecord {
  readonly sourceId: string
  readonly #options: HealthRecordOptions
  #state: CollectionState = 'waiting'
  #queued = 0
  #clusterIds: readonly ClusterId[]
  #asOf: Date | null
  #lastTriedAt: Date | null = null
  #nextTryAt: Date | null = null
  #clockSkewMs: number | null = null
  readonly #counts = new Map<string, number>()
  readonly #troubles = new Map<string, Held>()
  #attempt = 0
  /** The last try whose data was complete. */
  #completed = 0
  /** Of the last try that failed; over when a later one is complete. */
  #failure: Trouble | undefined

  constructor(options: HealthRecordOptions) {
    this.#options = options
    this.sourceId = options.sourceId
    this.#clusterIds = options.before?.clusterIds ?? []
    this.#asOf = options.before?.asOf ?? null
    for (const trouble of options.before?.troubles ?? []) {
      this.#troubles.set(keyOf(trouble), { trouble, attempt: 0 })
    }
  }

  get state(): CollectionState {
    return this.#queued > 0 ? 'waiting' : this.#state
  }

  get clusterIds(): readonly ClusterId[] {
    return this.#clusterIds
  }

  get asOf(): Date | null {
    return this.#asOf
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  get troubles(): readonly Trouble[] {
    const said = [...this.#troubles.values()].map(({ trouble }) => trouble)
    return this.#failure === undefined ? said : [this.#failure, ...said]
  }

  health(): CollectionHealth {
    return {
      sourceId: this.sourceId,
      state: this.state,
      clusterIds: this.#clusterIds,
      asOf: this.#asOf,
      lastTriedAt: this.#lastTriedAt,
      nextTryAt: this.#nextTryAt,
      intervalMs: this.#options.intervalMs,
      troubles: this.troubles,
      counts: Object.fromEntries(this.#counts),
      clockSkewMs: this.#clockSkewMs,
      updatedAt: this.#options.clock.now(),
    }
  }

  /** A try begins. */
  begin(): void {
    this.#attempt += 1
    this.#state = 'starting'
    this.#lastTriedAt = this.#options.clock.now()
    this.#nextTryAt = null
    this.#options.onChange('soon')
  }

  /**
   * A try is over; undefined when it is not tried again until something changes. "spare": because another
   * source reads its cluster.
   */
  fail(
    trouble: Omit<Trouble, 'since'>,
    nextTryAt: Date | undefined,
    state: 'failing' | 'spare' = 'failing',
  ): void {
    const key = keyOf({ kind: trouble.kind, subject: tame(trouble.subject, bounds.words) })
    this.#state = state
    this.#failure = this.#since(trouble, this.#troubles.get(key)?.trouble ?? this.#failure)
    this.#troubles.delete(key)
    this.#nextTryAt = nextTryAt ?? null
    this.#options.onChange('soon')
  }

  /** 'waiting': somebody else reads it, or it is to be read and has not begun. */
  rest(state: 'waiting' | 'stopped'): void {
    this.#state = state
    this.#nextTryAt = null
    this.#options.onChange('soon')
  }

  /** Shown as waiting until the answer is called. */
  queue(): () => void {
    this.#queued += 1
    this.#options.onChange('soon')
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#queued -= 1
      this.#options.onChange('soon')
    }
  }

  /** What the collector of the try that began last may say; later than that it is not heard. */
  report(): CollectionReport {
    const attempt = this.#attempt
    const heard =
      <Said extends unknown[]>(hear: (...said: Said) => void) =>
      (...said: Said): void => {
        if (attempt === this.#attempt && !isOver(this.#state)) hear(...said)
      }
    return {
      state: heard((state) => this.#move(state)),
      clusters: heard((clusterIds) => this.#speakOf(clusterIds)),
      complete: heard((at) => this.#complete(at)),
      trouble: heard((trouble) => this.#hear(trouble)),
      clear: heard((subject) => this.#clear(subject)),
      count: heard((name, by) => this.#count(name, by)),
      clockSkew: heard((ms) => this.#skew(ms)),
    }
  }

  #move(state: CollectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.#options.onChange('soon')
  }

  #speakOf(clusterIds: readonly ClusterId[]): void {
    const told = clusterIds.slice(0, bounds.clusters)
    if (told.join() === this.#clusterIds.join()) return
    this.#clusterIds = told
    this.#options.onChange('soon')
  }

  #complete(at: Date): void {
    if (Number.isNaN(at.getTime())) return
    const isFirst = this.#completed !== this.#attempt
    this.#completed = this.#attempt
    if (this.#asOf === null || at > this.#asOf) this.#asOf = at
    this.#failure = undefined
    // Said by an earlier try and not again by this one: over.
    for (const [key, held] of this.#troubles) {
      if (held.attempt < this.#attempt) this.#troubles.delete(key)
    }
    this.#options.onChange(isFirst ? 'soon' : 'later')
  }

  #hear(said: Omit<Trouble, 'since'>): void {
    const key = keyOf({ kind: said.kind, subject: tame(said.subject, bounds.words) })
    const known = this.#troubles.get(key)
    // Judged before the words are looked at: a flood must cost next to nothing.
    if (known === undefined && this.#isFull()) {
      this.#count('troubles not shown', 1)
      return
    }
    const trouble = this.#since(said, known?.trouble)
    const isNews = known === undefined || known.trouble.says !== trouble.says
    this.#troubles.set(key, { trouble, attempt: this.#attempt })
    if (isNews) this.#options.onChange('soon')
  }

  #isFull(): boolean {
    if (this.#troubles.size >= bounds.troubles) return true
    let size = 0
    for (const { trouble } of this.#troubles.values()) size += sizeOf(trouble)
    return size >= bounds.troubleWords
  }

  /** Since when it has been so: as long as it is of the same kind and concerns the same. */
  #since(said: Omit<Trouble, 'since'>, known: Trouble | undefined): Trouble {
    const trouble = {
      kind: said.kind,
      says: tame(said.says, bounds.words),
      steps: said.steps.slice(0, bounds.steps).map((step) => tame(step, bounds.stepWords)),
      subject: tame(said.subject, bounds.words),
    }
    const isSame = known !== undefined && keyOf(known) === keyOf(trouble)
    return { ...trouble, since: isSame ? known.since : this.#options.clock.now() }
  }

  #clear(subject: string): void {
    let cleared = false
    for (const [key, { trouble }] of this.#troubles) {
      if (trouble.subject === subject) cleared = this.#troubles.delete(key) || cleared
    }
    if (cleared) this.#options.onChange('soon')
  }

  #count(given: string, by: number): void {
    if (!Number.isFinite(by)) return
    const name = tame(given, 100)
    const known = this.#counts.get(name)
    if (known === undefined && this.#counts.size >= bounds.counts) return
    this.#counts.set(name, (known ?? 0) + by)
    this.#options.onChange('later')
  }

  #skew(ms: number): void {
    if (!Number.isFinite(ms)) return
    this.#clockSkewMs = Math.round(ms)
    this.#options.onChange('later')
  }
}
