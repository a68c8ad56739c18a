// How well a cluster is being read, put together from its kinds: which are listed, up to which instant all
// of them are complete, and for how long nothing has answered. Tells the report only what changed.
import type { Trouble } from '../../../domain/model/collection.ts'
import { type ObjectKind, objectKinds } from '../../../domain/model/kube-object.ts'
import type { CollectionReport } from '../../collection.ts'

interface KindProgress {
  isListing: boolean
  /** It may not be read, or is not there: the others do not wait for it. */
  isLeftOut: boolean
  asOf: Date | undefined
}

export class Progress {
  readonly #report: CollectionReport
  readonly #nowMs: () => number
  readonly #kinds = new Map<ObjectKind, KindProgress>(
    objectKinds.map((kind) => [kind, { isListing: true, isLeftOut: false, asOf: undefined }]),
  )
  readonly #troubled = new Set<string>()
  #state: 'listing' | 'watching' | undefined
  #completeMs = Number.NEGATIVE_INFINITY
  #answeredAtMs: number

  /** `nowMs` is process time. */
  constructor(report: CollectionReport, nowMs: () => number) {
    this.#report = report
    this.#nowMs = nowMs
    this.#answeredAtMs = nowMs()
  }

  /** The server answered something of use. */
  answered(): void {
    this.#answeredAtMs = this.#nowMs()
  }

  /** For how long it has not. */
  get silentMs(): number {
    return this.#nowMs() - this.#answeredAtMs
  }

  listing(kind: ObjectKind): void {
    this.#of(kind).isListing = true
    this.#tellState()
  }

  listed(kind: ObjectKind): void {
    const progress = this.#of(kind)
    progress.isListing = false
    progress.isLeftOut = false
    this.#tellState()
  }

  /** Everything of this kind up to `at` is durable. */
  complete(kind: ObjectKind, at: Date): void {
    this.#of(kind).asOf = at
    this.#tellComplete()
  }

  leftOut(kind: ObjectKind): void {
    const progress = this.#of(kind)
    progress.isLeftOut = true
    progress.isListing = false
    this.#tellState()
    this.#tellComplete()
  }

  get isAllLeftOut(): boolean {
    return [...this.#kinds.values()].every(({ isLeftOut }) => isLeftOut)
  }

  trouble(trouble: Omit<Trouble, 'since'>): void {
    this.#troubled.add(trouble.subject)
    this.#report.trouble(trouble)
  }

  clear(subject: string): void {
    if (this.#troubled.delete(subject)) this.#report.clear(subject)
  }

  #of(kind: ObjectKind): KindProgress {
    return this.#kinds.get(kind) as KindProgress
  }

  #tellState(): void {
    const isListing = [...this.#kinds.values()].some((kind) => kind.isListing)
    const state = isListing ? 'listing' : 'watching'
    if (state === this.#state) return
    this.#state = state
    this.#report.state(state)
  }

  /** Complete is what the slowest kind is complete for; what may not be read is told as a trouble instead. */
  #tellComplete(): void {
    const read = [...this.#kinds.values()].filter(({ isLeftOut }) => !isLeftOut)
    if (read.length === 0) return
    const completeMs = Math.min(...read.map(({ asOf }) => asOf?.getTime() ?? Number.NEGATIVE_INFINITY))
    if (completeMs <= this.#completeMs) return
    this.#completeMs = completeMs
    this.#report.complete(new Date(completeMs))
  }
}
