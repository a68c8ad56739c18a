// For tests of the pipeline alone: a source of plain lines and a store in memory that can be slow, away
// or choosy. Only tests import it; what the real store does is tested against the real store.
import { StoreError } from '../../db/events/client.ts'
import { unavailable } from '../../domain/errors.ts'
import type { PushSource, RejectedLine, StoreReject } from '../source.ts'

/** What a line must hold for the store to refuse its bytes, or to judge it after taking them. */
export const refusedWord = 'POISON'
export const judgedWord = 'STALE'

export interface FakeStore {
  readonly source: PushSource
  /** Every line of every successful insert, as `cluster/body/line:text`. */
  readonly stored: string[]
  readonly inserts: number[]
  readonly kept: RejectedLine[]
  /** Awaited before each insert; may throw. */
  before: (text: string) => Promise<void>
}

export function fakeStore(): FakeStore {
  const judged: StoreReject[] = []
  const fake: FakeStore = {
    stored: [],
    inserts: [],
    kept: [],
    before: () => Promise.resolve(),
    source: {
      name: 'fake',
      mediaTypes: ['text/plain'],
      clusterOf: (path) => /^\/api\/ingest\/v1\/clusters\/([^/]+)\/fake$/.exec(path)?.[1],
      split: async (bytes) => splitLines(bytes),
      framedBytes: (pieces, n) => 200 + (pieces.ends[n] as number) - (pieces.starts[n] as number),
      frame: (bytes, pieces, range, stamp, target, at) => {
        let to = at
        for (let n = range.from; n < range.to; n += 1) {
          const text = bytes.toString('latin1', pieces.starts[n], pieces.ends[n])
          to += target.write(`${stamp.clusterId}/${stamp.bodyId}/${pieces.lines[n]}:${text}\n`, to, 'latin1')
        }
        return to
      },
      inspect: (event) =>
        event.includes('BROKEN')
          ? { reason: 'broken', certain: true }
          : event.includes('ODD')
            ? { reason: 'odd', certain: false }
            : undefined,
      excerpt: (event) => event.toString('latin1').slice(0, 20),
      isPassing: (reason) => reason === 'stale',
      landing: {
        insert: async (bytes) => {
          const text = bytes.toString('latin1')
          await fake.before(text)
          if (text.includes(refusedWord)) throw new StoreError(117, 'cannot parse', undefined)
          fake.inserts.push(bytes.length)
          for (const line of text.trimEnd().split('\n')) {
            fake.stored.push(line)
            const [, body = '', number = ''] = /^[^/]*\/(\d+)\/(\d+):/.exec(line) ?? []
            if (line.includes(judgedWord))
              judged.push({ body: Number(body), line: Number(number), reason: 'stale' })
          }
        },
        rejectsOf: async (bodies) => judged.filter((reject) => bodies.includes(reject.body)),
        keepRejects: async (lines) => {
          fake.kept.push(...lines)
        },
      },
    },
  }
  return fake
}

export const away = (): Error => unavailable('the store is away', 2)

function splitLines(bytes: Buffer) {
  const starts: number[] = []
  const ends: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    starts.push(at)
    ends.push(end === -1 ? bytes.length : end)
    at = (end === -1 ? bytes.length : end) + 1
  }
  const lines = Uint32Array.from(starts, (_, n) => n + 1)
  const pieces = {
    count: starts.length,
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    lines,
  }
  return { pieces, bad: [], badCount: 0, readable: starts.length > 0 }
}
