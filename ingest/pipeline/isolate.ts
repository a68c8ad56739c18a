// Slow path: the store refused a batch, so some line of it is bad. Finds the bad lines and stores all
// the others. First by parsing each line here, which explains well; what that cannot see is found by
// asking the store with ever smaller batches. Bounded in inserts, whatever was sent.
import type { EventForm, Pieces, Range, Stamp } from '../source.ts'
import { isRefused } from './store-answer.ts'

export interface Batch {
  readonly bytes: Buffer
  readonly pieces: Pieces
  readonly range: Range
  readonly stamp: Stamp
}

export interface FoundBad {
  readonly line: number
  readonly reason: string
  readonly excerpt: string
}

/** Inserts tried for one batch; past that, lines not yet cleared are refused. */
const insertsTried = 100
/** Longer events are not parsed here but shown to the store alone. */
const inspectLimit = 1 << 20
const bytesBetweenPauses = 1 << 20

export async function isolate(
  source: EventForm,
  batch: Batch,
  pause: () => Promise<void>,
): Promise<FoundBad[]> {
  const { certain, suspects, fine } = await sort(source, batch, pause)
  const search = new Search(source, batch)
  await search.store(fine)
  for (const suspect of suspects) await search.store([suspect.event], suspect.reason)
  const bad = [...certain, ...search.bad].sort((left, right) => left.event - right.event)
  return bad.map(({ event, reason }) => ({
    line: batch.pieces.lines[event] as number,
    reason,
    excerpt: source.excerpt(eventBytes(batch, event)),
  }))
}

interface Judged {
  readonly event: number
  readonly reason: string
}

function eventBytes({ bytes, pieces }: Batch, event: number): Buffer {
  return bytes.subarray(pieces.starts[event], pieces.ends[event])
}

async function sort(
  source: EventForm,
  batch: Batch,
  pause: () => Promise<void>,
): Promise<{ certain: Judged[]; suspects: Judged[]; fine: number[] }> {
  const certain: Judged[] = []
  const suspects: Judged[] = []
  const fine: number[] = []
  let looked = 0
  for (let event = batch.range.from; event < batch.range.to; event += 1) {
    const bytes = eventBytes(batch, event)
    looked += bytes.length
    if (looked > bytesBetweenPauses) {
      await pause()
      looked = 0
    }
    const verdict =
      bytes.length > inspectLimit ? { reason: notReadable, certain: false } : source.inspect(bytes)
    if (verdict === undefined) fine.push(event)
    else (verdict.certain ? certain : suspects).push({ event, reason: verdict.reason })
  }
  return { certain, suspects, fine }
}

const notReadable = 'the event store cannot read this line'

class Search {
  readonly bad: Judged[] = []
  readonly #source: EventForm
  readonly #batch: Batch
  #left = insertsTried

  constructor(source: EventForm, batch: Batch) {
    this.#source = source
    this.#batch = batch
  }

  /** Stores the events given, or finds those among them that cannot be. */
  async store(events: readonly number[], reason = notReadable): Promise<void> {
    if (events.length === 0 || (await this.#insert(events))) return
    if (events.length === 1 || this.#left <= 0) {
      for (const event of events) this.bad.push({ event, reason })
      return
    }
    const half = events.length >> 1
    await this.store(events.slice(0, half), reason)
    await this.store(events.slice(half), reason)
  }

  async #insert(events: readonly number[]): Promise<boolean> {
    if (this.#left <= 0) return false
    this.#left -= 1
    try {
      await this.#source.landing.insert(this.#framed(events))
      return true
    } catch (error) {
      if (isRefused(error)) return false
      throw error
    }
  }

  #framed(events: readonly number[]): Buffer {
    const { bytes, pieces, stamp } = this.#batch
    const size = events.reduce((sum, event) => sum + this.#source.framedBytes(pieces, event), 0)
    const target = Buffer.allocUnsafe(size)
    let at = 0
    for (const event of events) {
      at = this.#source.frame(bytes, pieces, { from: event, to: event + 1 }, stamp, target, at)
    }
    return target.subarray(0, at)
  }
}
