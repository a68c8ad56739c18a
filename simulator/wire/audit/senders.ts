// Those who send audit events out of the world: each follows its clock from an instant on, or sends one window when it
// is told to. A clock that jumps sends what lay between; where each has come to is kept in memory alone.
import type { Cluster } from '../../world/fleet.ts'
import { hText } from '../../world/hash.ts'
import type { World } from '../../world/world.ts'
import { type AuditFilter, auditLines } from './audit-log.ts'
import { disorderOf } from './disorder.ts'
import { type AuditLine, firehose, webhook } from './envelope.ts'
import { mostInBatch, Sender, type SenderOptions, type Sent } from './sender.ts'

/** Where to, and as what. */
export interface AuditTarget extends AuditFilter {
  readonly cluster: string
  readonly form: 'firehose' | 'webhook'
  readonly url: string
  /** A bearer token, or the access key of Firehose. */
  readonly token: string
  /** How long events wait for others before they are sent, by the world's clock; 30 s, as API servers do. */
  readonly waitMs?: number
}

export interface Following {
  readonly cluster: string
  readonly form: AuditTarget['form']
  readonly url: string
  /** Up to here everything was sent. */
  readonly position: string
  /** Milliseconds that were left out, since it was too far behind. */
  readonly skippedMs: number
  readonly sent: Sent
}

const waitOf = ({ waitMs = 30_000 }: AuditTarget): number => waitMs
/** Who is further behind goes on from here. */
const mostBehindMs = 86_400_000

const toldOf = ({ target: { cluster, form, url }, positionMs, skippedMs, sender }: Follower): Following => ({
  ...{ cluster, form, url, skippedMs, sent: sender.sent },
  position: new Date(positionMs).toISOString(),
})

interface Follower {
  readonly target: AuditTarget
  readonly sender: Sender
  readonly stopped: AbortController
  positionMs: number
  skippedMs: number
  isBusy: boolean
}

export class AuditSenders {
  readonly #world: World
  readonly #followers: Follower[] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Throws RangeError for a cluster that there is not. */
  #cluster(name: string): Cluster {
    const cluster = this.#world.cluster(name)
    if (cluster === undefined) throw new RangeError(`there is no cluster ${JSON.stringify(name)}`)
    return cluster
  }

  #options(target: AuditTarget, stopped: AbortSignal, endsWhenRefused: boolean): SenderOptions {
    const { form, token, url } = target
    const cluster = this.#cluster(target.cluster)
    const envelope = form === 'webhook' ? webhook(token) : firehose(cluster, token)
    const disorder = disorderOf(this.#world, cluster)
    return { url, envelope, seed: hText(this.#world.seed, cluster.name), disorder, stopped, endsWhenRefused }
  }

  /** Everything in [fromMs, toMs). Rejects when the receiver refuses; throws RangeError. */
  async send(target: AuditTarget, fromMs: number, toMs: number): Promise<Sent> {
    if (toMs < fromMs) throw new RangeError('the window ends before it begins')
    if (toMs > this.#world.nowMs()) throw new RangeError('nobody called yet what lies after now')
    const sender = new Sender(this.#options(target, new AbortController().signal, true))
    for (const batch of this.#batches(target, fromMs, toMs, waitOf(target))) await sender.send(batch.lines)
    await sender.flush()
    return sender.sent
  }

  /** From now on, or from an instant before. Throws RangeError. */
  follow(target: AuditTarget, fromMs = this.#world.nowMs()): Following {
    const stopped = new AbortController()
    const sender = new Sender(this.#options(target, stopped.signal, false))
    const follower = { target, sender, stopped, positionMs: fromMs, skippedMs: 0, isBusy: false }
    this.#followers.push(follower)
    this.wake()
    return toldOf(follower)
  }

  following(): readonly Following[] {
    return this.#followers.map(toldOf)
  }

  /** Time went on. */
  wake(): void {
    for (const follower of this.#followers) {
      if (follower.isBusy) continue
      follower.isBusy = true
      this.#goOn(follower)
        .catch((error: unknown) => {
          if (follower.stopped.signal.aborted) return
          follower.sender.sent.trouble = (error as Error).message
        })
        .finally(() => {
          follower.isBusy = false
        })
    }
  }

  close(): void {
    for (const { stopped } of this.#followers) stopped.abort()
  }

  async #goOn(follower: Follower): Promise<void> {
    const { target, sender } = follower
    for (;;) {
      const nowMs = this.#world.nowMs()
      const behindMs = nowMs - mostBehindMs - follower.positionMs
      if (behindMs > 0) {
        follower.positionMs += behindMs
        follower.skippedMs += behindMs
      }
      // While time runs, events wait for others; once it stands, no others come.
      const waitedMs = nowMs - follower.positionMs
      const isDue = this.#world.clock.mode === 'frozen' ? waitedMs > 0 : waitedMs >= waitOf(target)
      if (!isDue) return
      // Whoever is behind need not wait: what has come meanwhile fills its batches.
      for (const { lines, endMs } of this.#batches(
        target,
        follower.positionMs,
        nowMs,
        Number.POSITIVE_INFINITY,
      )) {
        await sender.send(lines)
        follower.positionMs = endMs
      }
      await sender.flush()
      follower.positionMs = nowMs
    }
  }

  /** Full ones, and those whose first event waited so long for others. `endMs`: everything before is in one. */
  *#batches(
    target: AuditTarget,
    fromMs: number,
    toMs: number,
    waitMs: number,
  ): Generator<{ lines: readonly AuditLine[]; endMs: number }> {
    const state = this.#world.state(this.#cluster(target.cluster))
    let lines: AuditLine[] = []
    for (const line of auditLines(state, fromMs, toMs, target)) {
      const first = lines[0]
      if (
        first !== undefined &&
        (lines.length === mostInBatch[target.form] || line.ms - first.ms >= waitMs)
      ) {
        yield { lines, endMs: (lines.at(-1) as AuditLine).ms }
        lines = []
      }
      lines.push(line)
    }
    if (lines.length > 0) yield { lines, endMs: toMs }
  }
}
